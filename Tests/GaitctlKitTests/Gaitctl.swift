import Foundation
import TestSupport

/// `gaitctl` run as a person or a script runs it.
enum Gaitctl {
    /// Runs it to its end.
    static func run(
        _ arguments: String..., socket: String?, environment: [String: String] = [:]
    ) async throws -> LaunchedProgram.Result {
        try await start(arguments, socket: socket, environment: environment).result()
    }

    /// Starts it without waiting.
    static func start(
        _ arguments: [String], socket: String?, environment: [String: String] = [:]
    ) throws -> LaunchedProgram {
        let standard = ["TZ": "UTC", "GAITD_SOCKET": socket ?? ""]
        return try LaunchedProgram(
            Programs.path("gaitctl"), arguments, environment: standard.merging(environment) { $1 })
    }
}

/// Waits until `condition` holds; gives up after 20 s, and the test's next expectation says why.
func until(_ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
}

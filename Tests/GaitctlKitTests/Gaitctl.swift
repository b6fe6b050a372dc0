import Foundation
import TestSupport

/// `gaitctl` run as a person or a script runs it.
struct Gaitctl {
    var status: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Runs it to its end.
    static func run(_ arguments: String..., socket: String?, environment: [String: String] = [:]) async throws
        -> Gaitctl
    {
        try await start(arguments, socket: socket, environment: environment).result()
    }

    /// Starts it without waiting.
    static func start(_ arguments: [String], socket: String?, environment: [String: String] = [:]) throws -> Running {
        try Running(arguments, socket: socket, environment: environment)
    }

    /// A `gaitctl` that may still run.
    final class Running: Sendable {
        let process: Process
        private let output: URL
        private let errors: URL
        private let ends: AsyncStream<Void>

        init(_ arguments: [String], socket: String?, environment: [String: String]) throws {
            let base = FileManager.default.temporaryDirectory.appendingPathComponent("gaitctl-\(UUID().uuidString)")
            (output, errors) = (base.appendingPathExtension("out"), base.appendingPathExtension("err"))
            for file in [output, errors] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = try Programs.path("gaitctl")
            process.arguments = arguments
            process.environment = ["TZ": "UTC", "GAITD_SOCKET": socket ?? ""].merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: errors)
            let (ends, continuation) = AsyncStream<Void>.makeStream()
            process.terminationHandler = { _ in continuation.finish() }
            self.ends = ends
            self.process = process
            try process.run()
        }

        /// What it has printed so far.
        var printed: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
        var complaints: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        /// Waits for its end.
        func result() async -> Gaitctl {
            for await _ in ends {}
            defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
            return Gaitctl(status: process.terminationStatus, output: printed, errors: complaints)
        }
    }
}

/// Waits until `condition` holds; gives up after 20 s, and the test's next expectation says why.
func until(_ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
}

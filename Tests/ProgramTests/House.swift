import Foundation
import QueryAPI
import Synchronization
import TestSupport
import Testing

/// A daemon with its folder, its socket and the wearables that the tests plug in: the real programs, nothing else.
final class House: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL
    let kits: [String: [String]]
    let timeScale: Double
    /// What was started here, and ends with the house where a test did not get so far.
    private let programs = Mutex<[LaunchedProgram]>([])

    init(kits: [String: [String]], timeScale: Double = 1) throws {
        self.kits = kits
        self.timeScale = timeScale
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gaitd-house-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("dev"), withIntermediateDirectories: true)
        try configuration().write(to: configurationFile, atomically: true, encoding: .utf8)
    }

    deinit {
        for program in programs.withLock({ $0 }) { program.signal(SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    private func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> LaunchedProgram {
        let started = try LaunchedProgram(Programs.path(program), arguments, environment: environment)
        programs.withLock { $0.append(started) }
        return started
    }

    var socket: String { folder.appendingPathComponent("gaitd.sock").path }
    var state: URL { folder.appendingPathComponent("state") }
    var devices: String { folder.appendingPathComponent("dev").path }
    var configurationFile: URL { folder.appendingPathComponent("gaitd.toml") }

    private func configuration() -> String {
        var text = "state_directory = \"\(state.path)\"\n[socket]\npath = \"\(socket)\"\n"
        for (kit, placements) in kits.sorted(by: { $0.key < $1.key }) {
            text += "[[kit]]\nname = \"\(kit)\"\n"
            for placement in placements {
                text += "[[kit.sensor]]\nplacement = \"\(placement)\"\ndevice = \"\(devices)/\(kit)-\(placement)\"\n"
            }
        }
        return text
    }

    /// A zone in which it is about noon: no test's day ends on its way, whatever the hour.
    private static var noon: String {
        let ahead = 12 - Int(Date().timeIntervalSince1970 / 3600) % 24
        // These zones' names count westwards.
        return ahead == 0 ? "Etc/GMT" : "Etc/GMT\(ahead > 0 ? "-" : "+")\(abs(ahead))"
    }

    /// Starts the daemon, where it is noon, and waits until it answers.
    func open(environment: [String: String] = [:]) async throws -> LaunchedProgram {
        let daemon = try start(
            "gaitd", ["--config", configurationFile.path, "--time-scale", "\(timeScale)"],
            environment: environment.merging(["TZ": Self.noon]) { given, _ in given })
        try await until("the daemon answers", within: 30) {
            try await self.ask("status", "--format", "json").status == 0
        }
        return daemon
    }

    /// Starts `gaitctl watch` and waits until it follows: a marker that we set has come through.
    func watch() async throws -> LaunchedProgram {
        let watch = try start("gaitctl", ["watch", "--types", "all", "--format", "ndjson", "--socket", socket])
        // A session makes its subject known, so that the marker has somebody to belong to.
        let kit = kits.keys.sorted()[0]
        let session = try await answer(Session.self, "session", "start", "--subject", "S-WATCH234", "--kit", kit)
        _ = try await answer(Session.self, "session", "stop", session.id)
        let log = state.appendingPathComponent("sessions/\(session.id).mcap").path
        try await until("the marker's session log is closed", within: 20) {
            let analysis = try await LaunchedProgram(Programs.path("gaitctl"), ["analyze", log]).result()
            return analysis.status == 0 && analysis.errors.isEmpty
        }
        try await until("the watch follows", within: 20) {
            _ = try await self.ask("note", "the watch begins", "--subject", "S-WATCH234")
            return watch.output.contains("\"type\":\"annotation\"")
        }
        return watch
    }

    /// Starts fake wearables.
    func plug(_ arguments: [String], kit: String) throws -> LaunchedProgram {
        try start(
            "gaitsim",
            arguments + ["--link-dir", devices, "--kit", kit, "--speed", "\(timeScale)", "--wait-for-reader"])
    }

    /// Runs `gaitctl` as a person would.
    func ask(_ arguments: String...) async throws -> LaunchedProgram.Result {
        try await LaunchedProgram(Programs.path("gaitctl"), arguments + ["--socket", socket]).result()
    }

    /// The items that a listing prints.
    func items<Item: Decodable>(_ type: Item.Type, _ arguments: String...) async throws -> [Item] {
        let result = try await LaunchedProgram(
            Programs.path("gaitctl"), arguments + ["--format", "ndjson", "--socket", socket]
        ).result()
        guard result.status == 0 else { throw Failure(description: "gaitctl \(arguments): \(result.errors)") }
        return try result.lines.map { try WireCoding.decoder().decode(type, from: Data($0.utf8)) }
    }

    /// One thing that a question answers.
    func answer<Item: Decodable>(_ type: Item.Type, _ arguments: String...) async throws -> Item {
        let result = try await LaunchedProgram(
            Programs.path("gaitctl"), arguments + ["--format", "json", "--socket", socket]
        ).result()
        guard result.status == 0 else { throw Failure(description: "gaitctl \(arguments): \(result.errors)") }
        return try WireCoding.decoder().decode(type, from: Data(result.output.utf8))
    }

    /// Waits for a condition; there is no other way for these tests to wait.
    func until(_ what: String, within seconds: Double, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "\(what): not within \(seconds) s")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Asks the daemon to stop and waits for its end.
    func close(_ daemon: LaunchedProgram) async throws {
        daemon.signal(SIGTERM)
        let result = await daemon.result()
        #expect(result.status == 0, "gaitd ended with \(result.status): \(result.errors)")
    }
}

import Foundation
import QueryAPI
import TestSupport
import Testing

/// What a `kill -9` leaves behind.
@Suite("After kill -9")
struct CrashTests {
    @Test(
        "committed episodes are there, the open session is resumed and says so, the log is whole up to its last chunk")
    func killedInTheWalk() async throws {
        let house = try House(kits: ["kit": WalkerLiveTests.placements], timeScale: 6)
        let body = try house.plug(
            [
                "walk", "--duration", "400", "--stand", "10", "--seed", "11", "--limp", "right", "--size", "22",
                "--protocol", "mavlink",
            ], kit: "kit")
        let daemon = try await house.open()
        let session = try await house.answer(Session.self, "session", "start", "--subject", "S-KILL2345")
        try await house.until("an episode is committed", within: 90) {
            try await !house.items(EpisodeSummary.self, "episodes", "--kind", "step_time_asymmetry").isEmpty
        }
        daemon.signal(SIGKILL)
        #expect(await daemon.result().status == 128 + SIGKILL)
        let log = house.state.appendingPathComponent("sessions/\(session.id).mcap")
        let crashed = try await LaunchedProgram(
            Programs.path("gaitctl"), ["analyze", log.path, "--format", "ndjson"]
        ).result()
        #expect(crashed.status == 0, "\(crashed.errors)")
        #expect(crashed.lines.contains { $0.contains("\"type\":\"stride\"") })
        if Python.isPresent { try Self.readWithPython(log) }

        let second = try await house.open()
        let episodes = try await house.items(EpisodeSummary.self, "episodes", "--kind", "step_time_asymmetry")
        #expect(episodes.count >= 1)
        #expect(episodes.allSatisfy { $0.side == "right" && $0.session == session.id })
        let resumed = try await house.answer(Session.self, "session", "show", session.id)
        #expect(resumed.stoppedAt == nil)
        #expect(resumed.resumed == 1)
        #expect(second.errors.contains("resumed"))
        let table = try await house.ask("session", "show", session.id)
        #expect(table.output.lowercased().contains("resumed"))
        try await house.until("the log goes on in a second part", within: 20) {
            FileManager.default.fileExists(
                atPath: house.state.appendingPathComponent("sessions/\(session.id).part2.mcap").path)
        }
        body.signal(SIGTERM)
        _ = await body.result()
        try await house.close(second)
    }

    /// PyPI `mcap` reads what is whole.
    static func readWithPython(_ log: URL) throws {
        let script = """
            import sys
            from mcap.stream_reader import StreamReader
            from mcap.records import Message
            count = 0
            try:
                with open(sys.argv[1], "rb") as file:
                    for record in StreamReader(file, validate_crcs=True).records:
                        count += isinstance(record, Message)
            except Exception as error:
                print(type(error).__name__, file=sys.stderr)
            print(count)
            """
        let result = try Python.run(script, [log.path])
        let count = result.output.split(separator: "\n").last.flatMap { Int($0) } ?? 0
        #expect(count > 1000, "mcap read \(count) messages: \(result.output)")
    }
}

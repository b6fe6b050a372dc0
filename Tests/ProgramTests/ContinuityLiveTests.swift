import Foundation
import QueryAPI
import TestSupport
import Testing

/// A session that begins while sensors stream, with the real programs: their clocks go on, nothing goes uncounted.
@Suite("A session in the midst, live")
struct ContinuityLiveTests {
    @Test(
        "rate and time error are those of before; the log replays to the live contacts and gaps, also of a link that was down",
        arguments: ["mavlink", "witmotion"])
    func session(device: String) async throws {
        let house = try House(kits: ["kit": WalkerLiveTests.placements], timeScale: 4)
        let daemon = try await house.open()
        let watch = try await house.watch()
        let seed = "20261122"
        let body = try house.plug(
            [
                "walk", "--duration", "110", "--stand", "8", "--seed", seed, "--protocol", device, "--disconnect",
                "right_shank@40:20", "--linger", "6",
            ], kit: "kit")
        func sensors() async throws -> [String: SensorState] {
            try await house.items(SensorState.self, "sensors").reduce(into: [:]) { $0[$1.placement] = $1 }
        }
        func logFile(_ session: Session) -> String {
            house.state.appendingPathComponent("sessions/\(session.id).mcap").path
        }
        var before: [String: SensorState] = [:]
        try await house.until("the right shank's link is down", within: 40) {
            let now = try await sensors()
            let isDown = now["right_shank"].map { $0.samples > 0 && $0.link != "streaming" } ?? false
            if !isDown { before = now }
            return isDown
        }
        let session = try await house.answer(Session.self, "session", "start", "--subject", "S-TEST2345")
        var after: [String: SensorState] = [:]
        try await house.until("the session's log has samples", within: 20) {
            after = try await sensors()
            return (try? Data(contentsOf: URL(fileURLWithPath: logFile(session)), options: .mappedIfSafe))
                .map { $0.count > 100_000 } ?? false
        }
        for placement in WalkerLiveTests.placements {
            #expect(after[placement]?.nominalRateHz == before[placement]?.nominalRateHz, "\(placement)")
        }
        // Without a clock in the device the error also follows how evenly a busy machine reads.
        for placement in ["left_shank", "lumbar"] where device == "mavlink" {
            let (known, now) = (before[placement]?.syncErrorMs ?? 0, after[placement]?.syncErrorMs ?? 0)
            #expect(known > 0 && now > 0 && now < known + 2, "\(placement): \(known) ms before, \(now) ms after")
        }
        let result = await body.result()
        #expect(result.status == 0, "seed \(seed): \(result.errors)")
        #expect(try await house.ask("session", "stop", session.id).status == 0)
        let log = logFile(session)
        var replay: [String] = []
        try await house.until("the session's log is closed", within: 20) {
            let again = try await LaunchedProgram(Programs.path("gaitctl"), ["analyze", log, "--format", "ndjson"])
                .result()
            replay = again.lines
            return again.status == 0 && again.errors.isEmpty
        }
        watch.signal(SIGINT)
        let lines = await watch.result().lines
        try WalkerLiveTests.equal(lines, replay, kit: "kit", least: 100)
        func gaps(_ lines: [String]) throws -> [LiveLine] {
            try lines.filter { $0.contains("\"type\":\"gap\"") }
                .map { try WireCoding.decoder().decode(LiveLine.self, from: Data($0.utf8)) }
        }
        // What was lost before the session began is not the session's, and it is said all the same. On a busy machine a
        // device without clock seems to lose more.
        let (all, replayed) = (try gaps(lines), try gaps(replay))
        let (live, again) = (all.filter { $0.cause == "disconnected" }, replayed.filter { $0.cause == "disconnected" })
        #expect(again.map(\.placement) == ["right_shank"], "\(again)")
        try #require(live.map(\.placement) == ["right_shank", "right_shank"] && again.count == 1, "\(live)")
        #expect(live[0].tEnd == live[1].tStart && live[1].lostSamples == again[0].lostSamples)
        let (outside, inside) = (live[0].lostSamples ?? 0, live[1].lostSamples ?? 0)
        #expect(
            inside > 0 && outside > 0 && abs(outside + inside - 2000) < 200, "20 s at 100 Hz: \(outside), \(inside)")
        func total(_ gaps: [LiveLine]) -> Int { gaps.reduce(0) { $0 + ($1.lostSamples ?? 0) } }
        let shown = try await house.answer(Session.self, "session", "show", session.id)
        #expect(shown.lostSamples == total(replayed))
        let state = try #require(try await sensors()["right_shank"])
        let own = all.filter { $0.placement == "right_shank" }
        #expect(state.lostSamples == total(own) && state.gaps == own.count)
        try await house.close(daemon)
    }
}

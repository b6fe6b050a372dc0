import Foundation
import QueryAPI
import TestSupport
import Testing

/// The person's own baseline through the real programs: learnt in one session, compared with in the next of the same
/// day, reset. What needs other days is tested where a day can be made up.
@Suite("Baseline, live")
struct BaselineLiveTests {
    static let seed = "20261121"

    /// One session with one walk of a body.
    private func walk(_ house: House, _ seconds: Int, _ body: [String]) async throws {
        try await house.until("the log of the session before is closed", within: 20) {
            try await house.ask("session", "start", "--subject", "S-LEARN234", "--kit", "kit").status == 0
        }
        let result = try await house.plug(
            ["walk", "--script", "stand 6, walk \(seconds), stand 6", "--seed", Self.seed, "--protocol", "mavlink"]
                + body,
            kit: "kit"
        ).result()
        #expect(result.status == 0, "\(result.errors)")
        #expect(try await house.ask("session", "stop").status == 0)
    }

    private func versions(_ house: House) async throws -> [BaselineVersion] {
        try await house.answer(Baselines.self, "baseline", "show", "S-LEARN234").versions
    }

    @Test("a foot that turns in further than the person's own walking is flagged in the next session")
    func learnt() async throws {
        let house = try House(kits: ["kit": WalkerLiveTests.placements], timeScale: 4)
        let daemon = try await house.open()
        try await walk(house, 170, [])
        try await house.until("six blocks are learnt and stored", within: 20) {
            (try await self.versions(house).first?.blocks ?? 0) >= 6
        }
        let learnt = try #require(try await versions(house).first)
        #expect(learnt.days == 1 && learnt.daysNeeded == 2 && !learnt.complete)
        let screen = try await house.ask("baseline", "show", "S-LEARN234")
        #expect(screen.output.contains("still missing: walking on 1 other day"), "\(screen.output)")
        let trait = try #require(learnt.traits.first { $0.name == "pronation_proxy_deg_left" })
        #expect(abs(trait.mean - 7) < 2.5, "seed \(Self.seed): \(trait.mean)")

        try await walk(house, 70, ["--tibial-rotation-left", "13"])
        var changes: [EpisodeSummary] = []
        try await house.until("the change's episode is stored", within: 20) {
            changes = try await house.items(EpisodeSummary.self, "episodes", "--kind", "pronation_proxy_change")
            return changes.contains { !$0.open }
        }
        #expect(changes.count == 1 && changes[0].side == "left", "seed \(Self.seed): \(changes)")
        #expect(changes[0].value > 2 && changes[0].value < 10, "seed \(Self.seed): \(changes[0].value)")

        // The second session's log, replayed alone, begins with what the first had taught.
        let sessions = try await house.items(Session.self, "session", "list")
        let log = try #require(sessions.max { $0.startedAt < $1.startedAt }?.log)
        var again: [LiveLine] = []
        try await house.until("the session's log is closed", within: 20) {
            let replay = try await LaunchedProgram(
                Programs.path("gaitctl"),
                ["analyze", house.state.appendingPathComponent(log).path, "--format", "ndjson"]
            ).result()
            again = try replay.lines.filter { $0.contains("\"type\":\"episode\"") }
                .map { try WireCoding.decoder().decode(LiveLine.self, from: Data($0.utf8)) }
            return replay.status == 0 && replay.errors.isEmpty
        }
        let replayed = again.filter { $0.kind == "pronation_proxy_change" }
        #expect(replayed.map(\.side) == ["left"] && replayed.map(\.strides) == [changes[0].strides])
        #expect(abs((replayed.first?.value ?? 0) - changes[0].value) < 1e-3)

        let reset = try await house.answer(Baselines.self, "baseline", "reset", "S-LEARN234")
        #expect(reset.versions.map(\.version) == [2, 1])
        #expect(reset.versions[0].blocks == 0 && !reset.versions[0].complete)
        try await house.close(daemon)
    }
}

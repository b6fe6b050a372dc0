import Foundation
import QueryAPI
import TestSupport
import Testing

/// The synthetic walker through the real programs: needs nothing from outside.
@Suite("Synthetic walker, live")
struct WalkerLiveTests {
    static let placements = ["left_shank", "right_shank", "lumbar"]

    @Test("a limp is flagged on its side, an even walk is not; the session's log replays to the same contacts")
    func limpAndEven() async throws {
        let house = try House(kits: ["limp": Self.placements, "even": Self.placements], timeScale: 4)
        let seed = "20261121"
        let walk = ["walk", "--duration", "110", "--stand", "8", "--seed", seed, "--linger", "6"]
        let daemon = try await house.open()
        let watch = try await house.watch()
        let bodies = [
            try house.plug(walk + ["--limp", "left", "--size", "20", "--protocol", "witmotion"], kit: "limp"),
            try house.plug(walk + ["--even", "--protocol", "mavlink"], kit: "even"),
        ]
        let session = try await house.answer(
            Session.self, "session", "start", "--subject", "S-TEST2345", "--kit", "limp", "--shoes", "trainers")
        _ = try await house.ask("pain", "--knee-left", "4", "--knee-right", "0", "--back", "6", "--session", session.id)
        _ = try await house.ask("note", "a stone in the shoe", "--session", session.id)
        for body in bodies {
            let result = await body.result()
            #expect(result.status == 0, "seed \(seed): \(result.errors)")
        }
        let stopped = try await house.answer(Session.self, "session", "stop", session.id)
        #expect(stopped.stoppedAt != nil)

        // The limp relieves the left leg: its stance is shorter and its step longer.
        var episodes: [EpisodeSummary] = []
        try await house.until("the limp's episode and its raw signal are stored", within: 30) {
            episodes = try await house.items(EpisodeSummary.self, "episodes", "--kind", "step_time_asymmetry")
            guard let first = episodes.first, !first.open else { return false }
            let detail = try await house.answer(EpisodeDetail.self, "episodes", "show", "\(first.id)")
            return detail.signals.count == 3
        }
        #expect(episodes.count == 1, "seed \(seed)")
        let episode = try #require(episodes.first)
        #expect(episode.kit == "limp")
        #expect(episode.side == "left")
        #expect(episode.session == session.id)
        #expect(episode.subject == "S-TEST2345")
        #expect(abs(episode.value - 20) < 5, "seed \(seed): \(episode.value)")
        let detail = try await house.answer(EpisodeDetail.self, "episodes", "show", "\(episode.id)")
        #expect(detail.annotations.contains { $0.pain == ["knee_left": 4, "knee_right": 0, "back": 6] })
        #expect(detail.sides.count == 2)
        for signal in detail.signals {
            let seconds = signal.end.timeIntervalSince(signal.start)
            #expect(seconds > 14 && seconds < 60.5, "\(signal.placement) keeps \(seconds) s")
        }
        let even = try await house.items(EpisodeSummary.self, "episodes", "--kit", "even")
        #expect(even.isEmpty, "seed \(seed): the even walk was flagged: \(even.map(\.kind))")
        let shown = try await house.answer(Session.self, "session", "show", session.id)
        #expect(shown.strides > 100)
        #expect(shown.episodes >= 1)

        watch.signal(SIGINT)
        let lines = await watch.result().lines
        #expect(lines.contains { $0.contains("\"type\":\"episode\"") })
        let log = try #require(shown.log)
        var replay: LaunchedProgram.Result?
        try await house.until("the session's log is closed", within: 20) {
            replay = try await LaunchedProgram(
                Programs.path("gaitctl"),
                ["analyze", house.state.appendingPathComponent(log).path, "--format", "ndjson"]
            ).result()
            return replay?.status == 0
        }
        try Self.equal(lines, try #require(replay).lines, kit: "limp", least: 200)
        try await house.close(daemon)
    }

    /// Live and replayed, the session's confirmed contacts are the same to the last printed digit, but for the zero.
    static func equal(_ live: [String], _ replay: [String], kit: String, least: Int) throws {
        let all = try StrokeLiveTests.contacts(live, confirmed: true).filter { $0.kit == kit }
        let again = try StrokeLiveTests.contacts(replay, confirmed: true)
        try #require(again.count > least)
        let last = all.suffix(again.count)
        try #require(last.count == again.count)
        let shifts = zip(last, again).map { (($0.t ?? 0) - ($1.t ?? 0)) }
        let middle = shifts.sorted()[shifts.count / 2]
        #expect(shifts.allSatisfy { abs($0 - middle) < 0.0003 }, "the log replays to other contacts")
        #expect(zip(last, again).allSatisfy { $0.side == $1.side && $0.kind == $1.kind })
    }

    @Test("a line that is pulled out and plugged in again is a gap, and streams on")
    func reconnect() async throws {
        let house = try House(kits: ["kit": Self.placements], timeScale: 4)
        let body = try house.plug(
            [
                "walk", "--duration", "60", "--stand", "4", "--seed", "7", "--protocol", "mavlink", "--disconnect",
                "left_shank@20:5", "--linger", "2",
            ], kit: "kit")
        let daemon = try await house.open()
        let result = await body.result()
        #expect(result.status == 0, "\(result.errors)")
        let sensors = try await house.items(SensorState.self, "sensors")
        let left = try #require(sensors.first { $0.placement == "left_shank" })
        let right = try #require(sensors.first { $0.placement == "right_shank" })
        #expect(left.reconnects + left.gaps >= 1, "the pulled line left no trace")
        #expect(left.samples + 300 < right.samples)
        #expect(left.samples > 3000, "nothing came after the line was back")
        try await house.close(daemon)
    }
}

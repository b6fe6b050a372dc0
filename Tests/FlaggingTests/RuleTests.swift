import Flagging
import Gait
import IMU
import TestSupport
import Testing

@Suite struct RuleTests {
    static let seeds = 1...10 as ClosedRange<UInt64>

    @Test(
        "a clear step-time asymmetry opens one episode on its side and closes with the bout", arguments: seeds,
        Side.allCases)
    func opens(seed: UInt64, side: Side) throws {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = side == .left ? 18 : -18
        feed.walk(pairs: 60)
        feed.endBout()
        let all = feed.episodes
        #expect(all.map(\.phase) == [.opened, .closed], "seed \(seed)")
        let (opened, closed) = (try #require(all.first), try #require(all.last))
        #expect(opened.id == closed.id && closed.kind == .stepTimeAsymmetry && closed.side == side, "seed \(seed)")
        #expect(closed.start == opened.start && closed.start.seconds < 5, "seed \(seed)")
        #expect(!feed.updates.isEmpty && feed.updates.allSatisfy { $0.id == opened.id && $0.end > opened.end })
        #expect(closed.end == HostTime(seconds: feed.time - 20), "seed \(seed): \(closed.end)")
        #expect(closed.strides == 120, "seed \(seed): \(closed.strides)")
        #expect(closed.threshold == 10 && closed.severity > 0 && closed.severity >= opened.severity, "seed \(seed)")
        #expect(closed.confidence > 0.975 && closed.confidence <= 1, "seed \(seed): \(closed.confidence)")
        #expect(closed.peak.name == .symmetryIndex(.stepTime), "seed \(seed)")
        #expect((closed.peak.value > 0) == (side == .left) && closed.peak.low < closed.peak.high, "seed \(seed)")
    }

    @Test("nothing opens before there are pairs enough, in the window and in the bout", arguments: seeds)
    func evidence(seed: UInt64) throws {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 30
        feed.walk(pairs: 19)
        #expect(feed.outputs.isEmpty, "seed \(seed)")
        feed.walk(pairs: 21)
        #expect(feed.episodes.count == 1, "seed \(seed)")
        // A new bout may rest on the window of the last one, but needs ten pairs of its own.
        feed.endBout()
        let before = feed.episodes.count
        feed.walk(pairs: 9)
        #expect(feed.episodes.count == before, "seed \(seed)")
        feed.walk(pairs: 8)
        #expect(feed.episodes.count == before + 1, "seed \(seed)")
        let again = try #require(feed.episodes.last)
        #expect(again.phase == .opened && again.id == 2 && again.start.seconds > 50, "seed \(seed)")
    }

    @Test("a walk without steady strides gives nothing", arguments: seeds)
    func unsteady(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 30
        feed.walk(pairs: 100, isSteady: false)
        feed.endBout()
        #expect(feed.outputs.isEmpty, "seed \(seed)")
    }

    @Test("once open, a dip above four fifths of the threshold keeps it open, one below closes it", arguments: seeds)
    func hysteresis(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 14
        feed.walk(pairs: 60)
        #expect(feed.episodes.map(\.phase) == [.opened], "seed \(seed)")
        feed.stepIndex = 9.3
        feed.walk(pairs: 80)
        #expect(feed.episodes.map(\.phase) == [.opened], "seed \(seed): below the threshold, above the release")
        feed.stepIndex = 4
        feed.walk(pairs: 60)
        #expect(feed.episodes.map(\.phase) == [.opened, .closed], "seed \(seed)")
    }

    @Test("an asymmetry that changes sides closes the episode and opens one on the other side", arguments: seeds)
    func sides(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 20
        feed.walk(pairs: 50)
        feed.stepIndex = -20
        feed.walk(pairs: 80)
        feed.endBout()
        #expect(feed.episodes.map(\.side) == [.left, .left, .right, .right], "seed \(seed)")
    }

    @Test("doubt about the clocks keeps step times from being flagged, but not stance times", arguments: seeds)
    func syncMargin(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 14
        feed.stanceIndex = 16
        // 15 ms between the clocks may be 5.5 % of the index.
        feed.rules.syncError = 0.015
        feed.walk(pairs: 80)
        feed.endBout()
        let kinds = Set(feed.episodes.map(\.kind))
        #expect(!kinds.contains(.stepTimeAsymmetry) && kinds.contains(.stanceTimeAsymmetry), "seed \(seed): \(kinds)")
        feed.rules.syncError = 0.001
        feed.walk(pairs: 80)
        feed.endBout()
        #expect(feed.episodes.contains { $0.kind == .stepTimeAsymmetry }, "seed \(seed)")
    }

    @Test("strides of unsure clocks are not flagged once the clocks are sure, nor learnt", arguments: seeds)
    func unsureBefore(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 100
        feed.rules.syncError = 0.3
        feed.walk(pairs: 25)
        feed.rules.syncError = 0.001
        feed.stepIndex = 0
        feed.walk(pairs: 80)
        feed.endBout()
        #expect(feed.episodes.allSatisfy { $0.kind != .stepTimeAsymmetry }, "seed \(seed): \(feed.episodes)")
        // The pairs' first block was unsure, and half of the second.
        let baseline = feed.rules.baseline
        #expect(baseline.blocks >= 5 && baseline[.stepTimeIndex].today.count <= baseline.blocks - 1, "seed \(seed)")
        #expect(abs(baseline[.stepTimeIndex].today.mean) < 3, "seed \(seed): \(baseline[.stepTimeIndex].today)")
    }

    @Test("the pronation proxy is compared in degrees", arguments: seeds)
    func pronation(seed: UInt64) throws {
        var feed = StrideFeed(seed: seed)
        feed.rotationDifference = -9 * Units.radiansPerDegree
        feed.walk(pairs: 60)
        feed.endBout()
        let closed = try #require(feed.episodes.last)
        #expect(closed.kind == .pronationProxyAsymmetry && closed.side == .right, "seed \(seed)")
        #expect(closed.threshold == 5 && abs(closed.peak.value + 9) < 1, "seed \(seed): \(closed.peak)")
        #expect(closed.kind.isProxy && closed.kind.evidence == "low")
    }

    @Test("thresholds are the configured ones", arguments: seeds)
    func thresholds(seed: UInt64) {
        var thresholds = Thresholds()
        thresholds.stepTimePercent = 25
        thresholds.minimumPairs = 30
        var feed = StrideFeed(seed: seed, thresholds: thresholds)
        feed.stepIndex = 18
        feed.walk(pairs: 29)
        #expect(feed.outputs.isEmpty, "seed \(seed)")
        feed.walk(pairs: 80)
        feed.endBout()
        #expect(feed.episodes.isEmpty && !feed.measures.isEmpty, "seed \(seed)")
    }

    @Test("measures carry interval, strides and the angle that belongs to the index", arguments: seeds)
    func measures(seed: UInt64) throws {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 6
        feed.walk(pairs: 24)
        let index = try #require(feed.measures.first { $0.name == .symmetryIndex(.stepTime) })
        let angle = try #require(feed.measures.first { $0.name == .symmetryAngle(.stepTime) })
        #expect(index.low <= index.value && index.value <= index.high && abs(index.value - 6) < 4, "seed \(seed)")
        #expect(index.strides >= 40 && index.strides % 2 == 0, "seed \(seed)")
        let ratio = (200 + index.value) / (200 - index.value)
        #expect(abs(angle.value - SymmetryIndex.anglePercent(left: ratio, right: 1)) < 1e-9, "seed \(seed)")
        #expect(angle.low <= angle.value && angle.value <= angle.high && angle.time == index.time, "seed \(seed)")
        #expect(Set(feed.measures.map(\.name)).count == 7, "seed \(seed)")
    }

    @Test("kinds are found by their names", arguments: EpisodeKind.allCases)
    func names(kind: EpisodeKind) {
        #expect(EpisodeKind(name: kind.name) == kind)
    }
}

import Flagging
import Gait
import IMU
import TestSupport
import Testing

/// What is learnt of a person, and what counts as a change from it.
@Suite struct BaselineTests {
    static let seeds = 1...20 as ClosedRange<UInt64>

    /// Eight minutes of the person's usual walking, in bouts.
    private func learnt(_ seed: UInt64, bouts: Int = 8) -> StrideFeed {
        var feed = StrideFeed(seed: seed)
        feed.stepIndex = 4
        feed.stanceIndex = -3
        for _ in 0..<bouts {
            feed.walk(pairs: 45)
            feed.endBout()
        }
        return feed
    }

    private func kinds(_ episodes: [Episode]) -> Set<EpisodeKind> { Set(episodes.map(\.kind)) }

    @Test("usual walking is learnt block by block and flags nothing", arguments: seeds)
    func learning(seed: UInt64) {
        let feed = learnt(seed)
        let baseline = feed.rules.baseline
        // Two whole blocks and no rest long enough, in each of eight bouts.
        #expect(baseline.blocks == 16 && baseline.isComplete, "seed \(seed): \(baseline.blocks)")
        #expect(abs(baseline[.stepTimeIndex].mean - 4) < 1, "seed \(seed): \(baseline[.stepTimeIndex])")
        #expect(abs(baseline[.stanceTimeIndex].mean + 3) < 1, "seed \(seed)")
        #expect(abs(baseline[.strideTime].mean - 1.1) < 0.01, "seed \(seed)")
        #expect(feed.episodes.isEmpty, "seed \(seed): \(feed.episodes)")
    }

    @Test("a short rest of a bout is learnt from twelve pairs on")
    func rests() {
        var feed = StrideFeed(seed: 1)
        feed.walk(pairs: 11)
        feed.endBout()
        #expect(feed.rules.baseline.blocks == 0)
        feed.walk(pairs: 12)
        feed.endBout()
        #expect(feed.rules.baseline.blocks == 1)
    }

    @Test("4 points of symmetry angle more are a change within 40 strides, on their side", arguments: seeds)
    func change(seed: UInt64) throws {
        var feed = learnt(seed)
        let before = feed.time
        feed.stepIndex += 12.6
        feed.walk(pairs: 20)
        let opened = try #require(feed.episodes.first { $0.kind == .stepTimeAsymmetryChange }, "seed \(seed)")
        #expect(opened.side == .left && opened.start.seconds >= before, "seed \(seed)")
        #expect(opened.peak.name.name == "step_time_symmetry_index_change_percent")
        #expect(opened.peak.value > 5 && opened.peak.value < 18, "seed \(seed): \(opened.peak)")
        let blocks = feed.rules.baseline.blocks
        feed.walk(pairs: 60)
        feed.endBout()
        #expect(feed.rules.baseline.blocks == blocks, "a changed walk does not become the baseline")
    }

    @Test("without a baseline there are no changes", arguments: [1, 2, 3] as [UInt64])
    func nothingKnown(seed: UInt64) {
        var feed = StrideFeed(seed: seed)
        feed.walk(pairs: 60)
        feed.rotationDifference = 0.2
        feed.kneeLoading = 0.05
        feed.walk(pairs: 40)
        #expect(kinds(feed.episodes).isSubset(of: [.pronationProxyAsymmetry]))
    }

    @Test("at another speed nothing is compared", arguments: seeds)
    func speed(seed: UInt64) {
        var feed = learnt(seed)
        feed.strideTime = 1.4
        feed.kneeLoading = 0.1
        feed.walk(pairs: 40)
        feed.endBout()
        #expect(feed.episodes.isEmpty, "seed \(seed): \(kinds(feed.episodes))")
    }

    @Test("a knee and a pelvic change in the same strides are one episode, with their association", arguments: seeds)
    func coupled(seed: UInt64) throws {
        var feed = learnt(seed)
        feed.kneeLoading -= 0.12
        feed.pelvicDrop += 0.09
        feed.walk(pairs: 40)
        feed.endBout()
        let both = try #require(feed.episodes.last { $0.kind == .kneeLumbarChange }, "seed \(seed)")
        #expect(both.phase == .closed && both.side == .left && both.strides >= 40, "seed \(seed): \(both)")
        #expect(kinds(feed.episodes).isSuperset(of: [.kneeLoadingChange, .pelvicDropChange]), "seed \(seed)")
        let association = try #require(
            feed.measures.last { $0.name == .association(.kneeLoadingExcursion, of: .left, with: .pelvicDrop) })
        #expect(association.low < association.value && association.value < association.high)
        #expect(association.strides >= 40)
    }

    @Test("one of the two alone is no coupled episode", arguments: seeds, [true, false])
    func alone(seed: UInt64, knee: Bool) {
        var feed = learnt(seed)
        if knee { feed.kneeLoading -= 0.12 } else { feed.pelvicDrop += 0.09 }
        feed.walk(pairs: 60)
        feed.endBout()
        #expect(kinds(feed.episodes) == [knee ? .kneeLoadingChange : .pelvicDropChange], "seed \(seed)")
    }

    @Test("a reset ends open changes and learns anew", arguments: [1, 2, 3] as [UInt64])
    func reset(seed: UInt64) throws {
        var feed = learnt(seed)
        feed.kneeLoading -= 0.12
        feed.walk(pairs: 30)
        #expect(feed.rules.isFlagging)
        feed.reset(Baseline(version: 2))
        #expect(!feed.rules.isFlagging && feed.rules.baseline.blocks == 0 && feed.rules.baseline.version == 2)
        let closed = try #require(feed.episodes.last)
        #expect(closed.phase == .closed)
        for _ in 0..<4 {
            feed.walk(pairs: 45)
            feed.endBout()
        }
        #expect(feed.rules.baseline.isComplete)
        #expect(abs(feed.rules.baseline[.kneeLoadingLeft].mean - 0.13) < 0.02)
        #expect(feed.episodes.last?.id == closed.id)
    }

    @Test("the detectable change is Student's t times √2 times the spread")
    func detectable() throws {
        let spread = Baseline.Spread(blocks: 6, mean: 3, squares: 5)
        #expect(spread.deviation == 1)
        #expect(abs(try #require(spread.detectableChange) - 2.571 * 2.0.squareRoot()) < 1e-9)
        #expect(Baseline.Spread(blocks: 1, mean: 3, squares: 0).detectableChange == nil)
    }
}

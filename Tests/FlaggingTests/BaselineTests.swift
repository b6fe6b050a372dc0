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
        #expect(baseline.blocks == 16 && baseline.days == 1, "seed \(seed): \(baseline.blocks)")
        #expect(!baseline.isComplete, "a single day says nothing of the next")
        #expect(abs(baseline[.stepTimeIndex].today.mean - 4) < 1, "seed \(seed): \(baseline[.stepTimeIndex])")
        #expect(abs(baseline[.stanceTimeIndex].today.mean + 3) < 1, "seed \(seed)")
        #expect(abs(baseline[.strideTime].today.mean - 1.1) < 0.01, "seed \(seed)")
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
        #expect(feed.rules.baseline.blocks == 8)
        #expect(abs(feed.rules.baseline[.kneeLoadingLeft].today.mean - 0.13) < 0.02)
        #expect(feed.episodes.last?.id == closed.id)
    }

    @Test("within a day the detectable change is Student's t times √2 times the spread of its blocks")
    func detectableWithinADay() throws {
        var baseline = Baseline()
        baseline[.lumbarInclination].today = Spread(count: 6, mean: 3, squares: 5)
        let usual = try #require(baseline.usual(.lumbarInclination))
        #expect(usual.mean == 3 && usual.deviation == 1)
        #expect(abs(usual.detectableChange - 2.571 * 2.0.squareRoot()) < 1e-9)
        baseline[.lumbarInclination].today.count = 5
        #expect(baseline.usual(.lumbarInclination) == nil)
    }

    @Test("between days it holds the days' spread and what blocks scatter within them, by an analysis of variance")
    func detectableBetweenDays() throws {
        // Three days of four blocks: means 1, 2 and 3, and within each day a spread of 0.5.
        var baseline = Baseline(day: 7)
        for mean in [1.0, 2, 3] {
            baseline[.lumbarInclination].today = Spread(count: 4, mean: mean, squares: 3 * 0.25)
            baseline.endDay()
        }
        let usual = try #require(baseline.usual(.lumbarInclination))
        // Days' means: 1 with 2 degrees of freedom. Blocks: 0.25 with 9, of which a mean of four has kept a quarter.
        #expect(abs(usual.mean - 2) < 1e-12 && abs(usual.deviation - (1 + 0.25 * 0.75).squareRoot()) < 1e-12)
        // Satterthwaite: 1.1875² / (1²/2 + 0.1875²/9) = 2.8, which is rounded down.
        #expect(abs(usual.detectableChange - 4.303 * (2 * 1.1875).squareRoot()) < 1e-9)
    }

    @Test("the other side's days count for the spread, not for the mean")
    func sides() throws {
        var baseline = Baseline()
        for (left, right) in [(4.0, 8.0), (5, 9), (6, 10)] {
            baseline[.pelvicDropLeft].today = Spread(count: 2, mean: left, squares: 0)
            baseline[.pelvicDropRight].today = Spread(count: 2, mean: right, squares: 0)
            baseline.endDay()
        }
        let usual = try #require(baseline.usual(.pelvicDropLeft))
        #expect(abs(usual.mean - 5) < 1e-12 && abs(usual.deviation - 1) < 1e-12)
        // Four degrees of freedom in place of two.
        #expect(abs(usual.detectableChange - 2.776 * 2.0.squareRoot()) < 1e-9)
        #expect(try #require(baseline.usual(.pelvicDropRight)).mean == 9)
    }

    /// So many days of usual walking, each a little otherwise.
    private func learnt(_ seed: UInt64, days: Int) -> StrideFeed {
        var feed = learnt(seed, bouts: 4)
        for day in 1..<days {
            feed.nextDay()
            feed.kneeLoading += day % 2 == 0 ? 0.01 : -0.01
            for _ in 0..<4 {
                feed.walk(pairs: 45)
                feed.endBout()
            }
        }
        return feed
    }

    @Test("a second day is no change, however much it differs: one day says nothing of the next", arguments: seeds)
    func secondDay(seed: UInt64) {
        var feed = learnt(seed, bouts: 4)
        feed.nextDay()
        feed.pelvicDrop += 0.09
        for _ in 0..<4 {
            feed.walk(pairs: 45)
            feed.endBout()
        }
        #expect(feed.episodes.isEmpty, "seed \(seed): \(kinds(feed.episodes))")
        #expect(feed.rules.baseline.days == 2 && feed.rules.baseline.isComplete)
    }

    @Test("from the third day on a day is compared with those before it", arguments: seeds)
    func thirdDay(seed: UInt64) {
        var usual = learnt(seed, days: 4)
        #expect(usual.episodes.isEmpty, "seed \(seed): \(kinds(usual.episodes))")
        usual.nextDay()
        usual.kneeLoading -= 0.2
        usual.walk(pairs: 40)
        usual.endBout()
        #expect(kinds(usual.episodes) == [.kneeLoadingChange], "seed \(seed)")
        #expect(usual.rules.baseline.days == 4, "the changed day is not learnt")
    }
}

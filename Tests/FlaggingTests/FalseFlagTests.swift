import Flagging
import Gait
import TestSupport
import Testing

@Suite struct FalseFlagTests {
    @Test("an even walk of twenty hours is never flagged, whatever its strides' memory", arguments: [0.0, 0.3, 0.6])
    func even(memory: Double) {
        for seed in 1...40 as ClosedRange<UInt64> {
            var feed = StrideFeed(seed: seed)
            feed.memory = memory
            feed.deviation = 0.03
            // Half an hour in bouts of four minutes.
            for _ in 0..<7 {
                feed.walk(pairs: 230)
                feed.endBout()
            }
            #expect(feed.episodes.isEmpty, "seed \(seed): \(feed.episodes)")
            #expect(feed.measures.count > 1000)
        }
    }

    @Test("at the threshold itself few bouts are flagged: what is flagged lies beyond it with confidence")
    func atThreshold() {
        var flagged = 0
        let walks = 200
        for seed in 1...UInt64(walks) {
            var feed = StrideFeed(seed: seed)
            feed.stepIndex = 10
            feed.memory = 0.3
            // Independent looks at two minutes.
            feed.walk(pairs: 60)
            feed.endBout()
            if !feed.episodes.isEmpty { flagged += 1 }
        }
        print("flagged at the threshold: \(flagged) of \(walks)")
        // 2.5 % a side for one look; some ten overlapping looks, of which two in a row must agree.
        #expect(Double(flagged) / Double(walks) < 0.12)
    }
}

import Alignment
import TestSupport
import Testing

/// Constant differences between the delays of two sensors, found while they are turned about in one hand, from every
/// family's bytes.
@Suite struct SharedMotionTests {
    /// The time between two sensors over 20 minutes, constant part and all: 25 ms apart by their filters alone.
    @Test(arguments: [0.005, 0.020])
    func totalErrorAfterAlignment(jitter: Double) throws {
        for family in TimedFamily.allCases {
            for seed in 1...3 as ClosedRange<UInt64> {
                func play(_ partsPerMillion: Double, _ latency: Double, _ seed: UInt64) -> TimeTrack {
                    family.play(
                        seconds: 1200, partsPerMillion: partsPerMillion, jitter: jitter, latency: latency, seed: seed)
                }
                let a = play(-50, 0.005, 2 * seed)
                let b = play(50, 0.030, 2 * seed + 1)
                let found = SharedMotion(a.turning, b.turning)
                if !family.sendsTime {
                    print("shared motion, \(family): \(found.map { "\($0.lag), \($0.halfWidth)" } ?? "not found")")
                    continue
                }
                let motion = try #require(found, "\(family), seed \(seed)")
                let total = ErrorCoverage(
                    b, a, but: motion.lag, halfWidth: motion.halfWidth, settled: Int(TimeTrack.bundled.upperBound))
                let line =
                    "time between two, \(family), jitter \(Int(jitter * 1000)) ms, seed \(seed): \(total), "
                    + "lag \(motion.lag) ± \(motion.halfWidth) s"
                print(line)
                #expect(total.p95 <= 0.005 && total.share >= 0.95, "\(line)")
            }
        }
    }
}

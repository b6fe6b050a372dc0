import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct SwapCheckTests {
    /// The check after a walk in which the shank units are worn as labelled, or the wrong way round.
    private func check(_ seed: UInt64, isSwapped: Bool) throws -> SwapCheck {
        var analyzer = GaitAnalyzer()
        for placement in [Placement.leftShank, .rightShank, .lumbar] { analyzer.add(placement, rate: 100) }
        for reading in try readings(try drawnWalker(seed, seconds: 40), seed: seed) {
            var placement = reading.placement
            if isSwapped, let side = placement.side { placement = side == .left ? .rightShank : .leftShank }
            analyzer.take(
                placement, time: reading.time, acceleration: reading.acceleration, angularRate: reading.angularRate
            ) { _ in }
        }
        return analyzer.swapCheck
    }

    @Test("swapped shanks are suspected, and only those")
    func synthetic() throws {
        for seed in 1...30 as ClosedRange<UInt64> {
            let (worn, swapped) = (try check(seed, isSwapped: false), try check(seed, isSwapped: true))
            #expect(worn.state == .agreeing, "seed \(seed): \(worn.contradicting) of \(worn.steps)")
            #expect(swapped.state == .suspected, "seed \(seed): \(swapped.contradicting) of \(swapped.steps)")
        }
    }

    @Test("nothing is said on few steps, and the suspicion needs more than 70 % of them")
    func counting() {
        var check = SwapCheck()
        for step in 1...19 {
            check.take(side: step % 2 == 0 ? .left : .right, evidence: step % 2 == 0 ? -1 : 1)
            #expect(check.state == .unknown)
        }
        check.take(side: .left, evidence: -1)
        #expect(check.state == .suspected && check.contradicting == 20)
        // Evidence next to nothing does not count.
        check.take(side: .left, evidence: 0.01)
        #expect(check.steps == 20)
        for _ in 0..<8 { check.take(side: .right, evidence: -1) }
        #expect(check.state == .suspected && check.steps == 28)
        check.take(side: .right, evidence: -1)
        #expect(check.state == .agreeing)
        // Only the last 40 count.
        for _ in 0..<40 { check.take(side: .right, evidence: -1) }
        #expect(check.steps == 40 && check.contradicting == 0)
        check.restart()
        #expect(check.state == .unknown && check.steps == 0)
    }
}

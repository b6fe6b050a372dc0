import Gait
import Testing

@Suite struct SymmetryIndexTests {
    @Test("the index is the difference over the mean, in percent; positive when left is larger")
    func index() {
        #expect(SymmetryIndex.percent(left: 0.6, right: 0.6) == 0)
        #expect(abs(SymmetryIndex.percent(left: 0.66, right: 0.54) - 20) < 1e-9)
        #expect(abs(SymmetryIndex.percent(left: 0.54, right: 0.66) + 20) < 1e-9)
        #expect(abs(SymmetryIndex.percent(left: 3, right: 1) - 100) < 1e-9)
        #expect(SymmetryIndex.percent(left: 1, right: 0) == 200)
    }

    @Test("the angle is the ratio's angle from 45°, in percent of 90°; positive when left is larger")
    func angle() {
        #expect(abs(SymmetryIndex.anglePercent(left: 0.6, right: 0.6)) < 1e-12)
        // atan(√3) = 60°: 15° of 90°.
        #expect(abs(SymmetryIndex.anglePercent(left: 3.0.squareRoot(), right: 1) - 100.0 / 6) < 1e-9)
        #expect(abs(SymmetryIndex.anglePercent(left: 1, right: 3.0.squareRoot()) + 100.0 / 6) < 1e-9)
        #expect(abs(SymmetryIndex.anglePercent(left: 1, right: 0) - 50) < 1e-9)
    }

    @Test("both are odd in the sides and do not change with the unit")
    func oddness() {
        for ratio in Swift.stride(from: 0.5, through: 2, by: 0.1) {
            for measure in [SymmetryIndex.percent, SymmetryIndex.anglePercent] {
                #expect(abs(measure(ratio, 1) + measure(1, ratio)) < 1e-9)
                #expect(abs(measure(ratio, 1) - measure(1000 * ratio, 1000)) < 1e-9)
                #expect(ratio == 1 || (measure(ratio, 1) > 0) == (ratio > 1))
            }
        }
    }
}

import Body
import Glibc
import TestSupport
import Testing

@Suite struct ButterworthTests {
    /// Cutoff and rate, Hz, as the stages use them.
    static let designs: [(cutoff: Double, rate: Double)] = [
        (1, 50), (1, 100), (15, 52), (15, 100), (20, 100), (15, 200), (20, 208), (20, 1000), (0.075, 100),
    ]

    /// Gain and phase (rad) at a frequency, from the coefficients.
    private func response(_ filter: Butterworth, _ frequency: Double, _ rate: Double) -> (gain: Double, phase: Double) {
        let w = 2 * Double.pi * frequency / rate
        let numerator = (
            filter.b0 + filter.b1 * cos(w) + filter.b2 * cos(2 * w), -filter.b1 * sin(w) - filter.b2 * sin(2 * w)
        )
        let denominator = (
            1 + filter.a1 * cos(w) + filter.a2 * cos(2 * w), -filter.a1 * sin(w) - filter.a2 * sin(2 * w)
        )
        let gain = hypot(numerator.0, numerator.1) / hypot(denominator.0, denominator.1)
        return (gain, atan2(numerator.1, numerator.0) - atan2(denominator.1, denominator.0))
    }

    @Test("gain 1 at rest, −3 dB at the cutoff, nothing at half the rate", arguments: designs)
    func gains(cutoff: Double, rate: Double) {
        let filter = Butterworth(cutoff: cutoff, rate: rate)
        #expect(abs(response(filter, 0, rate).gain - 1) < 1e-9)
        #expect(abs(response(filter, cutoff, rate).gain - 0.5.squareRoot()) < 1e-9)
        #expect(response(filter, rate / 2, rate).gain < 1e-9)
        // Maximally flat: no bump anywhere below the cutoff.
        for step in 1...50 { #expect(response(filter, cutoff * Double(step) / 50, rate).gain <= 1 + 1e-9) }
    }

    @Test("the delay that is said is the phase's slope at rest", arguments: designs)
    func delay(cutoff: Double, rate: Double) {
        let filter = Butterworth(cutoff: cutoff, rate: rate)
        let h = 1e-3 * cutoff
        let slope = -response(filter, h, rate).phase / (2 * Double.pi * h)
        #expect(abs(filter.delay - slope) < 1e-4 * slope, "\(filter.delay) \(slope)")
    }

    @Test("a slow ramp comes out the delay later", arguments: designs)
    func ramp(cutoff: Double, rate: Double) {
        let filter = Butterworth(cutoff: cutoff, rate: rate)
        var state = Butterworth.State()
        var output = Vector()
        let count = Int(20 * rate / cutoff)
        for index in 0...count { output = filter.filter(Vector(Double(index) / rate, 0, 1), &state) }
        let lag = Double(count) / rate - output.x
        #expect(abs(lag - filter.delay) < 1e-4 * filter.delay, "\(lag) \(filter.delay)")
        #expect(abs(output.z - 1) < 1e-9)
    }

    @Test("a constant passes unchanged from the first sample on", arguments: designs)
    func priming(cutoff: Double, rate: Double) {
        let filter = Butterworth(cutoff: cutoff, rate: rate)
        var state = Butterworth.State()
        for _ in 0..<1000 {
            let output = filter.filter(Vector(3, -4, 9.81), &state)
            #expect((output - Vector(3, -4, 9.81)).length < 1e-9)
        }
    }

    @Test("a cutoff beyond the rate is held below it, and the filter stays stable", arguments: [1.0, 5, 20, 25, 30])
    func lowRates(rate: Double) {
        let filter = Butterworth(cutoff: 20, rate: rate)
        var state = Butterworth.State()
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            #expect(filter.filter(Vector(generator.normal(), 0, 0), &state).length < 50)
        }
    }
}

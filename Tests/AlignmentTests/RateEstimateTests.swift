import Alignment
import IMU
import TestSupport
import Testing

@Suite struct RateEstimateTests {
    static let rates: [Double] = [25, 50, 52, 60, 100, 104, 120, 200, 208]

    private func estimate(_ source: SensorTiming.Source, _ line: inout Line, isCounter: Bool = false) -> Double? {
        var estimate = RateEstimate(timing: SensorTiming(source: source, nominalRate: 0))
        for delivered in line.deliver(1000, isCounter: isCounter) {
            if let rate = estimate.take(delivered.sample) { return rate }
        }
        return nil
    }

    @Test("a device's clock shows the rate in 32 samples, through losses", arguments: rates)
    func clocked(rate: Double) {
        for seed in 1...20 as ClosedRange<UInt64> {
            var line = Line(
                generator: SeededGenerator(seed: seed), rate: rate, ticksPerSecond: 1e6, wrapBits: 32, loss: 0.05)
            let found = estimate(.deviceClock(ticksPerSecond: 1e6, wrapBits: 32), &line)
            #expect(found == rate, "seed \(seed)")
        }
    }

    @Test("a counter shows the rate though samples are lost", arguments: rates)
    func counted(rate: Double) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var line = Line(generator: SeededGenerator(seed: seed), rate: rate, wrapBits: 8, loss: 0.1)
            let found = try #require(estimate(.sampleCounter(wrapBits: 8), &line, isCounter: true))
            #expect(abs(found / rate - 1) < 0.041, "seed \(seed): \(found)")
        }
    }

    @Test("arrivals alone show the rate within four percent", arguments: rates)
    func arrivals(rate: Double) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var line = Line(generator: SeededGenerator(seed: seed), rate: rate)
            let found = try #require(estimate(.arrivalOnly, &line))
            #expect(abs(found / rate - 1) < 0.041, "seed \(seed): \(found)")
        }
    }

    @Test("an uncommon rate stays as it is")
    func uncommon() throws {
        var line = Line(generator: SeededGenerator(seed: 1), rate: 77, ticksPerSecond: 1e6)
        let found = try #require(estimate(.deviceClock(ticksPerSecond: 1e6, wrapBits: 64), &line))
        #expect(abs(found - 77) < 0.01)
    }
}

import Alignment
import IMU
import TestSupport
import Testing

/// What a broken device or a forged log may say. Nothing here has a right answer but to stay in order and on foot.
@Suite struct HostileClockTests {
    static let seeds = 1...40 as ClosedRange<UInt64>

    private func source(_ generator: inout SeededGenerator) -> SensorTiming.Source {
        let bits = UInt8.random(in: 0...255, using: &generator)
        let ticks: Double =
            [1e-300, 1e-3, 1, 1000, 1e9, 1e300, .infinity, .nan, 0, -5].randomElement(using: &generator) ?? 1
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .deviceClock(ticksPerSecond: ticks, wrapBits: bits)
        case 1: return .sampleCounter(wrapBits: bits)
        case 2: return .arrivalOnly
        default: return .recorded
        }
    }

    private func sample(_ generator: inout SeededGenerator, _ last: Sample?) -> Sample {
        let (random, other) = (generator.next(), generator.next())
        let ticks: UInt64 =
            switch random % 4 {
            case 0: other
            case 1: .max - other % 3
            case 2: other % 3
            default: (last?.ticks ?? 0) &+ other % 1000
            }
        let arrival: Int64 =
            switch (random >> 8) % 5 {
            case 0: Int64(bitPattern: generator.next())
            case 1: .max - Int64(other % 3)
            case 2: .min + Int64(other % 3)
            default: (last?.arrival.nanoseconds ?? 0) &+ Int64(other % 20_000_000)
            }
        return Sample(
            ticks: ticks, arrival: HostTime(nanoseconds: arrival), acceleration: [0, .nan, 0], angularRate: .zero)
    }

    @Test("random ticks and arrivals never stop the clock, and time never runs back", arguments: seeds)
    func clock(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let source = source(&generator)
            let rate: Double = [1e-3, 1.0, 100.0, 1e5].randomElement(using: &generator) ?? 1.0
            var clock = SensorClock(timing: SensorTiming(source: source, nominalRate: rate), rate: rate)
            var last: (sample: Sample, time: HostTime)?
            for _ in 0..<300 {
                let sample = sample(&generator, last?.sample)
                let placed = clock.place(sample)
                #expect(placed.missing >= 0 && placed.missing <= MissingSamples.most, "seed \(seed)")
                if source != .recorded, let last {
                    #expect(placed.time >= last.time, "seed \(seed), \(source)")
                    // Only at the end of time two samples share one.
                    if last.time.nanoseconds < .max { #expect(placed.time > last.time, "seed \(seed), \(source)") }
                }
                last = (sample, placed.time)
            }
        }
    }

    @Test("random ticks and arrivals give some believable rate", arguments: seeds)
    func rate(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var estimate = RateEstimate(timing: SensorTiming(source: source(&generator), nominalRate: 0))
            #expect(estimate.best.isFinite)
            var last: Sample?
            var rate: Double?
            while rate == nil, estimate.held.count <= RateEstimate.capacity {
                let next = sample(&generator, last)
                rate = estimate.take(next)
                last = next
            }
            #expect(rate.map { (5...2000).contains($0) } == true, "seed \(seed): \(String(describing: rate))")
        }
    }

    @Test("the number of missing samples is bounded, whatever the numbers")
    func missing() {
        #expect(MissingSamples.between(seconds: 0.05, period: 0.01) == 4)
        #expect(MissingSamples.between(seconds: 0.0101, period: 0.01) == 0)
        #expect(MissingSamples.between(seconds: -3, period: 0.01) == 0)
        #expect(MissingSamples.between(seconds: .nan, period: 0.01) == 0)
        #expect(MissingSamples.between(seconds: 1, period: 0) == MissingSamples.most)
        #expect(MissingSamples.within(seconds: 2, rate: 100) == 200)
        #expect(MissingSamples.within(seconds: -2, rate: 100) == 0)
        #expect(MissingSamples.within(seconds: 1e300, rate: 1e300) == MissingSamples.most)
    }
}

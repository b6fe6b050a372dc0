import Alignment
import IMU
import TestSupport
import Testing

@Suite struct SensorClockTests {
    static let seeds = 1...8 as ClosedRange<UInt64>

    /// Errors (s) of the published times of the samples after the 60th second, without their middle.
    private func errors(_ line: inout Line, _ timing: SensorTiming, minutes: Double = 5) -> [Double] {
        var clock = SensorClock(timing: timing, rate: line.rate)
        var errors: [Double] = []
        var isCounter = true
        if case .deviceClock = timing.source { isCounter = false }
        for delivered in line.deliver(Int(minutes * 60 * line.rate), isCounter: isCounter) {
            let placed = clock.place(delivered.sample)
            if delivered.truth > 160 { errors.append(placed.time.seconds - delivered.truth) }
        }
        let middle = quantile(errors, 0.5)
        return errors.map { abs($0 - middle) }
    }

    @Test("a device clock is fitted to 2 ms through jitter, drift and loss", arguments: seeds, [-50.0, 0, 50])
    func deviceClock(seed: UInt64, drift: Double) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: drift, loss: 0.05)
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 32), nominalRate: 100)
        let errors = errors(&line, timing)
        #expect(quantile(errors, 0.95) < 0.002, "seed \(seed): \(quantile(errors, 0.95))")
        #expect(quantile(errors, 1) < 0.004, "seed \(seed): \(quantile(errors, 1))")
    }

    @Test("a sample counter is fitted to 2 ms, though the rate is a percent off", arguments: seeds)
    func counter(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: 10_000, loss: 0.05)
        let timing = SensorTiming(source: .sampleCounter(wrapBits: 8), nominalRate: 100)
        line.wrapBits = 8
        let errors = errors(&line, timing)
        #expect(quantile(errors, 0.95) < 0.002, "seed \(seed): \(quantile(errors, 0.95))")
    }

    @Test("without time or number the fit still holds to a sample period", arguments: seeds)
    func arrivalOnly(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: 3000)
        let errors = errors(&line, SensorTiming(source: .arrivalOnly, nominalRate: 100))
        #expect(quantile(errors, 0.95) < 0.005, "seed \(seed): \(quantile(errors, 0.95))")
    }

    @Test("samples that come in bursts are spread out again", arguments: seeds)
    func bursts(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: 20, burst: 8)
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 100)
        #expect(quantile(errors(&line, timing), 0.95) < 0.002, "seed \(seed)")
    }

    @Test("the uncertainty that is said covers the error", arguments: seeds)
    func uncertainty(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: 30)
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 100)
        var clock = SensorClock(timing: timing, rate: 100)
        var errors: [Double] = []
        for delivered in line.deliver(18_000) {
            let placed = clock.place(delivered.sample)
            if delivered.truth > 160 { errors.append(placed.time.seconds - delivered.truth) }
        }
        let middle = quantile(errors, 0.5)
        let spread = quantile(errors.map { abs($0 - middle) }, 0.95)
        #expect(spread <= clock.uncertainty + 0.0005, "seed \(seed): \(spread), said \(clock.uncertainty)")
        #expect(clock.uncertainty < 0.01, "seed \(seed): \(clock.uncertainty)")
    }

    @Test("counters of 8, 16 and 32 bits wrap unseen", arguments: [UInt8(8), 16, 32], seeds)
    func wraps(bits: UInt8, seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), loss: 0.05)
        line.wrapBits = bits
        // Just before the wrap, so that even 32 bits do.
        line.firstTick = (1 << UInt64(bits)) - 60
        var clock = SensorClock(
            timing: SensorTiming(source: .sampleCounter(wrapBits: bits), nominalRate: 100), rate: 100)
        let all = line.deliver(3000, isCounter: true)
        var last: Line.Delivered?
        var lastTime = HostTime(nanoseconds: .min)
        for delivered in all {
            let placed = clock.place(delivered.sample)
            #expect(!placed.isReset, "seed \(seed), number \(delivered.number)")
            #expect(placed.time > lastTime, "seed \(seed)")
            #expect(placed.missing == last.map { delivered.number - $0.number - 1 } ?? 0, "seed \(seed)")
            last = delivered
            lastTime = placed.time
        }
    }

    @Test("lost samples are counted exactly from a device's clock", arguments: seeds, [10.0, 50, 104, 208])
    func losses(seed: UInt64, rate: Double) {
        var line = Line(generator: SeededGenerator(seed: seed), rate: rate, partsPerMillion: 40, loss: 0.2)
        line.wrapBits = 16
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 16), nominalRate: rate)
        var clock = SensorClock(timing: timing, rate: rate)
        var lost = 0
        let all = line.deliver(3000)
        for delivered in all { lost += clock.place(delivered.sample).missing }
        #expect(lost == all[all.count - 1].number + 1 - all.count, "seed \(seed)")
    }

    @Test("a clock that starts again is said once, and time goes on", arguments: seeds)
    func reset(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed))
        line.firstTick = 5_000_000
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 100)
        var clock = SensorClock(timing: timing, rate: 100)
        var stream = line.deliver(2000)
        line.firstTick = 0
        stream += line.deliver(2000, start: 120)
        var resets = 0
        var lastTime = HostTime(nanoseconds: .min)
        for delivered in stream {
            let placed = clock.place(delivered.sample)
            resets += placed.isReset ? 1 : 0
            #expect(placed.time > lastTime, "seed \(seed)")
            #expect(abs(placed.time.seconds - delivered.truth) < 0.06, "seed \(seed)")
            lastTime = placed.time
        }
        #expect(resets == 1, "seed \(seed)")
    }

    @Test("a clock that goes on behind another one stays behind it")
    func after() {
        var line = Line(generator: SeededGenerator(seed: 3))
        let last = HostTime(seconds: 100.2)
        var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: 100), rate: 100, after: last)
        var lastTime = last
        for delivered in line.deliver(1000, isCounter: true) {
            let time = clock.place(delivered.sample).time
            #expect(time > lastTime)
            lastTime = time
        }
    }

    @Test("published times never step while streaming: they slew", arguments: seeds)
    func slewing(seed: UInt64) {
        var line = Line(generator: SeededGenerator(seed: seed), partsPerMillion: 50, delays: 0.005...0.2)
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 100)
        var clock = SensorClock(timing: timing, rate: 100)
        var last: HostTime?
        for delivered in line.deliver(12_000) {
            let time = clock.place(delivered.sample).time
            if let last, delivered.truth > 111 {
                #expect(abs(time.seconds(since: last) - 0.01) < 1e-5, "seed \(seed), \(delivered.truth)")
            }
            last = time
        }
    }

    @Test("a recording's times are taken as they are")
    func recorded() {
        var clock = SensorClock(timing: SensorTiming(source: .recorded, nominalRate: 100), rate: 100)
        func place(_ nanoseconds: Int64, missing: Int, isReset: Bool) -> Bool {
            let placed = clock.place(
                Sample(
                    ticks: UInt64(bitPattern: nanoseconds), arrival: HostTime(nanoseconds: 5), acceleration: .zero,
                    angularRate: .zero))
            return placed.time.nanoseconds == nanoseconds && placed.missing == missing && placed.isReset == isReset
        }
        #expect(place(-20_000_000, missing: 0, isReset: false))
        #expect(place(-10_000_000, missing: 0, isReset: false))
        #expect(place(30_000_000, missing: 3, isReset: false))
        #expect(place(30_000_000, missing: 0, isReset: true))
        #expect(clock.uncertainty == 0)
    }

    @Test("first readings that come late are made up for soon, and the uncertainty knows of it meanwhile")
    func lateStart() {
        let timing = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 100)
        var clock = SensorClock(timing: timing, rate: 100)
        for index in 0..<6000 {
            let truth = Double(index) / 100
            // Eight seconds behind a bad radio, then straight through.
            let delay = truth < 8 ? 0.3 : 0.002
            let sample = Sample(
                ticks: UInt64(index * 10), arrival: HostTime(seconds: truth + delay), acceleration: [0, 0, 9.8],
                angularRate: .zero)
            let error = abs(clock.place(sample).time.seconds - truth)
            if truth > 9 { #expect(error <= clock.uncertainty + 0.003, "\(truth) s") }
            if truth > 25 { #expect(error < 0.005, "\(truth) s: \(error)") }
        }
    }

    @Test(
        "what was kept until somebody listened comes at once, and is placed at its time within seconds",
        arguments: [0.3, 0.6, 1.1, 1.7, 5],
        [
            SensorTiming.Source.deviceClock(ticksPerSecond: 1000, wrapBits: 64), .sampleCounter(wrapBits: 16),
            .arrivalOnly,
        ])
    func backlog(kept: Double, source: SensorTiming.Source) {
        var clock = SensorClock(timing: SensorTiming(source: source, nominalRate: 100), rate: 100)
        var ticksPerSample: UInt64 = 1
        if case .deviceClock = source { ticksPerSample = 10 }
        var last = HostTime(nanoseconds: .min)
        for index in 0..<3000 {
            let truth = Double(index) / 100
            // Read off at ten times the speed at which it is sampled, from when somebody listens on.
            let arrival = max(truth + 0.002, kept + truth / 10)
            let placed = clock.place(
                Sample(
                    ticks: UInt64(index) * ticksPerSample, arrival: HostTime(seconds: arrival),
                    acceleration: [0, 0, 9.8],
                    angularRate: .zero))
            #expect(placed.time > last && !placed.isReset && placed.missing == 0, "\(truth) s")
            last = placed.time
            let error = abs(placed.time.seconds - truth)
            if arrival > kept + 0.2 * kept { #expect(error <= clock.uncertainty + 0.003, "\(truth) s: \(error)") }
            if arrival > 1.2 * kept + 6 { #expect(error < 0.005, "\(truth) s: \(error)") }
        }
    }
}

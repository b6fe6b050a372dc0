import Alignment
import IMU
import TestSupport
import Testing

/// Sensors that send neither time nor number.
@Suite struct ArrivalLineTests {
    /// Samples in groups of four as notifications bring them, of which a share is lost whole.
    private func samples(
        rate: Double, loss: Double, seconds: Double, seed: UInt64
    ) -> (arrived: [(sample: Sample, truth: Double)], lost: Int) {
        var generator = SeededGenerator(seed: seed)
        var arrived: [(sample: Sample, truth: Double)] = []
        var lost = 0
        var last = 0.0
        for group in 0..<Int(seconds * rate / 4) {
            let end = Double(4 * group + 3) / rate
            let delay = 0.005 + 0.015 * Double.random(in: 0...1, using: &generator)
            last = max(last, end + delay)
            if group > 0, Double.random(in: 0...1, using: &generator) < loss {
                lost += 4
                continue
            }
            for number in 4 * group..<4 * group + 4 {
                let sample = Sample(
                    ticks: UInt64(arrived.count), arrival: HostTime(seconds: last), acceleration: [0, 0, 9.8],
                    angularRate: .zero)
                arrived.append((sample, Double(number) / rate))
            }
        }
        return (arrived, lost)
    }

    /// WitMotion's devices send 99.26 samples a second at 100 Hz.
    @Test("losses are told from a rate that is not the nominal one", arguments: 1...6 as ClosedRange<UInt64>)
    func lossesAndRate(seed: UInt64) {
        for rate in [99.26, 100] {
            for loss in [0, 0.01, 0.05] {
                let run = samples(rate: rate, loss: loss, seconds: 300, seed: seed)
                var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: 100), rate: 100)
                var missing = 0
                var errors: [Double] = []
                var said: [Double] = []
                for (sample, truth) in run.arrived {
                    let placed = clock.place(sample)
                    #expect(!placed.isReset)
                    guard truth > 60 else { continue }
                    missing += placed.missing
                    errors.append(placed.time.seconds - truth)
                    said.append(clock.uncertainty)
                }
                let what = "\(rate) Hz, loss \(loss), seed \(seed): \(missing) of about \(run.lost * 4 / 5)"
                let expected = 0.8 * Double(run.lost)
                #expect(abs(Double(missing) - expected) <= 0.15 * expected + 0.5, "\(what)")
                let middle = quantile(errors, 0.5)
                let covered = zip(errors, said).count { abs($0 - middle) <= $1 }
                let p95 = quantile(errors.map { abs($0 - middle) }, 0.95)
                #expect(p95 < (loss == 0 ? 0.005 : 0.045), "\(what), \(p95)")
                #expect(Double(covered) > 0.95 * Double(errors.count), "\(what), \(covered) of \(errors.count)")
            }
        }
    }

    @Test("what came late in a queue is not lost")
    func hiccup() {
        let run = samples(rate: 100, loss: 0, seconds: 120, seed: 5)
        var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: 100), rate: 100)
        var missing = 0
        for (sample, truth) in run.arrived {
            var late = sample
            // Two tenths of a second behind a bad radio, then all at once.
            if (60..<60.2).contains(sample.arrival.seconds) { late.arrival = HostTime(seconds: 60.2) }
            let placed = clock.place(late)
            missing += placed.missing
            #expect(!placed.isReset)
            #expect(abs(placed.time.seconds - truth) < 0.03 || truth < 1, "\(truth)")
        }
        #expect(missing == 0)
    }

    @Test("what was lost for half a second is counted, and time follows", arguments: 1...6 as ClosedRange<UInt64>)
    func hole(seed: UInt64) {
        let run = samples(rate: 99.26, loss: 0, seconds: 180, seed: seed)
        var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: 100), rate: 100)
        var missing = 0
        var lost = 0
        var failures: [String] = []
        for (sample, truth) in run.arrived {
            if (100..<100.6).contains(truth) {
                lost += 1
                continue
            }
            var sample = sample
            sample.ticks -= UInt64(lost)
            let placed = clock.place(sample)
            if truth > 60 { missing += placed.missing }
            #expect(!placed.isReset)
            let error = abs(placed.time.seconds - truth)
            // Not at once, but known.
            let limit = (100..<101.5).contains(truth) ? 0.05 + clock.uncertainty : 0.05
            if truth > 1, error > limit { failures.append("\(truth): \(error)") }
        }
        #expect(failures.isEmpty, "seed \(seed): \(failures.prefix(3))")
        #expect(abs(missing - lost) <= 4, "\(missing) of \(lost), seed \(seed)")
    }

    /// A serial adapter hands its bytes on every 16 ms: three samples or four at 200 Hz.
    @Test("samples that are handed on in uneven bites are not lost", arguments: 1...3 as ClosedRange<UInt64>)
    func unevenBites(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: 200), rate: 200)
        var missing = 0
        var errors: [Double] = []
        var arrival = 0.0
        for number in 0..<24_000 {
            let truth = Double(number) / 198.5
            // What is taken after an adapter's tick waits for the next.
            let tick = (truth / 0.016).rounded(.up) * 0.016
            if tick > arrival { arrival = tick + 0.002 * Double.random(in: 0...1, using: &generator) }
            let sample = Sample(
                ticks: UInt64(number), arrival: HostTime(seconds: arrival), acceleration: [0, 0, 9.8],
                angularRate: .zero)
            let placed = clock.place(sample)
            missing += placed.missing
            #expect(!placed.isReset)
            if truth > 20 { errors.append(placed.time.seconds - truth) }
        }
        #expect(missing == 0)
        let middle = quantile(errors, 0.5)
        #expect(quantile(errors.map { abs($0 - middle) }, 0.95) < 0.005, "seed \(seed)")
    }
}

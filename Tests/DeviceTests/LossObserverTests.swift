import Alignment
import FakeWearables
import IMU
import TestSupport
import Testing

/// How near the fit of sensors without time or number comes to what can be known at all.
@Suite struct LossObserverTests {
    private static let rate = 100.0
    private static let seconds = 3600.0
    private static let loss = 0.05

    /// Errors of every reading that arrived, s, in its order; NaN for those that were lost.
    private struct Errors {
        var observed: [Double] = []
        var fitted: [Double] = []
    }

    /// A line that keeps order and loses one reading in twenty, sent with an exact clock.
    private func play(jitter: Double, seed: UInt64) -> Errors {
        var faults = LinkFaults()
        (faults.jitter, faults.loss) = (jitter, Self.loss)
        var line = FaultyLink(faults, seed: seed)
        var observer = LossObserver(period: 1 / Self.rate, jitter: jitter, loss: Self.loss)
        var clock = SensorClock(timing: SensorTiming(source: .arrivalOnly, nominalRate: Self.rate), rate: Self.rate)
        var errors = Errors()
        var received: UInt64 = 0
        for number in 0..<Int(Self.seconds * Self.rate) {
            let sent = Double(number) / Self.rate
            var bytes: [UInt8] = []
            guard let arrival = line.carry(&bytes, at: sent) else {
                errors.observed.append(.nan)
                errors.fitted.append(.nan)
                continue
            }
            let sample = Sample(
                ticks: received, arrival: HostTime(seconds: arrival), acceleration: .zero, angularRate: .zero)
            received += 1
            errors.observed.append(observer.take(arrival) - sent)
            errors.fitted.append(clock.place(sample).time.seconds - sent)
        }
        return errors
    }

    /// The 95th percentile of sizes after the first minute, s, but for their median.
    private func p95(_ errors: [Double]) -> Double {
        let settled = errors.dropFirst(Int(60 * Self.rate)).filter { !$0.isNaN }.sorted()
        let middle = settled[settled.count / 2]
        return settled.map { abs($0 - middle) }.sorted()[Int(0.95 * Double(settled.count))]
    }

    private func between(_ a: [Double], _ b: [Double]) -> Double { p95(zip(a, b).map { $0 - $1 }) }

    /// The fit, which has to learn rate, losses and delays, is off by a quarter more than the observer at most, and by half
    /// a period.
    @Test(arguments: [(0.005, UInt64(1)), (0.020, 2), (0.040, 3)])
    func nearToWhatCanBeKnown(jitter: Double, seed: UInt64) {
        let (a, b) = (play(jitter: jitter, seed: 2 * seed), play(jitter: jitter, seed: 2 * seed + 1))
        let settled = a.observed.dropFirst(Int(60 * Self.rate)).filter { !$0.isNaN }
        let wrong = Double(settled.count { abs($0) > 0.5 / Self.rate }) / Double(settled.count)
        let observed = (p95(a.observed), between(a.observed, b.observed))
        let fitted = (p95(a.fitted), between(a.fitted, b.fitted))
        func ms(_ pair: (Double, Double)) -> String {
            "one sensor p95 \((pair.0 * 1e4).rounded() / 10) ms, between two \((pair.1 * 1e4).rounded() / 10)"
        }
        let line =
            "what can be known, line without clock, jitter \(Int(jitter * 1000)) ms, 5 % lost, seed \(seed): who knows "
            + "all but the losses is wrong in \((wrong * 1000).rounded() / 10) % of readings, \(ms(observed)); "
            + "the fit: \(ms(fitted))"
        print(line)
        #expect(fitted.1 <= 1.25 * observed.1 + 0.5 / Self.rate, "\(line)")
    }
}

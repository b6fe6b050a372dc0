import IMU
import TestSupport

/// A sensor behind a line with one-sided delays: what the clock fit sees, and the truth that it does not.
struct Line {
    var generator: SeededGenerator
    var rate = 100.0
    /// The device's clock against the host's.
    var partsPerMillion = 0.0
    var ticksPerSecond = 1000.0
    var wrapBits: UInt8 = 64
    var firstTick: UInt64 = 0
    /// Least and largest delay of a sample, s; most lie near the least.
    var delays = 0.005...0.040
    var loss = 0.0
    /// Lines deliver in bursts: every so many samples at once.
    var burst = 1

    struct Delivered {
        var sample: Sample
        /// Host time at which it was read, s.
        var truth: Double
        /// The sample's number at the device.
        var number: Int
    }

    /// The first `count` samples of a device that starts at `start` s, without those that are lost.
    mutating func deliver(_ count: Int, isCounter: Bool = false, start: Double = 100) -> [Delivered] {
        var delivered: [Delivered] = []
        var lastArrival = 0.0
        var delay = 0.0
        let trueRate = rate * (1 + partsPerMillion * 1e-6)
        for number in 0..<count {
            let truth = start + Double(number) / trueRate
            // A burst comes as one.
            let skewed = Double.random(in: 0...1, using: &generator)
            if number % burst == 0 {
                delay = delays.lowerBound + (delays.upperBound - delays.lowerBound) * skewed * skewed * skewed
            }
            // A later sample never overtakes an earlier one.
            lastArrival = max(lastArrival, start + Double(number - number % burst + burst - 1) / trueRate + delay)
            let isLost = number > 0 && Double.random(in: 0...1, using: &generator) < loss
            guard !isLost else { continue }
            let ticks = isCounter ? UInt64(number) : UInt64((Double(number) / rate * ticksPerSecond).rounded())
            let mask = wrapBits == 64 ? UInt64.max : (1 << UInt64(wrapBits)) - 1
            delivered.append(
                Delivered(
                    sample: Sample(
                        ticks: (firstTick &+ ticks) & mask, arrival: HostTime(seconds: lastArrival),
                        acceleration: [0, 0, 9.8], angularRate: .zero),
                    truth: truth, number: number))
        }
        return delivered
    }
}

/// The value below which a share of the values lies.
func quantile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
}

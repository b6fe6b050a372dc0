import IMU
import Glibc

/// The last steady strides of both feet, for measures of rhythm: coordination of the two feet and variability.
struct RhythmWindow: Sendable {
    /// Strides of one foot that are kept.
    static let capacity = 60
    /// Strides older than this, s, no longer count.
    static let age = 180.0
    /// Strides of a foot that a measure wants: a phase index is stable from about 23 on in healthy adults
    /// (Kribus-Shmiel et al. 2018), a deviation needs many more than a mean (Riva et al. 2014).
    static let phaseStrides = 30
    static let deviationStrides = 50
    static let meanStrides = 12

    private struct Entry: Sendable, BitwiseCopyable {
        var end: HostTime
        var strideTime: Double
        var stepTime: Double
        var swingTime: Double
        var length: Double
        var speed: Double
    }

    private var left: [Entry] = []
    private var right: [Entry] = []

    init() {
        left.reserveCapacity(Self.capacity)
        right.reserveCapacity(Self.capacity)
    }

    /// Takes a steady stride. Only the shank units' contacts are sharp enough: the lumbar unit's own spread would count as
    /// the person's.
    mutating func take(_ stride: Stride) {
        guard stride.source == .shank else { return }
        let entry = Entry(
            end: stride.end, strideTime: stride.strideTime, stepTime: stride.stepTime, swingTime: stride.swingTime,
            length: stride[.strideLength], speed: stride[.walkingSpeed])
        if stride.side == .left { Self.add(entry, to: &left) } else { Self.add(entry, to: &right) }
    }

    private static func add(_ entry: Entry, to entries: inout [Entry]) {
        if entries.count == capacity { entries.removeFirst() }
        entries.append(entry)
    }

    /// Says what the window carries.
    mutating func say(at time: HostTime, into sink: (Measure) -> Void) {
        left.removeAll { time.seconds(since: $0.end) > Self.age }
        right.removeAll { time.seconds(since: $0.end) > Self.age }
        if let measure = phaseCoordination(at: time) { sink(measure) }
        sayDeviation(.strideTime, at: time, { $0.strideTime }, sink)
        sayDeviation(.strideLength, at: time, { $0.length }, sink)
        sayMean(.walkingSpeed, at: time, { $0.speed }, sink)
        sayMean(.strideLength, at: time, { $0.length }, sink)
    }
}

extension RhythmWindow {
    /// The phase coordination index (Plotnik, Giladi & Hausdorff 2007), %: with φ the other foot's contact within the
    /// stride of the leg with the longer swing, φ = 360°·step/stride, it is 100·SD(φ)/mean(φ) + 100·mean|φ − 180°|/180°.
    /// 0 is a perfect antiphase.
    private func phaseCoordination(at time: HostTime) -> Measure? {
        guard let l = Self.mean(left, { $0.swingTime }), let r = Self.mean(right, { $0.swingTime }) else { return nil }
        let entries = l >= r ? left : right
        return Self.measure(.phaseCoordination, at: time, minimum: Self.phaseStrides) { phases in
            var count = 0
            for entry in entries where entry.stepTime.isFinite {
                phases[count] = 360 * (1 - entry.stepTime / entry.strideTime)
                count += 1
            }
            return (count, count)
        } statistic: { phases in
            let (mean, deviation) = Self.moments(phases)
            var distance = 0.0
            for phase in phases { distance += abs(phase - 180) }
            return 100 * deviation / mean + 100 * distance / Double(phases.count) / 180
        }
    }

    /// Standard deviation and coefficient of variation from stride to stride of the same foot, over both feet.
    private func sayDeviation(
        _ quantity: StrideQuantity, at time: HostTime, _ value: (Entry) -> Double, _ sink: (Measure) -> Void
    ) {
        let means = (Self.mean(left, value), Self.mean(right, value))
        guard let first = means.0 ?? means.1, let second = means.1 ?? means.0 else { return }
        func fill(_ values: UnsafeMutableBufferPointer<Double>) -> (Int, Int) {
            var total = 0
            var least = Int.max
            for entries in [left, right] {
                guard let own = Self.mean(entries, value) else { continue }
                let before = total
                for entry in entries where value(entry).isFinite {
                    values[total] = value(entry) - own
                    total += 1
                }
                least = min(least, total - before)
            }
            return (total, least)
        }
        let deviation = Self.measure(
            .deviation(quantity), at: time, minimum: Self.deviationStrides, fill: fill,
            statistic: { Self.moments($0).deviation })
        guard let deviation else { return }
        sink(deviation)
        let factor = 100 / (0.5 * (first + second))
        sink(
            Measure(
                name: .variation(quantity), time: time, value: deviation.value * factor, low: deviation.low * factor,
                high: deviation.high * factor, strides: deviation.strides))
    }

    private func sayMean(
        _ quantity: StrideQuantity, at time: HostTime, _ value: (Entry) -> Double, _ sink: (Measure) -> Void
    ) {
        let mean = Self.measure(.mean(quantity), at: time, minimum: Self.meanStrides) { values in
            var count = 0
            for entries in [left, right] {
                for entry in entries where value(entry).isFinite {
                    values[count] = value(entry)
                    count += 1
                }
            }
            return (count, count)
        } statistic: {
            Self.moments($0).mean
        }
        if let mean { sink(mean) }
    }

    /// A measure with its interval; nil below the minimum.
    /// - Parameter fill: lays the values down, and answers with their number and with how many the minimum looks at.
    private static func measure(
        _ name: Measure.Name, at time: HostTime, minimum: Int,
        fill: (UnsafeMutableBufferPointer<Double>) -> (count: Int, evidence: Int),
        statistic: (UnsafeBufferPointer<Double>) -> Double
    ) -> Measure? {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * capacity) { buffer in
            let (count, evidence) = fill(buffer)
            guard count >= 2, evidence >= minimum else { return nil }
            let values = UnsafeBufferPointer(rebasing: buffer[0..<count])
            let value = statistic(values)
            let (low, high) = BlockBootstrap.interval(
                values, value: value, seed: UInt64(bitPattern: time.nanoseconds), statistic: statistic)
            return Measure(name: name, time: time, value: value, low: low, high: high, strides: count)
        }
    }

    private static func mean(_ entries: [Entry], _ value: (Entry) -> Double) -> Double? {
        var sum = 0.0
        var count = 0.0
        for entry in entries where value(entry).isFinite {
            sum += value(entry)
            count += 1
        }
        return count > 0 ? sum / count : nil
    }

    /// Mean and sample standard deviation.
    private static func moments(_ values: UnsafeBufferPointer<Double>) -> (mean: Double, deviation: Double) {
        var sum = 0.0
        for value in values { sum += value }
        let mean = sum / Double(values.count)
        var squares = 0.0
        for value in values { squares += (value - mean) * (value - mean) }
        return (mean, (squares / Double(values.count - 1)).squareRoot())
    }
}

import Body
import Glibc
import IMU
import Rings

/// A sample of the lumbar unit: specific force, m/s², sensor axes.
struct TrunkReading: Sendable, BitwiseCopyable {
    var time: HostTime
    var acceleration: SIMD3<Float>
}

/// Symmetry of the trunk's movement, from the lumbar unit over the strides that the contacts mark, for any mounting.
///
/// Up is the mean specific force of a stride (Moe-Nilssen 1998). Forwards is the horizontal direction that has
/// most of the power that repeats with each step, since sideways the steps mirror each other; it is learnt over the
/// strides, in the sensor's axes, and says nothing about which end is the front.
struct TrunkRhythm: Sendable {
    /// Strides that are kept.
    static let capacity = 60
    /// Seconds of samples that are kept, for the regularity.
    static let seconds = 45.0
    /// Strides below which nothing is said.
    static let minimum = 20
    /// Forgetting of the forward direction, per stride.
    private static let keep = 0.95
    /// The lag of a step or stride is looked for within this share of its mean.
    private static let lagReach = 0.12
    private static let mostPending = 8

    private struct Entry: Sendable, BitwiseCopyable {
        var ratio = SIMD3<Double>()
        var improved = SIMD3<Double>()
    }

    private let rate: Double
    private var readings: HistoryRing<TrunkReading>
    private var entries: [Entry] = []
    /// Strides that the lumbar unit has not caught up with.
    private var pending: [(start: HostTime, end: HostTime)] = []
    /// Strides one after the other without a pause up to the newest: where they begin, and how many.
    private var run: (start: HostTime, end: HostTime, strides: Int)?
    /// Two fixed directions of the sensor across up, and the even harmonics' power along them.
    private var across: (a: Vector, b: Vector)?
    private var tensor = (aa: 0.0, ab: 0.0, bb: 0.0)

    init(rate: Double) {
        self.rate = rate
        readings = HistoryRing(capacity: max(64, Int(rate * Self.seconds)))
        entries.reserveCapacity(Self.capacity)
        pending.reserveCapacity(Self.mostPending)
    }

    mutating func take(time: HostTime, acceleration: SIMD3<Float>) {
        readings.append(TrunkReading(time: time, acceleration: acceleration))
        while let stride = pending.first, stride.end <= time {
            pending.removeFirst()
            measure(stride.start, stride.end)
        }
    }

    /// After a gap in the samples.
    mutating func interrupt() {
        readings.removeAll()
        pending.removeAll(keepingCapacity: true)
        run = nil
    }

    /// A steady stride of the side that the strides are counted by.
    mutating func add(start: HostTime, end: HostTime) {
        if pending.count == Self.mostPending { pending.removeFirst() }
        pending.append((start, end))
    }

    /// Says what the strides since the last call carry, and begins anew.
    mutating func say(at time: HostTime, into sink: (Measure) -> Void) {
        if entries.count >= Self.minimum {
            for axis in TrunkAxis.allCases {
                sayMean(.harmonicRatio(axis), at: time, { $0.ratio[Int(axis.rawValue)] }, sink)
                sayMean(.improvedHarmonicRatio(axis), at: time, { $0.improved[Int(axis.rawValue)] }, sink)
            }
        }
        sayRegularity(at: time, sink)
        entries.removeAll(keepingCapacity: true)
        run = nil
    }
}

extension TrunkRhythm {
    private mutating func measure(_ start: HostTime, _ end: HostTime) {
        guard let harmonics = StrideHarmonics(from: start, to: end, readings: readings) else {
            run = nil
            return
        }
        // Steady strides follow each other: the next begins where the last ended.
        if let last = run, abs(start.seconds(since: last.end)) < 0.01 {
            run = (last.start, end, last.strides + 1)
        } else {
            run = (start, end, 1)
        }
        guard let forward = learnForward(harmonics) else { return }
        let sideways = harmonics.up.cross(forward)
        var entry = Entry()
        for axis in TrunkAxis.allCases {
            let direction =
                switch axis {
                case .vertical: harmonics.up
                case .anteroposterior: forward
                case .mediolateral: sideways
                }
            let (ratio, improved) = harmonics.ratios(along: direction, axis)
            entry.ratio[Int(axis.rawValue)] = ratio
            entry.improved[Int(axis.rawValue)] = improved
        }
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append(entry)
    }

    /// The forward direction after this stride, sensor axes.
    private mutating func learnForward(_ harmonics: StrideHarmonics) -> Vector? {
        if let (a, _) = across, abs(a.dot(harmonics.up)) > 0.5 { across = nil }
        if across == nil {
            let up = harmonics.up
            guard let a = up.cross(abs(up.x) < 0.8 ? Vector(1, 0, 0) : Vector(0, 1, 0)).direction else { return nil }
            across = (a, up.cross(a))
            tensor = (0, 0, 0)
        }
        guard let (a, b) = across else { return nil }
        let new = harmonics.evenPower(a, b)
        tensor.aa = Self.keep * tensor.aa + new.aa
        tensor.ab = Self.keep * tensor.ab + new.ab
        tensor.bb = Self.keep * tensor.bb + new.bb
        // The first principal direction of a symmetric 2 × 2 tensor.
        let angle = 0.5 * atan2(2 * tensor.ab, tensor.aa - tensor.bb)
        let forward = a * cos(angle) + b * sin(angle)
        return (forward - harmonics.up * forward.dot(harmonics.up)).direction
    }

    private func sayMean(
        _ name: Measure.Name, at time: HostTime, _ value: (Entry) -> Double, _ sink: (Measure) -> Void
    ) {
        let measure: Measure? = withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.capacity) { buffer in
            var count = 0
            for entry in entries where value(entry).isFinite {
                buffer[count] = value(entry)
                count += 1
            }
            guard count >= Self.minimum else { return nil }
            func mean(_ values: UnsafeBufferPointer<Double>) -> Double {
                var sum = 0.0
                for value in values { sum += value }
                return sum / Double(values.count)
            }
            let values = UnsafeBufferPointer(rebasing: buffer[0..<count])
            let value = mean(values)
            let (low, high) = BlockBootstrap.interval(
                values, value: value, seed: UInt64(bitPattern: time.nanoseconds), statistic: mean)
            return Measure(name: name, time: time, value: value, low: low, high: high, strides: count)
        }
        if let measure { sink(measure) }
    }
}

extension TrunkRhythm {
    /// Step and stride regularity and their ratio (Moe-Nilssen & Helbostad 2004): the unbiased autocorrelation
    /// A(m) = 1/(N − m)·Σ x_i·x_{i+m} of the vertical acceleration over strides without a pause, at its maxima near the
    /// lags of a step and a stride, over A(0). The interval resamples strides, at those lags.
    private func sayRegularity(at time: HostTime, _ sink: (Measure) -> Void) {
        guard let run, !readings.isEmpty else { return }
        let start = max(run.start, readings[readings.startIndex].time)
        // The run may lie further back than the readings reach.
        guard start < run.end else { return }
        let span = readings.numbers(in: start...run.end, by: { $0.time })
        let period = run.end.seconds(since: run.start) / Double(run.strides)
        let strides = Int(run.end.seconds(since: start) / period)
        let lag = period * rate
        guard strides >= Self.minimum, span.count > Int(lag) * 4 else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: span.count) { signal in
            fillVertical(signal, span)
            let values = UnsafeBufferPointer(signal)
            let step = Self.peak(near: lag / 2, values)
            let whole = Self.peak(near: lag, values)
            sayRegularity(values, step: step, stride: whole, strides: strides, at: time, sink)
        }
    }

    private func fillVertical(_ signal: UnsafeMutableBufferPointer<Double>, _ span: Range<Int>) {
        var sum = Vector()
        for index in span { sum += Vector(readings[index].acceleration) }
        let mean = sum / Double(span.count)
        let up = mean.direction ?? Vector(0, 0, 1)
        for (place, index) in span.enumerated() {
            signal[place] = (Vector(readings[index].acceleration) - mean).dot(up)
        }
    }

    /// The lag near `centre` at which the unbiased autocorrelation is largest, samples.
    private static func peak(near centre: Double, _ signal: UnsafeBufferPointer<Double>) -> Int {
        let reach = max(1, Int(centre * lagReach))
        var best = (lag: Int(centre), value: -Double.infinity)
        for lag in max(1, Int(centre) - reach)...(Int(centre) + reach) where lag < signal.count {
            var sum = 0.0
            for index in 0..<(signal.count - lag) { sum += signal[index] * signal[index + lag] }
            let value = sum / Double(signal.count - lag)
            if value > best.value { best = (lag, value) }
        }
        return best.lag
    }

    /// - Parameters:
    ///   - step, stride: lags, samples.
    private func sayRegularity(
        _ signal: UnsafeBufferPointer<Double>, step: Int, stride: Int, strides: Int, at time: HostTime,
        _ sink: (Measure) -> Void
    ) {
        // Mean products over each stride that has a next one: at lag 0, a step, a stride.
        let blocks = (signal.count - stride) / stride
        guard blocks >= 2 else { return }
        withUnsafeTemporaryAllocation(of: SIMD3<Double>.self, capacity: blocks) { products in
            for block in 0..<blocks {
                var sum = SIMD3<Double>()
                for index in (block * stride)..<((block + 1) * stride) {
                    sum += SIMD3(signal[index], signal[index + step], signal[index + stride]) * signal[index]
                }
                products[block] = sum / Double(stride)
            }
            let values = UnsafeBufferPointer(products)
            func say(_ name: Measure.Name, _ upper: Int, _ lower: Int) {
                func ratio(_ drawn: UnsafeBufferPointer<SIMD3<Double>>) -> Double {
                    var sum = SIMD3<Double>()
                    for product in drawn { sum += product }
                    return sum[upper] / sum[lower]
                }
                let value = ratio(values)
                guard value.isFinite else { return }
                let (low, high) = BlockBootstrap.interval(
                    values, value: value, seed: UInt64(bitPattern: time.nanoseconds), statistic: ratio)
                sink(Measure(name: name, time: time, value: value, low: low, high: high, strides: strides))
            }
            say(.stepRegularity, 1, 0)
            say(.strideRegularity, 2, 0)
            say(.regularitySymmetry, 1, 2)
        }
    }
}

public import IMU

/// A left/right comparison over a window of stride pairs, with its confidence interval.
public struct PairedComparison: Sendable, Equatable, BitwiseCopyable {
    public var quantity: StrideQuantity
    /// Means of the sides, SI.
    public var left: Double
    public var right: Double
    /// Symmetry index in percent; for angles and rates the difference left − right in rad or rad/s.
    public var value: Double
    /// Bounds of the 95 % confidence interval of `value`.
    public var low: Double
    public var high: Double
    /// Pairs of strides that it rests on.
    public var pairs: Int
    /// The newest pair's end.
    public var time: HostTime

    /// How far from 0 the interval stays: 0 when it holds 0.
    public var bound: Double { low > 0 ? low : high < 0 ? -high : 0 }

    /// The side with the larger mean.
    public var side: Side { value >= 0 ? .left : .right }
}

extension StridePairs {
    /// Compares the sides over the window; nil with fewer than `minimum` pairs that have the quantity.
    ///
    /// The interval is `BlockBootstrap`'s over pairs, seeded from the data's time. Where shank contacts of unequal legs
    /// are compared, `ContactSpread` is independent of it, so the squares add up.
    public func compare(_ quantity: StrideQuantity, minimum: Int) -> PairedComparison? {
        let size = pairs.count
        let statistic = PairStatistic.comparison(quantity)
        guard size > 0, let time = end, quantity.isComparable(pairs[size - 1].left.source) else { return nil }
        return withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: size) { values in
            var count = 0
            for pair in pairs {
                let value = SIMD2(pair.left[quantity], pair.right[quantity])
                guard value.x.isFinite, value.y.isFinite else { continue }
                values[count] = value
                count += 1
            }
            guard count >= max(minimum, 2) else { return nil }
            var sum = SIMD2<Double>()
            for index in 0..<count { sum += values[index] }
            let mean = sum / Double(count)
            let value = statistic.value(left: mean.x, right: mean.y)
            let interval = BlockBootstrap.interval(
                UnsafeBufferPointer(rebasing: values[0..<count]), value: value,
                seed: UInt64(bitPattern: time.nanoseconds)
            ) { drawn in
                var sum = SIMD2<Double>()
                for pair in drawn { sum += pair }
                let mean = sum / Double(count)
                return statistic.value(left: mean.x, right: mean.y)
            }
            let legs = legSpread(quantity, times: mean)
            return PairedComparison(
                quantity: quantity, left: mean.x, right: mean.y, value: value,
                low: value - Self.together(value - interval.low, legs),
                high: value + Self.together(interval.high - value, legs), pairs: count, time: time)
        }
    }

    /// What the legs' spread brings to the interval's half width, in percent; 0 where it brings nothing.
    private func legSpread(_ quantity: StrideQuantity, times: SIMD2<Double>) -> Double {
        guard source == .shank else { return 0 }
        var sum = SIMD2<Double>()
        var count = 0.0
        for pair in pairs {
            let swings = SIMD2(pair.left.swingTime, pair.right.swingTime)
            guard swings.x.isFinite, swings.y.isFinite else { continue }
            sum += swings
            count += 1
        }
        return count > 0 ? ContactSpread.halfWidth(quantity, times: times, swings: sum / count) : 0
    }

    private static func together(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
}

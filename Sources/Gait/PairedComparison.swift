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
    /// Resamples drawn for an interval.
    static let resamples = 200
    /// Neighbouring pairs drawn together, because strides resemble their neighbours.
    static let block = 5

    /// Compares the sides over the window; nil with fewer than `minimum` pairs that have the quantity.
    ///
    /// The interval is the percentile interval of a circular block bootstrap over pairs (Politis & Romano 1992; Efron &
    /// Tibshirani 1993, ch. 13), widened about the value, because the spread of few blocks is too small and uncertain:
    /// by √(k/(k−1)) and Student's t with k−1 degrees of freedom over the normal quantile, k being the number of blocks
    /// that fit, as for batch means. It then covers 96 % of independent strides and at least 90 % of strides that
    /// resemble their neighbours by a half. The generator is seeded from the data's time, so that the same strides give
    /// the same interval.
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
            let interval = Self.bootstrap(statistic, values, count, seed: UInt64(bitPattern: time.nanoseconds))
            let length = Self.blockLength(count)
            let factor = Self.widening(blocks: Double(count) / Double(length))
            return PairedComparison(
                quantity: quantity, left: mean.x, right: mean.y, value: value,
                low: value - factor * max(0, value - interval.low),
                high: value + factor * max(0, interval.high - value),
                pairs: count, time: time)
        }
    }

    private static func bootstrap(
        _ statistic: PairStatistic, _ values: UnsafeMutableBufferPointer<SIMD2<Double>>, _ count: Int, seed: UInt64
    ) -> (low: Double, high: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: resamples) { buffer in
            var results = buffer
            var state = seed
            let length = blockLength(count)
            for resample in 0..<resamples {
                var sum = SIMD2<Double>()
                var drawn = 0
                while drawn < count {
                    let start = Int(splitMix(&state) % UInt64(count))
                    for offset in 0..<min(length, count - drawn) {
                        let place = start + offset
                        sum += values[place < count ? place : place - count]
                    }
                    drawn += length
                }
                let mean = sum / Double(count)
                results[resample] = statistic.value(left: mean.x, right: mean.y)
            }
            results.sort()
            return (results[Int(0.025 * Double(resamples))], results[Int(0.975 * Double(resamples)) - 1])
        }
    }

    /// At least two blocks must fit.
    private static func blockLength(_ count: Int) -> Int { max(1, min(block, count / 2)) }

    private static func widening(blocks: Double) -> Double {
        StudentT.quantile(Int(blocks) - 1) / 1.96 * (blocks / (blocks - 1)).squareRoot()
    }

    /// SplitMix64 (Steele, Lea & Flood 2014).
    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

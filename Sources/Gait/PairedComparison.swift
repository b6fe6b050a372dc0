public import IMU

/// A left/right comparison over a window of stride pairs, with its confidence interval.
public struct PairedComparison: Sendable, Equatable, BitwiseCopyable {
    public var quantity: PairedQuantity
    /// Means of the sides: s, or rad for the tibial rotation.
    public var left: Double
    public var right: Double
    /// Symmetry index in percent; for the tibial rotation the difference left − right in rad.
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
    static let block = 4

    /// Compares the sides over the window; nil with fewer than `minimum` pairs that have the quantity.
    ///
    /// The interval is the percentile interval of a moving-block bootstrap over pairs (Künsch 1989; Efron & Tibshirani
    /// 1993, ch. 13). The generator is seeded from the data's time, so that the same strides give the same interval.
    public func compare(_ quantity: PairedQuantity, minimum: Int) -> PairedComparison? {
        let size = pairs.count
        guard size > 0, let time = end else { return nil }
        return withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: size) { values in
            var count = 0
            for pair in pairs {
                let value = SIMD2(quantity.value(pair.left), quantity.value(pair.right))
                guard value.x.isFinite, value.y.isFinite else { continue }
                values[count] = value
                count += 1
            }
            guard count >= max(minimum, 2) else { return nil }
            var sum = SIMD2<Double>()
            for index in 0..<count { sum += values[index] }
            let mean = sum / Double(count)
            let interval = Self.bootstrap(quantity, values, count, seed: UInt64(bitPattern: time.nanoseconds))
            return PairedComparison(
                quantity: quantity, left: mean.x, right: mean.y, value: Self.index(quantity, mean), low: interval.low,
                high: interval.high, pairs: count, time: time)
        }
    }

    private static func index(_ quantity: PairedQuantity, _ mean: SIMD2<Double>) -> Double {
        quantity == .tibialRotation ? mean.x - mean.y : SymmetryIndex.percent(left: mean.x, right: mean.y)
    }

    private static func bootstrap(
        _ quantity: PairedQuantity, _ values: UnsafeMutableBufferPointer<SIMD2<Double>>, _ count: Int, seed: UInt64
    ) -> (low: Double, high: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: resamples) { buffer in
            var results = buffer
            var state = seed
            let length = min(block, count)
            for resample in 0..<resamples {
                var sum = SIMD2<Double>()
                var drawn = 0
                while drawn < count {
                    let start = Int(splitMix(&state) % UInt64(count - length + 1))
                    for offset in 0..<min(length, count - drawn) { sum += values[start + offset] }
                    drawn += length
                }
                results[resample] = index(quantity, sum / Double(count))
            }
            results.sort()
            return (results[Int(0.025 * Double(resamples))], results[Int(0.975 * Double(resamples)) - 1])
        }
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

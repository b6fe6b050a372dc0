/// The 95 % interval of a statistic of strides in a row: the percentile interval of a circular block bootstrap (Politis &
/// Romano 1992; Efron & Tibshirani 1993, ch. 13), widened about the value, because the spread of few blocks is too small
/// and uncertain: by √(k/(k−1)) and Student's t with k−1 degrees of freedom over the normal quantile, k being the number
/// of blocks that fit, as for batch means. It then covers 96 % of independent strides and at least 90 % of strides that
/// resemble their neighbours by a half.
enum BlockBootstrap {
    /// Resamples drawn for an interval.
    static let resamples = 200
    /// Neighbours drawn together, because strides resemble their neighbours.
    static let block = 5

    /// The interval about a value. The generator is seeded, so that the same strides give the same interval.
    /// - Parameters:
    ///   - values: at least two, in order.
    ///   - value: the statistic of `values` themselves.
    static func interval<Element: BitwiseCopyable>(
        _ values: UnsafeBufferPointer<Element>, value: Double, seed: UInt64,
        statistic: (UnsafeBufferPointer<Element>) -> Double
    ) -> (low: Double, high: Double) {
        let count = values.count
        let length = max(1, min(block, count / 2))
        let factor = widening(blocks: Double(count) / Double(length))
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: resamples) { results in
            withUnsafeTemporaryAllocation(of: Element.self, capacity: count) { drawn in
                var state = seed
                for resample in 0..<resamples {
                    draw(values, into: drawn, length: length, &state)
                    results[resample] = statistic(UnsafeBufferPointer(drawn))
                }
            }
            var sorted = results
            sorted.sort()
            let low = results[Int(0.025 * Double(resamples))]
            let high = results[Int(0.975 * Double(resamples)) - 1]
            return (value - factor * max(0, value - low), value + factor * max(0, high - value))
        }
    }

    private static func draw<Element: BitwiseCopyable>(
        _ values: UnsafeBufferPointer<Element>, into drawn: UnsafeMutableBufferPointer<Element>, length: Int,
        _ state: inout UInt64
    ) {
        let count = values.count
        var filled = 0
        while filled < count {
            let start = Int(splitMix(&state) % UInt64(count))
            let end = min(filled + length, count)
            for offset in 0..<(end - filled) {
                let place = start + offset
                drawn[filled + offset] = values[place < count ? place : place - count]
            }
            filled = end
        }
    }

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

import Glibc
public import IMU

/// A correlation over strides, with its interval: two things that go together, which says nothing of causes.
public struct Association: Sendable, Equatable, BitwiseCopyable {
    /// Pearson's r.
    public var correlation: Double
    /// Bounds of the 95 % confidence interval.
    public var low: Double
    public var high: Double
    /// Pairs of strides that it rests on.
    public var pairs: Int
}

extension StridePairs {
    /// Pairs that a correlation needs.
    static let leastForAssociation = 20

    /// Correlates one side's knee quantity with a lumbar quantity of the strides of `lumbarSide`; nil below 20 pairs.
    ///
    /// The interval is Fisher's (z = artanh r, standard error 1/√(n − 3)) with the number of strides reduced for their
    /// likeness to their neighbours, n·(1 − ρ₁ρ₂)/(1 + ρ₁ρ₂) with the lag-1 autocorrelations (Bretherton et al. 1999,
    /// eq. 31).
    public func association(
        _ knee: StrideQuantity, of side: Side, with lumbar: StrideQuantity, of lumbarSide: Side
    ) -> Association? {
        withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: max(1, pairs.count)) { values in
            var count = 0
            var sum = SIMD2<Double>()
            for pair in pairs {
                let value = SIMD2(
                    (side == .left ? pair.left : pair.right)[knee],
                    (lumbarSide == .left ? pair.left : pair.right)[lumbar])
                guard value.x.isFinite, value.y.isFinite else { continue }
                values[count] = value
                sum += value
                count += 1
            }
            guard count >= Self.leastForAssociation else { return nil }
            let mean = sum / Double(count)
            var squares = SIMD2<Double>()
            var lagged = SIMD2<Double>()
            var product = 0.0
            for index in 0..<count {
                let deviation = values[index] - mean
                squares += deviation * deviation
                product += deviation.x * deviation.y
                if index > 0 { lagged += deviation * (values[index - 1] - mean) }
            }
            guard squares.x > 0, squares.y > 0 else { return nil }
            let correlation = product / (squares.x * squares.y).squareRoot()
            let likeness = max(0, (lagged.x / squares.x) * (lagged.y / squares.y))
            let effective = max(4, Double(count) * (1 - likeness) / (1 + likeness))
            let z = atanh(max(-0.999_999, min(0.999_999, correlation)))
            let half = 1.96 / (effective - 3).squareRoot()
            return Association(correlation: correlation, low: tanh(z - half), high: tanh(z + half), pairs: count)
        }
    }

    /// Pairs of this bout that begin at or after a time.
    public func countInBout(since time: HostTime) -> Int {
        pairs.suffix(min(count, inBout)).count { min($0.left.start, $0.right.start) >= time }
    }
}

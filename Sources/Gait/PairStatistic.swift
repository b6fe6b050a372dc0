public import IMU

/// One number of a window of stride pairs.
public enum PairStatistic: Hashable, Sendable, BitwiseCopyable {
    /// Left against right: the symmetry index in percent, or for angles the difference left − right in SI.
    case comparison(StrideQuantity)
    /// One side's mean, SI.
    case mean(StrideQuantity, of: Side)
    /// The mean of both sides, SI.
    case both(StrideQuantity)

    public var quantity: StrideQuantity {
        switch self {
        case .comparison(let quantity), .mean(let quantity, _), .both(let quantity): quantity
        }
    }

    /// From the means of the left and the right strides.
    func value(left: Double, right: Double) -> Double {
        switch self {
        case .comparison(let quantity):
            quantity.isRatio ? SymmetryIndex.percent(left: left, right: right) : left - right
        case .mean(_, let side): side == .left ? left : right
        case .both: 0.5 * (left + right)
        }
    }

    /// Whether a pair has what it needs.
    func isKnown(left: Double, right: Double) -> Bool {
        switch self {
        case .mean(_, let side): (side == .left ? left : right).isFinite
        case .comparison, .both: left.isFinite && right.isFinite
        }
    }
}

extension StridePairs {
    /// The statistic over the newest pairs that have it.
    /// - Parameters:
    ///   - most: of the newest pairs, look at this many.
    ///   - isInBout: leave out pairs of earlier bouts.
    /// - Returns: the value and the number of pairs it rests on; nil without any.
    public func value(of statistic: PairStatistic, newest most: Int, inBoutOnly isInBout: Bool = false) -> (
        value: Double, pairs: Int
    )? {
        let window = min(most, isInBout ? min(count, inBout) : count)
        var sums = SIMD2<Double>()
        var counted = 0
        for pair in pairs.suffix(window) {
            let (left, right) = (pair.left[statistic.quantity], pair.right[statistic.quantity])
            guard statistic.isKnown(left: left, right: right) else { continue }
            sums += SIMD2(left, right)
            counted += 1
        }
        guard counted > 0 else { return nil }
        let mean = sums / Double(counted)
        return (statistic.value(left: mean.x, right: mean.y), counted)
    }

    /// The start of the oldest of the newest pairs of this bout.
    public func start(ofNewest most: Int) -> HostTime? {
        let window = min(most, count, inBout)
        guard window > 0 else { return nil }
        let first = pairs[pairs.count - window]
        return min(first.left.start, first.right.start)
    }
}

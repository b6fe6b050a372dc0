import Gait
import IMU

/// A recording's symmetry index from detected contacts beside the one from the reference, over the same strides.
public struct SymmetryComparison: Sendable, Equatable {
    /// Fewer straight strides on a side make no index worth comparing.
    public static let fewest = 10

    public var quantity: TimeOfStride
    /// 100·(L − R)/(½(L + R)) of the means, %.
    public var reference: Double
    public var detected: Double
    /// Straight strides on the side that has fewer.
    public var strides: Int

    /// %, detected minus reference.
    public var error: Double { detected - reference }

    static func all(_ strides: [StrideComparison]) -> [SymmetryComparison] {
        TimeOfStride.compared.compactMap { quantity in
            func values(_ side: Side, _ times: KeyPath<StrideComparison, StrideTimes>) -> [Double] {
                strides.filter { $0.side == side && $0.isStraight }.compactMap { quantity.value($0[keyPath: times]) }
            }
            func index(_ times: KeyPath<StrideComparison, StrideTimes>) -> Double? {
                guard let left = Statistics.mean(values(.left, times)),
                    let right = Statistics.mean(values(.right, times))
                else { return nil }
                return SymmetryIndex.percent(left: left, right: right)
            }
            let count = min(values(.left, \.reference).count, values(.right, \.reference).count)
            guard count >= fewest, let reference = index(\.reference), let detected = index(\.detected) else {
                return nil
            }
            return SymmetryComparison(quantity: quantity, reference: reference, detected: detected, strides: count)
        }
    }
}

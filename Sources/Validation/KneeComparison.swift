public import Gait
public import IMU

/// A knee quantity of one stride beside the reference's, degrees.
public struct KneeComparison: Sendable, Equatable {
    /// What is compared, as the pipeline names it: range over the stride, peak in swing, flexion at initial contact, and
    /// how far the knee bends on in loading. The first and the last do not depend on where zero lies.
    public static let quantities: [StrideQuantity] = [
        .kneeRange, .kneeSwingPeak, .kneeInitialContact, .kneeLoadingExcursion,
    ]
    /// Loading is over by this share of the stride (docs/methods.md uses the same).
    private static let loading = 0.25

    public var quantity: StrideQuantity
    public var side: Side
    public var detected: Double
    public var reference: Double

    /// Detected minus reference, degrees.
    public var error: Double { detected - reference }

    /// A stride's comparisons: as many as the pipeline has a value for; none where the reference does not cover it.
    static func all(_ strides: [SaidStride], _ reference: KneeReference) -> [KneeComparison] {
        strides.flatMap { stride -> [KneeComparison] in
            guard let flexion = reference.flexion(stride.side, within: stride.start...stride.end) else { return [] }
            return quantities.compactMap { quantity in
                guard let detected = stride.quantities[quantity.name], let truth = value(quantity, flexion) else {
                    return nil
                }
                return KneeComparison(quantity: quantity, side: stride.side, detected: detected, reference: truth)
            }
        }
    }

    private static func value(_ quantity: StrideQuantity, _ flexion: [Double]) -> Double? {
        guard let first = flexion.first, let largest = flexion.max(), let least = flexion.min() else { return nil }
        switch quantity {
        case .kneeRange: return largest - least
        case .kneeSwingPeak: return largest
        case .kneeInitialContact: return first
        case .kneeLoadingExcursion:
            let early = flexion.prefix(Int(loading * Double(flexion.count)) + 1)
            return early.max().map { $0 - first }
        default: return nil
        }
    }
}

/// A stride as the run said it, with all that it said of it.
public struct SaidStride: Sendable, Equatable {
    public var side: Side
    /// Seconds from the recording's first sample.
    public var start: Double
    public var end: Double
    /// By the names of `StrideQuantity`, in the unit that the name ends with.
    public var quantities: [String: Double]

    public init(side: Side, start: Double, end: Double, quantities: [String: Double]) {
        self.side = side
        self.start = start
        self.end = end
        self.quantities = quantities
    }
}

import Gait
import IMU

/// Flags a difference between the sides.
struct AsymmetryRule: Sendable, BitwiseCopyable {
    let quantity: StrideQuantity
    private(set) var rule: EpisodeRule

    /// - Parameter threshold: in percent of the symmetry index, or for angles in rad.
    init(kind: EpisodeKind, quantity: StrideQuantity, threshold: Double) {
        self.quantity = quantity
        rule = EpisodeRule(kind: kind, threshold: threshold)
    }

    var open: Episode? { rule.open }

    /// Takes the next comparison; answers with the episode that it opened, carried on or closed.
    /// - Parameter margin: what the error between the clocks may add, in the comparison's unit.
    mutating func look(
        _ comparison: PairedComparison, measure: Measure, margin: Double, pairs: StridePairs, nextID: inout UInt64
    ) -> Episode? {
        rule.take(
            Self.deviation(comparison, margin: margin), measure: measure, scale: scale, pairs: pairs, from: pairs.start,
            nextID: &nextID)
    }

    /// What is not flagged by the next comparison though it lies beyond the threshold.
    func suppression(
        _ comparison: PairedComparison, measure: Measure, margin: Double, reason: Suppression.Reason
    ) -> Suppression? {
        guard Self.deviation(comparison, margin: margin).bound > rule.threshold else { return nil }
        return Suppression(
            kind: rule.kind, side: comparison.side, measure: measure, threshold: rule.threshold * scale, reason: reason)
    }

    /// From the comparison's unit to the measure's.
    private var scale: Double { quantity.isRatio ? 1 : quantity.scale }

    private static func deviation(_ comparison: PairedComparison, margin: Double) -> Deviation {
        Deviation(
            value: comparison.value, low: comparison.low, high: comparison.high, side: comparison.side, margin: margin)
    }

    mutating func lengthen(to time: HostTime) { rule.lengthen(to: time) }

    mutating func end() -> Episode? { rule.end() }
}

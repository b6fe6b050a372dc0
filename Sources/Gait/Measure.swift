public import IMU

/// A number with its evidence, over a window of strides.
public struct Measure: Sendable, Equatable, BitwiseCopyable {
    public enum Name: Hashable, Sendable, BitwiseCopyable {
        /// Left against right, % (`SymmetryIndex.percent`).
        case symmetryIndex(StrideQuantity)
        /// Left against right, % (`SymmetryIndex.anglePercent`).
        case symmetryAngle(StrideQuantity)
        /// Left minus right, in the quantity's unit.
        case difference(StrideQuantity)
        /// Now minus the person's baseline, in the unit of what is compared; of an index in its points.
        case change(PairStatistic)
        /// Correlation over strides between a knee-side and a lumbar quantity: an association, not a cause.
        case association(StrideQuantity, of: Side, with: StrideQuantity)
        /// Steps per minute.
        case cadence

        /// The name on the socket, with the unit: `step_time_symmetry_index_percent`.
        public var name: String {
            switch self {
            case .symmetryIndex(let quantity): "\(quantity.stem)_symmetry_index_percent"
            case .symmetryAngle(let quantity): "\(quantity.stem)_symmetry_angle_percent"
            case .difference(let quantity): "\(quantity.stem)_difference_\(quantity.unit)"
            case .change(let statistic): Self.name(changeOf: statistic)
            case .association(let knee, let side, let lumbar):
                "\(side.name)_\(knee.stem)_\(lumbar.stem)_correlation"
            case .cadence: "cadence_per_min"
            }
        }
    }

    public var name: Name
    /// The end of the window.
    public var time: HostTime
    /// In the unit that the name ends with.
    public var value: Double
    /// Bounds of the 95 % confidence interval.
    public var low: Double
    public var high: Double
    /// Strides (of both sides) that it rests on.
    public var strides: Int

    public init(name: Name, time: HostTime, value: Double, low: Double, high: Double, strides: Int) {
        self.name = name
        self.time = time
        self.value = value
        self.low = low
        self.high = high
        self.strides = strides
    }
}

extension Measure.Name {
    private static func name(changeOf statistic: PairStatistic) -> String {
        let quantity = statistic.quantity
        switch statistic {
        case .comparison:
            return quantity.isRatio
                ? "\(quantity.stem)_symmetry_index_change_percent"
                : "\(quantity.stem)_difference_change_\(quantity.unit)"
        case .mean(_, let side): return "\(side.name)_\(quantity.stem)_change_\(quantity.unit)"
        case .both: return "\(quantity.stem)_change_\(quantity.unit)"
        }
    }
}

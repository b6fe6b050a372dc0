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
        /// Left against right, 100·ln(L/R) %.
        case logRatio(StrideQuantity)
        /// The mean, in the quantity's unit.
        case mean(StrideQuantity)
        /// Standard deviation from stride to stride, in the quantity's unit.
        case deviation(StrideQuantity)
        /// Coefficient of variation from stride to stride, %.
        case variation(StrideQuantity)
        /// How evenly the feet take turns, %; 0 is best.
        case phaseCoordination
        /// How much each step, or stride, of the trunk resembles the next one: 1 where they are equal.
        case stepRegularity, strideRegularity
        /// Step over stride regularity: 1 where left and right steps are alike.
        case regularitySymmetry
        /// Of the trunk's accelerations: what repeats with each step against what does not.
        case harmonicRatio(TrunkAxis)
        /// The same as a share of power, %.
        case improvedHarmonicRatio(TrunkAxis)
        /// Now minus the person's baseline, in the unit of what is compared; of an index in its points.
        case change(PairStatistic)
        /// Correlation over strides between a knee-side and a lumbar quantity: an association, not a cause.
        case association(StrideQuantity, of: Side, with: StrideQuantity)
        /// Steps per minute.
        case cadence
        /// Time spent so far, s; sitting is likely only where no thigh unit shows it.
        case sittingTime, likelySittingTime, standingTime, walkingTime
        /// The largest forward inclination of the lumbar unit against standing, degrees.
        case largestLumbarFlexion
        /// Mean inclination of the lumbar unit in sitting, degrees, and in percent of the largest.
        case sittingInclination, sittingInclinationShare
        /// Root mean square acceleration in quiet standing, m/s², and the mean lean to the right, degrees.
        case standingSwaySideways, standingSwayForward, standingLean

        /// The name on the socket, with the unit: `step_time_symmetry_index_percent`.
        public var name: String {
            switch self {
            case .symmetryIndex(let quantity): "\(quantity.stem)_symmetry_index_percent"
            case .symmetryAngle(let quantity): "\(quantity.stem)_symmetry_angle_percent"
            case .difference(let quantity): "\(quantity.stem)_difference_\(quantity.unit)"
            case .logRatio(let quantity): "\(quantity.stem)_log_ratio_percent"
            case .mean(let quantity): "mean_\(quantity.name)"
            case .deviation(let quantity): "\(quantity.stem)_deviation_\(quantity.unit)"
            case .variation(let quantity): "\(quantity.stem)_variation_percent"
            case .phaseCoordination: "phase_coordination_index_percent"
            case .stepRegularity: "lumbar_step_regularity"
            case .strideRegularity: "lumbar_stride_regularity"
            case .regularitySymmetry: "lumbar_regularity_symmetry"
            case .harmonicRatio(let axis): "harmonic_ratio_\(axis.name)"
            case .improvedHarmonicRatio(let axis): "improved_harmonic_ratio_\(axis.name)_percent"
            case .change(let statistic): Self.name(changeOf: statistic)
            case .association(let knee, let side, let lumbar):
                "\(side.name)_\(knee.stem)_\(lumbar.stem)_correlation"
            case .cadence: "cadence_per_min"
            case .sittingTime: "sitting_time_s"
            case .likelySittingTime: "likely_sitting_time_s"
            case .standingTime: "standing_time_s"
            case .walkingTime: "walking_time_s"
            case .largestLumbarFlexion: "largest_lumbar_flexion_deg"
            case .sittingInclination: "sitting_lumbar_inclination_deg"
            case .sittingInclinationShare: "sitting_lumbar_inclination_percent"
            case .standingSwaySideways: "standing_sway_sideways_mps2"
            case .standingSwayForward: "standing_sway_forward_mps2"
            case .standingLean: "standing_lean_deg"
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

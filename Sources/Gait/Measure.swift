public import IMU

/// A number with its evidence, over a window of strides.
public struct Measure: Sendable, Equatable, BitwiseCopyable {
    public enum Name: UInt8, CaseIterable, Sendable, BitwiseCopyable {
        case stepTimeSymmetryIndex, stanceTimeSymmetryIndex, swingTimeSymmetryIndex
        case stepTimeSymmetryAngle, stanceTimeSymmetryAngle, swingTimeSymmetryAngle
        case pronationProxyDifference
        case cadence

        /// The name on the socket, with the unit: `step_time_symmetry_index_percent`.
        public var name: String {
            switch self {
            case .stepTimeSymmetryIndex: "step_time_symmetry_index_percent"
            case .stanceTimeSymmetryIndex: "stance_time_symmetry_index_percent"
            case .swingTimeSymmetryIndex: "swing_time_symmetry_index_percent"
            case .stepTimeSymmetryAngle: "step_time_symmetry_angle_percent"
            case .stanceTimeSymmetryAngle: "stance_time_symmetry_angle_percent"
            case .swingTimeSymmetryAngle: "swing_time_symmetry_angle_percent"
            case .pronationProxyDifference: "pronation_proxy_difference_deg"
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

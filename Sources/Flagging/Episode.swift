public import Gait
public import IMU

/// What a rule flagged; the vocabulary is documented in docs/methods.md.
public enum EpisodeKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case stepTimeAsymmetry, stanceTimeAsymmetry, swingTimeAsymmetry
    case pronationProxyAsymmetry, pronationProxyChange
    case stepTimeAsymmetryChange, stanceTimeAsymmetryChange, swingTimeAsymmetryChange
    case kneeLoadingChange, kneeExtensionChange, shankLoadingChange
    case pelvicDropChange, trunkLeanChange, lumbarInclinationChange
    case kneeLumbarChange

    /// The name on the socket, such as `step_time_asymmetry`.
    public var name: String {
        switch self {
        case .stepTimeAsymmetry: "step_time_asymmetry"
        case .stanceTimeAsymmetry: "stance_time_asymmetry"
        case .swingTimeAsymmetry: "swing_time_asymmetry"
        case .pronationProxyAsymmetry: "pronation_proxy_asymmetry"
        case .pronationProxyChange: "pronation_proxy_change"
        case .stepTimeAsymmetryChange: "step_time_asymmetry_change"
        case .stanceTimeAsymmetryChange: "stance_time_asymmetry_change"
        case .swingTimeAsymmetryChange: "swing_time_asymmetry_change"
        case .kneeLoadingChange: "knee_loading_change"
        case .kneeExtensionChange: "terminal_swing_extension_change"
        case .shankLoadingChange: "shank_loading_change"
        case .pelvicDropChange: "pelvic_drop_change"
        case .trunkLeanChange: "trunk_lean_change"
        case .lumbarInclinationChange: "lumbar_inclination_change"
        case .kneeLumbarChange: "knee_lumbar_change"
        }
    }

    public init?(name: String) {
        guard let match = EpisodeKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// A stretch of walking that a rule flagged.
public struct Episode: Sendable, Equatable, BitwiseCopyable {
    public enum Phase: UInt8, Sendable, BitwiseCopyable {
        case opened
        /// It goes on; the numbers are those so far.
        case updated
        case closed
    }

    /// Names the episode within its run; the closing repeats it.
    public var id: UInt64
    public var phase: Phase
    public var kind: EpisodeKind
    /// The side with the larger value.
    public var side: Side
    /// The first stride of the window that was flagged.
    public var start: HostTime
    /// The last flagged stride's end (so far, while open).
    public var end: HostTime
    /// How far beyond the threshold the peak's confidence bound went, in thresholds: 0 at the threshold, 1 at twice it.
    public var severity: Double
    /// The measure at its peak, with interval and stride count.
    public var peak: Measure
    /// The threshold that was passed, in the measure's unit.
    public var threshold: Double
    /// Strides (of both sides) within the episode.
    public var strides: Int
    /// From 0 to 1: how sure it is that the peak lies beyond the threshold, from its interval taken as a normal one.
    public var confidence: Double

    public init(
        id: UInt64, phase: Phase, kind: EpisodeKind, side: Side, start: HostTime, end: HostTime, severity: Double,
        peak: Measure, threshold: Double, strides: Int, confidence: Double
    ) {
        self.id = id
        self.phase = phase
        self.kind = kind
        self.side = side
        self.start = start
        self.end = end
        self.severity = severity
        self.peak = peak
        self.threshold = threshold
        self.strides = strides
        self.confidence = confidence
    }
}

extension EpisodeKind {
    /// The method that flags it, as records name it.
    public var method: String {
        switch self {
        case .stepTimeAsymmetry, .stanceTimeAsymmetry, .swingTimeAsymmetry: "symmetry_index_block_bootstrap"
        case .pronationProxyAsymmetry: "tibial_rotation_excursion_block_bootstrap"
        case .kneeLumbarChange: "changes_in_the_same_strides"
        default: "change_from_own_baseline"
        }
    }

    /// True where the measure stands in for what it is named after.
    public var isProxy: Bool {
        switch self {
        case .pronationProxyAsymmetry, .pronationProxyChange, .shankLoadingChange: true
        default: false
        }
    }

    /// How well the measure stands for what it names: `low`, `moderate` or `high`.
    public var evidence: String { isProxy ? "low" : "moderate" }
}

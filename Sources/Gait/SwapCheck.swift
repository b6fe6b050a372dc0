public import IMU

/// Whether the left and right shank units have changed places: the lumbar unit sees by itself which foot has met the
/// ground, and contradicts the labels step after step.
///
/// The lumbar evidence is right on about 98 % of single steps, so a swap contradicts nearly all of them and a right
/// kit nearly none.
public struct SwapCheck: Sendable, Equatable, BitwiseCopyable {
    public enum State: UInt8, Sendable, BitwiseCopyable {
        /// Too few steps to say.
        case unknown
        /// The lumbar unit bears the labels out, or does not contradict them clearly.
        case agreeing
        /// The labels are probably the wrong way round.
        case suspected

        public var name: String {
            switch self {
            case .unknown: "unknown"
            case .agreeing: "agreeing"
            case .suspected: "suspected"
            }
        }
    }

    /// Steps that are needed to say anything.
    public static let minimumSteps = 20
    /// The last steps that count.
    public static let window = 40
    /// The share of contradicting steps beyond which a swap is suspected.
    public static let share = 0.7
    /// Weaker evidence is no evidence, in the units of `LumbarSide`.
    static let weakest = 0.25

    /// Steps in the window.
    public private(set) var steps = 0
    /// One bit a step, the latest lowest: the lumbar unit contradicts the label.
    private var contradictions: UInt64 = 0

    public init() {}

    /// Steps in the window that contradict the labels.
    public var contradicting: Int { contradictions.nonzeroBitCount }

    public var state: State {
        guard steps >= Self.minimumSteps else { return .unknown }
        return Double(contradicting) > Self.share * Double(steps) ? .suspected : .agreeing
    }

    /// Takes a step.
    /// - Parameters:
    ///   - side: the label of the shank whose foot met the ground.
    ///   - evidence: the lumbar unit's for that contact, positive for left (`LumbarSide`).
    public mutating func take(side: Side, evidence: Double) {
        guard abs(evidence) >= Self.weakest else { return }
        let contradicts = (evidence > 0) != (side == .left)
        contradictions = (contradictions << 1 | (contradicts ? 1 : 0)) & (1 << Self.window - 1)
        steps = min(Self.window, steps + 1)
    }

    /// The sensors were moved: the past says nothing any more.
    public mutating func restart() { self = SwapCheck() }
}

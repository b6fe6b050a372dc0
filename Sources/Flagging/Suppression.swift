public import Gait
public import IMU

/// A flag that a rule would have raised, had every sensor it rests on been known to sit right.
public struct Suppression: Sendable, Equatable, BitwiseCopyable {
    public enum Reason: UInt8, Sendable, BitwiseCopyable {
        /// A shank unit is suspected of sitting wrongly.
        case mounting
        /// The shank units seem to have changed legs.
        case swap

        /// Why, for people.
        public var advice: String {
            switch self {
            case .mounting: "not flagged: the mounting of a sensor that it rests on is suspect"
            case .swap: "not flagged: the shank sensors seem to be on the wrong legs"
            }
        }
    }

    public var kind: EpisodeKind
    /// The side with the larger value.
    public var side: Side
    public var measure: Measure
    /// The threshold that was passed, in the measure's unit.
    public var threshold: Double
    public var reason: Reason
}

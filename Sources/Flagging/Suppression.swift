public import Gait
public import IMU

/// A flag that a rule would have raised, had every sensor it rests on been known to sit right.
public struct Suppression: Sendable, Equatable, BitwiseCopyable {
    public var kind: EpisodeKind
    /// The side with the larger value.
    public var side: Side
    public var measure: Measure
    /// The threshold that was passed, in the measure's unit.
    public var threshold: Double
}

/// What a line does to the bytes on their way.
public struct LinkFaults: Sendable, Equatable {
    /// Mean of the delay that comes on top of each reading's time (one-sided, exponential), s.
    public var jitter = 0.0
    /// Share of readings that never arrive, 0…1.
    public var loss = 0.0
    /// Share of readings at which a burst of loss begins, and its mean length in readings.
    public var burst = 0.0
    public var burstLength = 20.0
    /// Share of readings of which one bit is turned over.
    public var corruption = 0.0
    /// Times of the walk at which the line is dead, s.
    public var disconnects: [Range<Double>] = []

    public init() {}

    /// Whether the line is dead at that time.
    public func isDisconnected(at time: Double) -> Bool { disconnects.contains { $0.contains(time) } }
}

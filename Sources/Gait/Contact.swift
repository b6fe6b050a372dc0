public import IMU

/// A foot meeting the ground (initial contact, IC) or leaving it (final contact, FC).
public struct Contact: Sendable, Equatable, BitwiseCopyable {
    public enum Kind: UInt8, Sendable, BitwiseCopyable {
        case initial, final

        /// `initial_contact` or `final_contact`.
        public var name: String { self == .initial ? "initial_contact" : "final_contact" }
    }

    public enum Status: UInt8, Sendable, BitwiseCopyable {
        /// Likely; will be confirmed or retracted.
        case provisional
        /// Final: feeds strides and episodes.
        case confirmed

        public var name: String { self == .provisional ? "provisional" : "confirmed" }
    }

    /// The unit that it was read from.
    public enum Source: UInt8, Sendable, BitwiseCopyable {
        /// That foot's own shank unit.
        case shank
        /// The lumbar unit, which stands in for a missing shank unit.
        case lumbar

        public var name: String { self == .shank ? "shank" : "lumbar" }

        /// By how much the unit may time the contacts of one foot earlier than the other's, s: the lumbar unit sees a
        /// soft landing late and a hard one early. After stroke the difference was 18 ms in the root mean square over
        /// 12 walks of 6 people, and 42 ms at most (docs/validation.md).
        public var sideError: Double { self == .shank ? 0 : 0.02 }
    }

    /// Names the contact within its run; the confirmation repeats it.
    public var id: UInt64
    public var kind: Kind
    public var side: Side
    /// When the contact happened.
    public var time: HostTime
    /// The time of the last sample that was needed to say so; `emitted − time` is the algorithmic latency.
    public var emitted: HostTime
    public var status: Status
    /// From 0 to 1.
    public var confidence: Double
    public var source: Source

    public init(
        id: UInt64, kind: Kind, side: Side, time: HostTime, emitted: HostTime, status: Status, confidence: Double,
        source: Source = .shank
    ) {
        self.id = id
        self.kind = kind
        self.side = side
        self.time = time
        self.emitted = emitted
        self.status = status
        self.confidence = confidence
        self.source = source
    }
}

/// Withdraws a provisional contact that did not hold.
public struct Retraction: Sendable, Equatable, BitwiseCopyable {
    /// The contact's `id`.
    public var id: UInt64
    public var side: Side
    /// The time of the sample that showed it.
    public var emitted: HostTime

    public init(id: UInt64, side: Side, emitted: HostTime) {
        self.id = id
        self.side = side
        self.emitted = emitted
    }
}

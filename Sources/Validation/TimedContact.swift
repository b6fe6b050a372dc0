public import Gait
public import IMU

/// A contact that is scored, or one of the reference.
public struct TimedContact: Sendable, Equatable {
    public var kind: Contact.Kind
    /// Nil where the method tells no sides.
    public var side: Side?
    /// Seconds from the recording's first sample.
    public var time: Double
    /// When it was first said provisionally, s; nil where it never was, or where that is not known.
    public var provisional: Double?
    /// When it was confirmed, s; nil where that is not known.
    public var confirmed: Double?

    public init(
        kind: Contact.Kind, side: Side?, time: Double, provisional: Double? = nil, confirmed: Double? = nil
    ) {
        self.kind = kind
        self.side = side
        self.time = time
        self.provisional = provisional
        self.confirmed = confirmed
    }
}

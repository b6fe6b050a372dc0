/// What a driver counts. Every byte is part of an accepted frame, discarded, or waits for the rest of its frame.
public struct LinkCounters: Sendable, Equatable, BitwiseCopyable {
    /// Bytes fed.
    public var bytes: UInt64 = 0
    /// Bytes of accepted frames.
    public var acceptedBytes: UInt64 = 0
    /// Frames whose checksum and layout held.
    public var frames: UInt64 = 0
    /// Samples handed on.
    public var samples: UInt64 = 0
    /// Frames with a wrong checksum.
    public var checksumErrors: UInt64 = 0
    /// Bytes thrown away while hunting for a frame.
    public var discardedBytes: UInt64 = 0
    /// Readings dropped because a part was missing: acceleration, angular rate, or the time where the device sends it.
    public var incomplete: UInt64 = 0
    /// Samples dropped because a value was not a finite, possible number.
    public var implausible: UInt64 = 0
    /// Frames the device's sequence numbers show as lost on the way.
    public var lostFrames: UInt64 = 0
    /// Readings of other sensors on the same link, which are not handed on: a driver reads one sensor.
    public var otherSensors: UInt64 = 0

    public init() {}
}

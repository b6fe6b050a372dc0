public import IMU

/// What the ingest thread puts into the rings of a sensor: its samples, and between them, at their place in the
/// order, what happened to the link. Times never fall from one item of a sensor to the next, but for a mark that a
/// full ring delayed.
public enum SensorItem: Sendable, BitwiseCopyable {
    /// A reading.
    case sample(Sample)
    /// The following samples belong to a new stretch of the stream, or their ticks are to be read in a new way:
    /// the link came up, came back, the device changed its timing, or the consumer began to listen.
    case streaming(at: HostTime, timing: SensorTiming, reason: StreamReason)
    /// The link was lost or fell silent; no sample arrived after `lastSample` (nil where none ever did).
    case lost(at: HostTime, lastSample: HostTime?)
    /// This ring was full: `dropped` samples that arrived from `from` to `to` are missing here.
    case overrun(at: HostTime, from: HostTime, to: HostTime, dropped: Int)

    /// When it happened: for a sample its arrival.
    @inlinable public var time: HostTime {
        switch self {
        case .sample(let sample): sample.arrival
        case .streaming(let at, _, _): at
        case .lost(let at, _): at
        case .overrun(let at, _, _, _): at
        }
    }
}

/// Why a `SensorItem.streaming` mark was set.
public enum StreamReason: UInt8, Sendable, BitwiseCopyable {
    /// The device was recognized on a link that was just opened: a first connection or a reconnect.
    case linkUp
    /// The link was silent, stayed open, and samples come again.
    case resumed
    /// The meaning of the ticks changed in mid-stream.
    case retimed
    /// The consumer switched itself on while the sensor was streaming.
    case joined
}

public import Drivers
public import IMU

/// A sensor's link as it was at most a tick (0.1 s) ago.
public struct LinkSnapshot: Sendable, BitwiseCopyable {
    public var state = LinkState.opening
    /// What the link needs, when it is not streaming.
    public var problem: LinkProblem?
    /// The driver, once a stream was recognized.
    public var driver: DriverIdentity?
    /// The speed in bit/s; nil on a pseudo-terminal or before the line was opened.
    public var baud: UInt32?
    /// How the ticks are to be read, once a stream was recognized.
    public var timing: SensorTiming?
    /// All that was counted since the start, over every reconnect.
    public var counters = LinkCounters()
    /// Samples that the full ring of the pipeline dropped.
    public var droppedForPipeline = 0
    /// Samples that the full ring of the recorder dropped.
    public var droppedForRecorder = 0
    /// Samples per second of host time over the last two seconds of the machine; nil unless streaming.
    public var rate: Double?
    /// How often the link came back after it had been streaming.
    public var reconnects = 0
    /// How often the link was lost or fell silent.
    public var losses = 0
    /// Since when it is in this state.
    public var since = HostTime(nanoseconds: 0)
    /// When the newest sample arrived.
    public var lastSample: HostTime?
    /// Root mean square of the angular rate over about the last 64 samples, rad/s; nil unless streaming.
    public var motion: Double?
    /// The device's charge, 0 to 100 %, as it last said it.
    public var batteryPercent: Int?
    /// What is known of the connection, over Bluetooth.
    public var radio: RadioFacts?

    public init() {}

    /// What the link needs, when it is not streaming, in plain words.
    public func detail(_ plan: SensorPlan) -> String? { problem?.text(plan) }
}

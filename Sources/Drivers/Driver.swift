public import IMU

/// A device family's protocol: bytes in, samples out. Pure: no descriptor, no clock, no allocation per sample.
///
/// What every driver promises, whatever the bytes:
/// - the samples and the counters do not depend on how the stream was cut into chunks;
/// - `counters.bytes == counters.acceptedBytes + counters.discardedBytes + pendingBytes`;
/// - a sample that is handed on is complete, finite and physically possible (`Plausibility`); what is not is counted.
public protocol Driver: Sendable {
    /// What the family is and how its streams behave, as data.
    static var descriptor: DriverDescriptor { get }

    init()

    /// How the ticks of the samples are to be read, as far as the bytes have shown. It can change in mid-stream (a
    /// device clock is switched on, a rate is read): `feed` says so between two samples.
    var timing: SensorTiming { get }

    /// What came in so far, the losses included.
    var counters: LinkCounters { get }

    /// Bytes that wait for the rest of their frame; bounded by the family's longest frame.
    var pendingBytes: Int { get }

    /// The most frames that were accepted without a byte discarded between them: what the sniffer goes by.
    var longestRun: Int { get }

    /// Takes any chunk of the stream, in order, and hands on every sample that it completes.
    /// - Parameters:
    ///   - bytes: the chunk; it is not kept.
    ///   - arrival: when the chunk was read. A sample carries the arrival of the chunk that completed it.
    ///   - retimed: called when `timing` changed, before the first sample whose ticks are to be read in the new way.
    ///   - emit: called for every sample.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void)

    /// What to write to a silent line so that a device of the family answers, and is recognized by it; empty where the
    /// family streams unasked.
    static var probe: [Intention] { get }

    /// What to write to a recognized device so that it streams; empty where it streams on its own and takes no orders.
    /// - Parameters:
    ///   - hertz: the wished rate; nil leaves the device's settings as they are.
    ///   - baud: the line's speed in bit/s, or nil where it sets no limit.
    func start(hertz: Double?, baud: UInt32?) -> [Intention]

    /// What to write before the line is closed; empty where the device goes on as it did before.
    func stop() -> [Intention]

    /// Whether the last command that was `sent` has been answered.
    var answer: AnswerState { get }

    /// The charge that the device last said unasked, 0 to 100 %; nil where it says none.
    var batteryPercent: Int? { get }

    /// Tells the driver which command was written to the device, so that it can read the answer.
    mutating func sent(_ command: [UInt8])

    /// Forgets a half frame after the stream broke; counters are kept.
    mutating func resynchronize()
}

extension Driver {
    /// Takes a chunk where a change of `timing` is of no interest, or is looked at between two chunks.
    @inlinable
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, arrival: HostTime, _ emit: (Sample) -> Void) {
        feed(bytes, arrival: arrival, retimed: { _ in }, emit)
    }

    // Most families stream unasked, and their answers explain themselves.
    public static var probe: [Intention] { [] }
    public func start(hertz: Double?, baud: UInt32?) -> [Intention] { [] }
    public func stop() -> [Intention] { [] }
    public var answer: AnswerState { .none }
    public var batteryPercent: Int? { nil }
    public mutating func sent(_ command: [UInt8]) {}
}

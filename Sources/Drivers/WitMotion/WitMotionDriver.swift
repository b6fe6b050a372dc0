public import IMU

/// WitMotion's WT901 family on a serial line: 11-byte frames `55 type … checksum`, or the 20-byte frames `55 61 …` that
/// its Bluetooth models send over USB. `WitMotionFrames` says how frames are told from noise, `WitMotionDecoder` how
/// they make samples.
///
/// **Time.** Where the device sends its clock (frame 0x50, bit 0 of the output content), ticks are milliseconds of that
/// clock since 2000-01-01 00:00:00. Otherwise they number the samples from 0 (`.arrivalOnly`). A stream can change
/// between the two when the output content is reconfigured: `retimed` is called between the last sample of the old kind
/// and the first of the new, and a reading that comes without its time meanwhile is dropped and counted `incomplete`.
/// `nominalRate` is 0, unknown, until the rate register was read.
///
/// **Loss.** The protocol has no sequence number: lost frames show only as `checksumErrors`, `incomplete` readings,
/// `discardedBytes` and steps of the clock. `lostFrames` stays 0.
public struct WitMotionDriver: Driver {
    public static let descriptor = DriverDescriptor(
        id: "witmotion", name: "WitMotion WT901 family",
        baudRates: [9600, 115_200, 230_400, 921_600, 57_600, 38_400], rates: WitMotionRate.allCases.map(\.hertz),
        range: SensorRange(g: 16, degreesPerSecond: 2000), timing: SensorTiming(source: .arrivalOnly, nominalRate: 0),
        axes: "as printed on the case, right-handed")

    private var framer = StreamFramer()
    private var decoder = WitMotionDecoder()

    public private(set) var counters = LinkCounters()
    public var timing: SensorTiming { decoder.timing }
    public var pendingBytes: Int { framer.pendingBytes }
    public var longestRun: Int { framer.longestRun }

    /// The last registers the device has answered with.
    public var registers: WitMotionRegisters? { decoder.registers }

    /// How many times it has.
    var registerReplies: UInt64 { decoder.replies }

    public init() {}

    /// The next bytes are known to be whole 20-byte frames.
    mutating func beginsWithFrame() {
        if framer.pendingBytes == 0 { decoder.followsLongFrame = true }
    }

    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        framer.feed(bytes, &decoder, &counters) { frame, decoder, counters in
            decoder.decode(frame, arrival, &counters, retimed, emit)
        }
    }

    /// The settings that a wished rate needs; without one nothing is written.
    public func start(hertz: Double?, baud: UInt32?) -> [Intention] {
        hertz.map { WitMotionCommands.start(hertz: $0, baud: baud) } ?? []
    }

    /// Serial register replies do not say which registers they hold: the driver remembers what was asked for.
    public mutating func sent(_ command: [UInt8]) {
        if let register = WitMotionCommands.registerRead(by: command) { decoder.askedRegister = register }
    }

    public mutating func resynchronize() {
        framer.resynchronize(&decoder, &counters)
    }
}

public import IMU

/// MAVLink 2 (and 1) with HIGHRES_IMU (message 105), the published standard that a home-made sensor can follow.
/// `MAVLinkFrames` says how frames are told from noise, `HighresIMU` how they make samples.
///
/// **Time.** Ticks are `time_usec`: microseconds since the board's start or since 1970, as it likes. A board that
/// changes from one to the other shows a clock step. `nominalRate` is 0, unknown: the firmware decides, the
/// consumer measures.
///
/// **One sensor.** A link can carry many boards (`sysid`, `compid`) and a board many sensors (`id`). The driver reads
/// the sensor that it sees first, for as long as it lives; readings of others are counted `otherSensors`.
///
/// **Loss.** Every component numbers its frames; what is missing is `lostFrames` (0 to 255 at a time: a gap of 256
/// frames cannot be seen, and a board that starts anew looks like a gap). Messages outside MAVLink's `common` set
/// cannot be checked: they are discarded and show as lost.
public struct MAVLinkDriver: Driver {
    public static let descriptor = DriverDescriptor(
        id: "mavlink", name: "MAVLink HIGHRES_IMU",
        baudRates: [921_600, 115_200, 57_600, 460_800, 230_400], rates: [], range: nil,
        timing: SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 64), nominalRate: 0),
        axes: "the firmware's; MAVLink's convention is forward, right, down")

    private var framer = StreamFramer()
    private var decoder = MAVLinkDecoder()

    public private(set) var counters = LinkCounters()
    public var timing: SensorTiming { Self.descriptor.timing }
    public var pendingBytes: Int { framer.pendingBytes }
    public var longestRun: Int { framer.longestRun }

    /// The sensor that is read, once one was seen.
    public var sensor: MAVLinkSensor? { decoder.sensor }

    public init() {}

    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        framer.feed(bytes, &decoder, &counters) { frame, decoder, counters in
            decoder.decode(frame, arrival, &counters, emit)
        }
    }

    public mutating func resynchronize() {
        framer.resynchronize(&decoder, &counters)
        decoder.sequences = MAVLinkSequences()
    }
}

/// Which sensor on a MAVLink link a reading came from.
public struct MAVLinkSensor: Sendable, Equatable, BitwiseCopyable {
    /// The board.
    public var system: UInt8
    /// The part of the board.
    public var component: UInt8
    /// The sensor of that part, HIGHRES_IMU's `id`; 0 in MAVLink 1.
    public var id: UInt8
}

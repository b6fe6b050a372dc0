public import IMU

/// x-io's x-IMU3 on USB, a serial line or a Bluetooth serial port. `XIMU3Messages` says how messages are told from
/// noise, `XIMU3Decoder` how they make samples; both the binary and the text form are read.
///
/// **Time.** Ticks are microseconds since the device's start, 64 bits. The real rate may differ from the nominal one by
/// ±0.3 % (x-IMU3 User Manual), so the ticks are what counts. `nominalRate` is 0, unknown, until the divisor was read.
///
/// **Loss.** There is no counter and no checksum: lost messages show as steps of the clock, and `lostFrames` stays 0.
/// Damage that keeps a message's length and gives possible numbers passes unseen; USB and Bluetooth lines do not damage.
///
/// **Silence.** The device streams by itself where data messages are enabled on the interface. Where they are not, it
/// is recognized by its answers to the probe, and they are enabled, unsaved.
public struct XIMU3Driver: Driver {
    public static let descriptor = DriverDescriptor(
        id: "x-imu3", name: "x-io x-IMU3", baudRates: [115_200, 921_600, 460_800, 230_400],
        rates: [50, 80, 100, 200, 400],
        range: SensorRange(g: 24, degreesPerSecond: 2000),
        timing: SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 64), nominalRate: 0),
        axes: "as printed on the case, or as the device's own axes alignment turns them; right-handed")

    /// Three questions: their answers recognize a device that is silent otherwise.
    public static let probe = [
        Intention(purpose: "ask who is there", bytes: XIMU3Commands.ping, pause: 0.05),
        Intention(purpose: "ask for the rate", bytes: XIMU3Commands.readDivisor, pause: 0.05),
        Intention(purpose: "ask for the form", bytes: XIMU3Commands.readBinary, pause: 1),
    ]

    private var framer = StreamFramer()
    private var decoder = XIMU3Decoder()

    public private(set) var counters = LinkCounters()
    public var timing: SensorTiming { decoder.timing }
    public var pendingBytes: Int { framer.pendingBytes }
    public var longestRun: Int { framer.longestRun }
    public var answer: AnswerState { decoder.answer }
    public var batteryPercent: Int? { decoder.batteryPercent }

    /// The interface that the device said it was asked on, once it was.
    public var interface: XIMU3Interface? { decoder.interface }

    public init() {}

    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        framer.feed(bytes, &decoder, &counters) { frame, decoder, counters in
            decoder.decode(frame, arrival, &counters, retimed, emit)
        }
    }

    public func start(hertz: Double?, baud: UInt32?) -> [Intention] {
        var steps: [Intention] = []
        if let hertz {
            // A binary inertial message has 34 bytes, and a few more with escapes; 8N1 is ten bits a byte.
            let lineLimit = baud.map { Double($0) / (10 * 40) } ?? .infinity
            let divisor = XIMU3Commands.divisor(atMost: min(hertz, lineLimit))
            steps.append(XIMU3Commands.asking("set 400/\(divisor) Hz", XIMU3Commands.setDivisor(divisor)))
            steps.append(XIMU3Commands.asking("send binary messages", XIMU3Commands.setBinary))
        }
        if let interface, hertz != nil || !decoder.hasMotion {
            steps.append(
                XIMU3Commands.asking(
                    "send data messages on \(interface.rawValue)", XIMU3Commands.enableDataMessages(on: interface)))
        }
        if !steps.isEmpty { steps.append(XIMU3Commands.asking("apply, without saving", XIMU3Commands.apply)) }
        return steps
    }

    public mutating func sent(_ command: [UInt8]) {
        command.withUnsafeBytes { decoder.awaited = XIMU3Key($0) }
        decoder.answer = decoder.awaited == nil ? .none : .awaited
    }

    public mutating func resynchronize() {
        framer.resynchronize(&decoder, &counters)
        decoder.answer = .none
    }
}

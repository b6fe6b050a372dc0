public import IMU

/// Shimmer3 with LogAndStream firmware on a Bluetooth serial port (RFCOMM tty), and Shimmer3R with the same bytes over
/// Bluetooth Low Energy. `Shimmer3Frames` says how messages are told from noise, `Shimmer3Decoder` how they make
/// samples.
///
/// **Silence.** The device says nothing until asked, so it can be recognized by its answer to the probe only: the
/// configuration must name the driver. It then takes a conversation (`start`) before it streams.
///
/// **Time.** Ticks are 1/32768 s, 24 bits: they wrap every 512 s. `nominalRate` is what the inquiry says.
///
/// **Loss.** There is no counter: lost packets show as steps of the clock, damaged ones as `checksumErrors`.
/// `lostFrames` stays 0.
///
/// **Settings.** A Shimmer keeps the rate and sensors that it is told, so they are changed only where the configuration
/// asks for a rate. Without one it streams what it was set up for, which must include an accelerometer and the
/// gyroscope. Checksums are forgotten when the link goes.
///
/// **Units.** By the device's own calibration; where it has none, a Shimmer3's by the maker's defaults
/// (`calibrationIsOwn` says which), a Shimmer3R's not at all.
public struct Shimmer3Driver: Driver {
    public static let descriptor = DriverDescriptor(
        id: "shimmer3", name: "Shimmer3 (LogAndStream)", baudRates: [115_200], rates: [51.2, 102.4, 128, 204.8],
        range: SensorRange(g: 16, degreesPerSecond: 2000),
        timing: SensorTiming(
            source: .deviceClock(ticksPerSecond: Shimmer3Commands.ticksPerSecond, wrapBits: 24), nominalRate: 0),
        axes: "as printed on the case, by the alignment of the device's calibration; right-handed")

    public static let probe = [
        Intention(purpose: "ask for the firmware", bytes: Shimmer3Commands.firmware, pause: 1)
    ]

    private var framer = StreamFramer()
    private var decoder = Shimmer3Decoder()

    public private(set) var counters = LinkCounters()
    public var timing: SensorTiming { decoder.timing }
    public var pendingBytes: Int { framer.pendingBytes }
    public var longestRun: Int { framer.longestRun }
    public var answer: AnswerState { decoder.answer }

    /// What the device runs, once it said so.
    public var firmware: Shimmer3Firmware? { decoder.firmware }
    /// Whether it is a Shimmer3R.
    public var isShimmer3R: Bool { decoder.isShimmer3R }
    /// Whether samples are calibrated by the device's own values, not by defaults.
    public var calibrationIsOwn: Bool { decoder.calibrationIsOwn }

    public init() {}

    /// - Parameter isShimmer3R: what is known of the hardware before it was asked.
    init(isShimmer3R: Bool) { decoder.isShimmer3R = isShimmer3R }

    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        framer.feed(bytes, &decoder, &counters) { frame, decoder, counters in
            decoder.decode(frame, arrival, &counters, retimed, emit)
        }
    }

    public func start(hertz: Double?, baud: UInt32?) -> [Intention] {
        var steps = [
            // A stream that nobody stopped; the acknowledgement may drown in it.
            Shimmer3Commands.asking("stop a stream", Shimmer3Commands.stopStreaming),
            Shimmer3Commands.asking("ask for the firmware", Shimmer3Commands.firmware, orGiveUp: true),
            Shimmer3Commands.asking("ask for the hardware", Shimmer3Commands.hardware),
            Shimmer3Commands.asking("ask for checksums", Shimmer3Commands.setChecksum(2)),
        ]
        if let hertz {
            let ticks = Shimmer3Commands.rateTicks(atMost: hertz)
            steps.append(Shimmer3Commands.asking("set 32768/\(ticks) Hz", Shimmer3Commands.setRate(ticks: ticks)))
            steps.append(
                Shimmer3Commands.asking("set accelerometer and gyroscope", Shimmer3Commands.setMotionSensors))
            if !isShimmer3R {
                steps.append(Shimmer3Commands.asking("set the widest acceleration", Shimmer3Commands.setWideRange))
                steps.append(Shimmer3Commands.asking("set 2000 °/s", Shimmer3Commands.setGyroscopeRange))
            }
        }
        steps.append(Shimmer3Commands.asking("ask for the calibration", Shimmer3Commands.calibration))
        steps.append(Shimmer3Commands.asking("ask for the channels", Shimmer3Commands.inquiry, orGiveUp: true))
        steps.append(Shimmer3Commands.asking("start streaming", Shimmer3Commands.startStreaming))
        return steps
    }

    public func stop() -> [Intention] {
        [Shimmer3Commands.asking("stop streaming", Shimmer3Commands.stopStreaming)]
    }

    public mutating func sent(_ command: [UInt8]) { decoder.sent(command, bytesWait: framer.pendingBytes > 0) }

    public mutating func resynchronize() {
        framer.resynchronize(&decoder, &counters)
        decoder.forgetLink()
    }
}

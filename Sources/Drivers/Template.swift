// A driver to copy. It speaks the protocol of an invented device, compiles, and is tested like the real ones; it is not
// entered in `DriverFamily`, so that no stream is ever taken for it. The steps are numbered; docs/writing-a-driver.md
// walks through them.
//
// The invented frame, 24 bytes, little-endian:
//   0   A5 54            start
//   2   u8               sequence number, +1 for each frame
//   3   u8               battery in percent (gaitd does not use it)
//   4   u32              microseconds since the device's start
//   8   i16 × 3          acceleration, 1 mg
//   14  i16 × 3          angular rate, 0.1 °/s
//   20  u16              reserved
//   22  u16              CRC-16/MCRF4XX of bytes 0 to 21

public import IMU

/// Step 1: the driver, a value that ties a framer to your decoder. Its comment tells the user what the ticks mean, how
/// loss shows, and what the device cannot do.
public struct TemplateDriver: Driver {
    /// Step 2: what the family is. The list of baud rates is the order in which they are tried.
    public static let descriptor = DriverDescriptor(
        id: "template", name: "Template (no real device)", baudRates: [115_200], rates: [100],
        range: SensorRange(g: 16, degreesPerSecond: 2000),
        timing: SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 32), nominalRate: 100),
        axes: "as printed on the case, right-handed")

    private var framer = StreamFramer()
    private var decoder = TemplateDecoder()

    public private(set) var counters = LinkCounters()

    /// Step 3: what a tick is, and when the counter wraps. Where bytes can change it, compute it from the decoder and
    /// call `retimed` (see `WitMotionDriver`). A rate of 0 stands for "unknown, measure it".
    public var timing: SensorTiming { Self.descriptor.timing }
    public var pendingBytes: Int { framer.pendingBytes }
    public var longestRun: Int { framer.longestRun }

    public init() {}

    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        framer.feed(bytes, &decoder, &counters) { frame, decoder, counters in
            decoder.decode(frame, arrival, &counters, emit)
        }
    }

    /// Step 4: forget all that a broken line makes worthless: half readings, the expected sequence number.
    public mutating func resynchronize() {
        framer.resynchronize(&decoder, &counters)
        decoder.expectedSequence = nil
    }
}

struct TemplateDecoder: Sendable {
    fileprivate var expectedSequence: UInt8?

    /// Step 5: the meaning. The frame has been judged, so every offset below is inside. Count what you drop.
    @inline(__always)
    mutating func decode(
        _ frame: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters, _ emit: (Sample) -> Void
    ) {
        let sequence = frame[2]
        if let expectedSequence { counters.lostFrames &+= UInt64(sequence &- expectedSequence) }
        expectedSequence = sequence &+ 1

        // SI units from here on: m/s² and rad/s.
        let acceleration = frame.i16x3(8) * Float(Units.standardGravity / 1000)
        let angularRate = frame.i16x3(14) * Float(Units.radiansPerDegree / 10)
        guard Plausibility.holds(acceleration: acceleration, angularRate: angularRate) else {
            counters.implausible &+= 1
            return
        }
        counters.samples &+= 1
        emit(
            Sample(
                ticks: UInt64(frame.u32(4)), arrival: arrival, acceleration: acceleration, angularRate: angularRate))
    }
}

extension TemplateDecoder: FrameReader {
    /// Step 6: the framing. Refuse as early as the bytes allow, say `.incomplete` only while more bytes could still
    /// make a frame, and look at nothing but the candidate and the frames accepted before: the samples must not depend
    /// on how the stream was cut. A protocol without a checksum needs several frames at their stride (see
    /// `WitMotionFrames.swift`).
    @inline(__always)
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement {
        guard candidate[0] == 0xA5 else { return .noFrame }
        guard candidate.count > 1 else { return .incomplete }
        guard candidate[1] == 0x54 else { return .noFrame }
        guard candidate.count >= 24 else { return .incomplete }
        var crc = CRC16()
        crc.append(UnsafeRawBufferPointer(rebasing: candidate[..<22]))
        return crc.value == candidate.u16(22) ? .frame(24) : .corrupt
    }

    /// Step 7: bytes were discarded; drop a reading that is spread over several frames.
    func streamBroke(_ counters: inout LinkCounters) {}
}

// Step 8:  enter the family in `DriverFamily` (case, descriptor, how many frames recognize it) and in `AnyDriver`; the compiler names every switch that lacks it. `Sniffer` and the hunt for the baud rate follow.
// Step 9:  commands to the device, as pure functions in a file of their own (see `WitMotionCommands`), and `start`,
//          `stop` and `probe` that say when to write them (see `Shimmer3Driver` for answers that must be waited for).
// Step 10: tests: the maker's published bytes, your own arithmetic, and the properties in `StreamPropertyTests`, which
//          take a new driver as one more line.
// Step 11: a fuzz target in Fuzz/, one file of a few lines, and its name in Fuzz/run.sh.
// Step 12: an encoder in `FakeWearables`, written from the protocol's sheet and not from this driver.

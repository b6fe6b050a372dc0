import IMU

/// Follows the conversation with a Shimmer and turns its packets into samples.
struct Shimmer3Decoder: Sendable {
    /// What the device owes.
    enum Awaited: Equatable, BitwiseCopyable {
        case nothing, acknowledgement
        case response(UInt8)
    }

    private(set) var awaits = Awaited.nothing
    var answer = AnswerState.none
    /// Bytes of checksum behind every message now, and those asked for while that is unanswered.
    private(set) var checksumBytes = 0
    private(set) var wantedChecksumBytes: Int?
    /// Its answer came as a lone byte, and another command was sent meanwhile.
    private var isModeOverdue = false
    private(set) var isStreaming = false
    private var mustStop = false
    var followsPacket = false

    private(set) var firmware: Shimmer3Firmware?
    var isShimmer3R = false
    private(set) var layout = Shimmer3Layout()
    private(set) var calibrationIsOwn = false
    private var acceleration: Shimmer3Calibration?
    private var angularRate: Shimmer3Calibration?
    private var lowNoiseBlock: Shimmer3Calibration?
    private var wideRangeBlock: Shimmer3Calibration?
    private var gyroscopeBlock: Shimmer3Calibration?
    private var nominalRate = 0.0

    /// Bytes of an inquiry before its channels: rate, configuration (Shimmer3R: 7 bytes), number, buffer.
    var inquiryHeader: Int { isShimmer3R ? 11 : 8 }

    var timing: SensorTiming {
        SensorTiming(
            source: .deviceClock(ticksPerSecond: Shimmer3Commands.ticksPerSecond, wrapBits: 24),
            nominalRate: nominalRate)
    }

    /// A command was written.
    /// - Parameter bytesWait: whether part of an answer has come.
    mutating func sent(_ command: [UInt8], bytesWait: Bool) {
        guard let opcode = command.first else { return }
        // Nothing was said to the change of mode: there is none.
        if !bytesWait { wantedChecksumBytes = nil }
        isModeOverdue = wantedChecksumBytes != nil
        answer = .awaited
        awaits = Shimmer3Opcode.response(to: opcode).map(Awaited.response) ?? .acknowledgement
        switch opcode {
        case Shimmer3Opcode.setChecksum:
            wantedChecksumBytes = command.count > 1 && command[1] <= 2 ? Int(command[1]) : nil
            isModeOverdue = false
        case Shimmer3Opcode.start:
            isStreaming = true
            mustStop = false
        case Shimmer3Opcode.stop: mustStop = true
        default: break
        }
    }

    /// The link broke: the device may have forgotten the checksum and stopped, and is asked anew. (One that has not is
    /// understood all the same: its checksums are passed over as noise.)
    mutating func forgetLink() {
        awaits = .nothing
        answer = .none
        checksumBytes = 0
        wantedChecksumBytes = nil
        isStreaming = false
        followsPacket = false
    }

    /// Takes an accepted message.
    @inline(__always)
    mutating func decode(
        _ frame: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters,
        _ retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        switch shape(frame) {
        case .packet:
            followsPacket = true
            hand(frame, arrival, &counters, emit)
        case .acknowledgement: acknowledge()
        case .refusal:
            wantedChecksumBytes = nil
            awaits = .nothing
            answer = .refused
        case .response(let at, _):
            let payload = UnsafeRawBufferPointer(rebasing: frame[(at + 1)...])
            let isUseful = read(frame[at], payload, retimed)
            guard awaits == .response(frame[at]) else { return }
            awaits = .nothing
            answer = isUseful ? .fulfilled : .refused
        // A packet that was judged with others behind it stands alone here.
        case .incomplete where frame[0] == Shimmer3Byte.packet:
            followsPacket = true
            hand(frame, arrival, &counters, emit)
        // The answer to a change of mode, which was judged with the byte behind it.
        case .incomplete where frame.count == 1: acknowledge()
        case .incomplete, .none, .corrupt: break
        }
    }

    private mutating func acknowledge() {
        if let mode = wantedChecksumBytes {
            checksumBytes = mode
            wantedChecksumBytes = nil
            guard !isModeOverdue else {
                isModeOverdue = false
                return
            }
        }
        guard awaits == .acknowledgement else { return }
        awaits = .nothing
        answer = .fulfilled
        if mustStop {
            isStreaming = false
            mustStop = false
        }
    }

    @inline(__always)
    private mutating func hand(
        _ packet: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters,
        _ emit: (Sample) -> Void
    ) {
        guard layout.hasMotion, let acceleration, let angularRate else {
            counters.incomplete &+= 1
            return
        }
        let force = Self.counts(packet, layout.acceleration, isSwapped: false)
        // The Shimmer3's MPU9x50 sends its high byte first.
        let turn = Self.counts(packet, layout.angularRate, isSwapped: !isShimmer3R)
        let sample = Sample(
            ticks: UInt64(packet.u32(0) >> 8), arrival: arrival, acceleration: acceleration.apply(force),
            angularRate: angularRate.apply(turn))
        guard Plausibility.holds(acceleration: sample.acceleration, angularRate: sample.angularRate) else {
            counters.implausible &+= 1
            return
        }
        counters.samples &+= 1
        emit(sample)
    }

    @inline(__always)
    private static func counts(
        _ packet: UnsafeRawBufferPointer, _ offsets: SIMD3<UInt8>, isSwapped: Bool
    ) -> SIMD3<Float> {
        func count(_ offset: UInt8) -> Float {
            let word = packet.i16(Int(offset))
            return Float(isSwapped ? word.byteSwapped : word)
        }
        return [count(offsets.x), count(offsets.y), count(offsets.z)]
    }

    // MARK: Answers

    /// Keeps what the device said; false where it makes the device useless.
    private mutating func read(
        _ opcode: UInt8, _ payload: UnsafeRawBufferPointer, _ retimed: (SensorTiming) -> Void
    ) -> Bool {
        switch opcode {
        case Shimmer3Opcode.firmwareResponse:
            firmware = Shimmer3Firmware(
                identifier: payload.u16(0), major: payload.u16(2), minor: payload[4], patch: payload[5])
            return firmware?.streams ?? false
        case Shimmer3Opcode.hardwareResponse: isShimmer3R = payload[0] == 0x0A
        case Shimmer3Opcode.calibrationResponse:
            lowNoiseBlock = Self.block(payload, Shimmer3Calibration.lowNoiseBlock, scale: 1, unit: 1)
            wideRangeBlock = Self.block(payload, Shimmer3Calibration.wideRangeBlock, scale: 1, unit: 1)
            gyroscopeBlock = Self.block(
                payload, Shimmer3Calibration.gyroscopeBlock, scale: 100, unit: Shimmer3Calibration.degrees)
        case Shimmer3Opcode.inquiryResponse: return takeInquiry(payload, retimed)
        default: break
        }
        return true
    }

    private static func block(
        _ payload: UnsafeRawBufferPointer, _ at: Int, scale: Float, unit: Float
    ) -> Shimmer3Calibration? {
        let bytes = payload[at..<(at + Shimmer3Calibration.blockLength)]
        return Shimmer3Calibration(block: UnsafeRawBufferPointer(rebasing: bytes), scale: scale, unit: unit)
    }

    private mutating func takeInquiry(_ payload: UnsafeRawBufferPointer, _ retimed: (SensorTiming) -> Void) -> Bool {
        let channels = payload[inquiryHeader..<(inquiryHeader + Int(payload[inquiryHeader - 2]))]
        layout = Shimmer3Layout(channels: UnsafeRawBufferPointer(rebasing: channels))
        followsPacket = false
        calibrate(configuration: payload.u32(2))
        let ticks = payload.u16(0)
        let rate = ticks > 0 ? Shimmer3Commands.ticksPerSecond / Double(ticks) : 0
        if rate != nominalRate {
            nominalRate = rate
            retimed(timing)
        }
        return layout.hasMotion && acceleration != nil && angularRate != nil
    }

    /// The device's own calibration, else the defaults for its ranges (bits 2–3 wide-range accelerometer, 16–17
    /// gyroscope). No public document gives a Shimmer3R's ranges: without its own calibration it cannot be read.
    private mutating func calibrate(configuration: UInt32) {
        let own = layout.isWideRange ? wideRangeBlock : lowNoiseBlock
        calibrationIsOwn = own != nil && gyroscopeBlock != nil
        acceleration = own
        angularRate = gyroscopeBlock
        guard !isShimmer3R else { return }
        let wideRange = Int(configuration >> 2 & 3)
        acceleration =
            own
            ?? (layout.isWideRange
                ? .shimmer3WideRange(range: wideRange) : .shimmer3LowNoise())
        angularRate = gyroscopeBlock ?? .shimmer3Gyroscope(range: Int(configuration >> 16 & 3))
    }
}

/// A Shimmer's firmware, as it says itself.
public struct Shimmer3Firmware: Sendable, Equatable, BitwiseCopyable {
    /// 3 is LogAndStream, which gaitd needs; SDLog does not stream.
    public var identifier: UInt16
    public var major: UInt16
    public var minor: UInt8
    public var patch: UInt8

    /// Whether it can stream.
    public var streams: Bool { identifier == 3 }
}

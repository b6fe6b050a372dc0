import IMU

/// Turns accepted x-IMU3 messages into samples. Only inertial messages make samples; the others are understood as
/// messages and not used. Inertial values are °/s and g, gyroscope first.
struct XIMU3Decoder: Sendable {
    /// The rate before the device's divisor.
    static let baseRate = 400.0
    static let accelerationScale = Float(Units.standardGravity)
    static let angularRateScale = Float(Units.radiansPerDegree)

    /// Whether the last message ended where the next begins.
    var followsMessage = false
    /// The key of the command whose answer is awaited.
    var awaited: XIMU3Key?
    var answer = AnswerState.none
    private(set) var nominalRate = 0.0
    /// The interface that the device says it is asked on.
    private(set) var interface: XIMU3Interface?
    private(set) var hasMotion = false
    /// As its newest battery message says, 0 to 100 %; read from binary messages only.
    private(set) var batteryPercent: Int?

    var timing: SensorTiming {
        SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 64), nominalRate: nominalRate)
    }

    /// Takes an accepted message.
    @inline(__always)
    mutating func decode(
        _ message: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters,
        _ retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        followsMessage = true
        switch message[0] {
        case XIMU3Message.inertial | XIMU3Message.binaryBit:
            var plain = InlineArray<40, UInt8>(repeating: 0)
            withUnsafeMutableBytes(of: &plain) { buffer in
                Self.unstuff(message, into: buffer)
                let body = UnsafeRawBufferPointer(buffer)
                hand(body.u64(1), body.f32x3(9), body.f32x3(21), arrival, &counters, emit)
            }
        case XIMU3Message.inertial:
            guard let values = XIMU3Text(message) else {
                counters.incomplete &+= 1
                return
            }
            hand(values.microseconds, values.gyroscope, values.accelerometer, arrival, &counters, emit)
        case XIMU3Message.battery | XIMU3Message.binaryBit:
            var plain = InlineArray<24, UInt8>(repeating: 0)
            withUnsafeMutableBytes(of: &plain) { buffer in
                Self.unstuff(message, into: buffer)
                // Time 8, then percent, volts and charging status, 4 each.
                let percent = UnsafeRawBufferPointer(buffer).f32(9)
                if percent >= 0, percent <= 100 { batteryPercent = Int(percent) }
            }
        case XIMU3Message.multiplexed: counters.otherSensors &+= 1
        case XIMU3Message.command: read(message, retimed)
        default: break
        }
    }

    /// - Parameters:
    ///   - gyroscope: °/s.
    ///   - accelerometer: g.
    @inline(__always)
    private mutating func hand(
        _ microseconds: UInt64, _ gyroscope: SIMD3<Float>, _ accelerometer: SIMD3<Float>, _ arrival: HostTime,
        _ counters: inout LinkCounters, _ emit: (Sample) -> Void
    ) {
        let acceleration = accelerometer * Self.accelerationScale
        let angularRate = gyroscope * Self.angularRateScale
        guard Plausibility.holds(acceleration: acceleration, angularRate: angularRate) else {
            counters.implausible &+= 1
            return
        }
        hasMotion = true
        counters.samples &+= 1
        emit(
            Sample(ticks: microseconds, arrival: arrival, acceleration: acceleration, angularRate: angularRate))
    }

    /// Undoes the escapes of a binary message. What does not fit was refused by its length before.
    @inline(__always)
    private static func unstuff(_ message: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer) {
        var from = 0
        var to = 0
        while from < message.count, to < buffer.count {
            var byte = message[from]
            if byte == XIMU3Message.escape, from + 1 < message.count {
                from += 1
                byte = message[from] == XIMU3Message.escapedEnd ? XIMU3Message.end : XIMU3Message.escape
            }
            buffer[to] = byte
            from += 1
            to += 1
        }
    }

    /// A command's answer: one object with the command's key.
    private mutating func read(_ message: UnsafeRawBufferPointer, _ retimed: (SensorTiming) -> Void) {
        guard let key = XIMU3Key(message) else { return }
        if key == awaited {
            awaited = nil
            answer = .fulfilled
        }
        if key == XIMU3Key.ping { interface = XIMU3Interface(message) ?? interface }
        if key == XIMU3Key.divisor, let divisor = Self.number(message), divisor > 0 {
            let rate = Self.baseRate / Double(divisor)
            guard rate != nominalRate else { return }
            nominalRate = rate
            retimed(timing)
        }
    }

    /// The first whole number behind the first colon.
    private static func number(_ message: UnsafeRawBufferPointer) -> Int? {
        guard let colon = message.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var value: Int?
        for byte in message[(colon + 1)...] {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                value = min((value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
            } else if value != nil || byte != UInt8(ascii: " ") {
                break
            }
        }
        return value
    }
}

/// The key of a command or its answer, as a fingerprint: the device compares keys without regard to case and
/// punctuation, and so does this (FNV-1a over what is left; Fowler, Noll & Vo).
struct XIMU3Key: Sendable, Equatable, BitwiseCopyable {
    private let fingerprint: UInt64

    static let ping = XIMU3Key(of: "ping")
    static let divisor = XIMU3Key(of: "inertial_message_rate_divisor")

    init(of name: StaticString) {
        fingerprint = name.withUTF8Buffer { Self.hash(UnsafeRawBufferPointer($0)[...]) }
    }

    /// The first string of a message, which is its key; nil where there is none.
    init?(_ message: UnsafeRawBufferPointer) {
        let quote = UInt8(ascii: "\"")
        guard let open = message.firstIndex(of: quote),
            let close = message[(open + 1)...].firstIndex(of: quote)
        else { return nil }
        fingerprint = Self.hash(message[(open + 1)..<close])
    }

    private static func hash(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes {
            let lower = XIMU3Message.isLetter(byte) ? byte | 0x20 : byte
            let counts =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(lower)
            if counts { hash = (hash ^ UInt64(lower)) &* 1_099_511_628_211 }
        }
        return hash
    }
}

/// The interface on which a device says that it was asked.
public enum XIMU3Interface: String, Sendable, CaseIterable {
    case usb, serial, bluetooth

    /// From the answer to a ping: the value behind its `interface`.
    init?(_ message: UnsafeRawBufferPointer) {
        let text = String(decoding: message, as: UTF8.self).lowercased()
        guard
            let rest = text.split(separator: "\"interface\"").dropFirst().first?.split(separator: "\"").dropFirst()
                .first
        else { return nil }
        guard let match = XIMU3Interface.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
        self = match
    }
}

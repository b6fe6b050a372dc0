import Drivers
import IMU
import TestSupport

/// What came out of a driver, in order.
struct Outcome: Equatable {
    var samples: [Reading] = []
    /// Changes of timing, with the number of samples that came before each.
    var retimings: [Retiming] = []
    var counters = LinkCounters()
    var pending = 0

    struct Reading: Equatable {
        var ticks: UInt64
        var acceleration: SIMD3<Float>
        var angularRate: SIMD3<Float>
    }

    struct Retiming: Equatable {
        var after: Int
        var timing: SensorTiming
    }

    /// Whether every byte is accounted for.
    var addsUp: Bool { counters.bytes == counters.acceptedBytes + counters.discardedBytes + UInt64(pending) }
}

/// Feeds a driver with chunks and collects what it hands on; the n-th chunk arrives at n ms.
func run<D: Driver>(_ driver: inout D, _ chunks: [[UInt8]]) -> Outcome {
    var outcome = Outcome()
    for (index, chunk) in chunks.enumerated() {
        chunk.withUnsafeBytes { bytes in
            driver.feed(
                bytes, arrival: HostTime(nanoseconds: Int64(index) * 1_000_000),
                retimed: { outcome.retimings.append(.init(after: outcome.samples.count, timing: $0)) },
                { sample in
                    outcome.samples.append(
                        .init(ticks: sample.ticks, acceleration: sample.acceleration, angularRate: sample.angularRate))
                })
        }
    }
    outcome.counters = driver.counters
    outcome.pending = driver.pendingBytes
    return outcome
}

/// One fresh driver, one chunk.
func decode<D: Driver>(_ type: D.Type, _ bytes: [UInt8]) -> Outcome {
    var driver = D()
    return run(&driver, [bytes])
}

/// Cuts bytes at random places, empty chunks included.
func cut(_ bytes: [UInt8], longest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    var at = 0
    while at < bytes.count {
        let length = min(Int.random(in: 0...longest, using: &generator), bytes.count - at)
        chunks.append(Array(bytes[at..<(at + length)]))
        at += length
    }
    return chunks
}

func randomBytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

/// Frames as the protocol sheets describe them, written for these tests alone.
enum Encode {
    static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
    }

    static func floats(_ values: [Float]) -> [UInt8] { values.flatMap { littleEndian($0.bitPattern) } }

    // WitMotion

    static func wit(_ type: UInt8, _ words: [Int16]) -> [UInt8] { wit(type, payload: words.flatMap(littleEndian)) }

    static func wit(_ type: UInt8, payload: [UInt8]) -> [UInt8] {
        let frame = [0x55, type] + payload
        return frame + [frame.reduce(0, &+)]
    }

    static func witTime(_ ymdhms: [UInt8], _ milliseconds: UInt16) -> [UInt8] {
        wit(0x50, payload: ymdhms + littleEndian(milliseconds))
    }

    static func witLong(_ words: [Int16], type: UInt8 = 0x61) -> [UInt8] { [0x55, type] + words.flatMap(littleEndian) }

    // MAVLink

    /// CRC-16/MCRF4XX a bit at a time, unlike the driver's.
    static func crc(_ bytes: [UInt8]) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x8408 : crc >> 1 }
        }
        return crc
    }

    static func mavlink2(
        _ message: UInt32, extra: UInt8, payload: [UInt8], sequence: UInt8 = 0, system: UInt8 = 1,
        component: UInt8 = 1, incompatible: UInt8 = 0, truncate: Bool = true, signature: [UInt8] = []
    ) -> [UInt8] {
        var payload = payload
        while truncate, payload.count > 1, payload.last == 0 { payload.removeLast() }
        let body =
            [UInt8(payload.count), incompatible, 0, sequence, system, component]
            + littleEndian(message).prefix(3) + payload
        return [0xFD] + body + littleEndian(crc(body + [extra])) + signature
    }

    static func mavlink1(
        _ message: UInt8, extra: UInt8, payload: [UInt8], sequence: UInt8 = 0, system: UInt8 = 1, component: UInt8 = 1
    ) -> [UInt8] {
        let body = [UInt8(payload.count), sequence, system, component, message] + payload
        return [0xFE] + body + littleEndian(crc(body + [extra]))
    }

    static func highresIMU(
        microseconds: UInt64, acceleration: SIMD3<Float>, angularRate: SIMD3<Float>, fields: UInt16 = 0x3F,
        id: UInt8 = 0
    ) -> [UInt8] {
        littleEndian(microseconds)
            + floats([acceleration.x, acceleration.y, acceleration.z, angularRate.x, angularRate.y, angularRate.z])
            + floats([0, 0, 0, 0, 0, 0, 0]) + littleEndian(fields) + [id]
    }

    static func highresFrame(
        _ microseconds: UInt64, sequence: UInt8, system: UInt8 = 1, fields: UInt16 = 0x3F, id: UInt8 = 0,
        acceleration: SIMD3<Float> = [0, 0, 9.80665], angularRate: SIMD3<Float> = [0.5, -0.25, 0.125]
    ) -> [UInt8] {
        let payload = highresIMU(
            microseconds: microseconds, acceleration: acceleration, angularRate: angularRate, fields: fields, id: id)
        return mavlink2(105, extra: 93, payload: payload, sequence: sequence, system: system)
    }

    static func heartbeat(sequence: UInt8, system: UInt8 = 1) -> [UInt8] {
        mavlink2(0, extra: 50, payload: [0, 0, 0, 0, 6, 8, 0, 4, 3], sequence: sequence, system: system)
    }

    // x-IMU3

    /// A binary message: letter with its top bit, time, floats, stuffed, LF.
    static func xIMU3(_ letter: Unicode.Scalar, _ microseconds: UInt64, _ values: [Float]) -> [UInt8] {
        var frame = [UInt8(ascii: letter) | 0x80]
        for byte in littleEndian(microseconds) + floats(values) {
            frame += byte == 0x0A ? [0xDB, 0xDC] : byte == 0xDB ? [0xDB, 0xDD] : [byte]
        }
        return frame + [0x0A]
    }

    static func xIMU3(_ microseconds: UInt64, turn: Float = 10) -> [UInt8] {
        xIMU3("I", microseconds, [turn, -20, 0.5, 0, 0, 1])
    }

    // Shimmer

    /// CRC-16 from 0xB0CA, a bit at a time, unlike the driver's.
    static func shimmerCRC(_ bytes: [UInt8]) -> UInt16 {
        (bytes + (bytes.count % 2 == 1 ? [0] : [])).reduce(0xB0CA) { crc, byte in
            (0..<8).reduce(crc ^ UInt16(byte) << 8) { crc, _ in crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
    }

    static func shimmer(_ message: [UInt8], checksum: Int = 2) -> [UInt8] {
        message + littleEndian(shimmerCRC(message)).prefix(checksum)
    }

    /// Wide-range accelerometer (135 counts a m/s², turned as by default) and gyroscope (16.4 counts a °/s, high byte
    /// first) of a Shimmer3 without calibration.
    static func shimmerPacket(_ ticks: UInt32, acceleration: [Int16], gyroscope: [Int16], checksum: Int = 2) -> [UInt8]
    {
        let time = Array(littleEndian(ticks).prefix(3))
        let words = acceleration.flatMap(littleEndian) + gyroscope.map(\.byteSwapped).flatMap(littleEndian)
        return shimmer([0] + time + words, checksum: checksum)
    }
}

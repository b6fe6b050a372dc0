/// A Shimmer's message: its bytes and the checksum that the mode asks for.
///
/// Source: the LogAndStream firmware's commands as they are publicly described, and the maker's unit tests. Written
/// apart from the drivers on purpose.
public enum Shimmer3Message {
    /// CRC-16, polynomial 0x1021 upward, start 0xB0CA, a zero behind an odd number of bytes; bit by bit.
    public static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var value: UInt16 = 0xB0CA
        for byte in bytes.count % 2 == 1 ? bytes + [0] : bytes {
            for bit in (0..<8).reversed() {
                let isSet = (value >> 15 == 1) != (byte >> UInt8(bit) & 1 == 1)
                value <<= 1
                if isSet { value ^= 0x1021 }
            }
        }
        return value
    }

    /// Adds a message and as many bytes of checksum as the mode says, low byte first.
    public static func append(_ message: [UInt8], mode: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: message)
        let checksum = checksum(message)
        if mode > 0 { bytes.append(UInt8(truncatingIfNeeded: checksum)) }
        if mode > 1 { bytes.append(UInt8(truncatingIfNeeded: checksum >> 8)) }
    }

    /// The acknowledgement with a response behind it.
    public static func response(_ opcode: UInt8, _ content: [UInt8], inStream: Bool = false) -> [UInt8] {
        (inStream ? [0xFF, 0x8A] : [0xFF]) + [opcode] + content
    }

    /// A data packet: header, 24-bit time, channels.
    public static func packet(ticks: UInt32, channels: [UInt8]) -> [UInt8] {
        [
            0, UInt8(truncatingIfNeeded: ticks), UInt8(truncatingIfNeeded: ticks >> 8),
            UInt8(truncatingIfNeeded: ticks >> 16),
        ]
            + channels
    }
}

/// One sensor's calibration: raw = K·R·value + offset.
public struct Shimmer3Block: Sendable, Equatable {
    public var offset: SIMD3<Double>
    /// Counts per m/s² or °/s.
    public var sensitivity: Double
    /// R's rows.
    public var alignment: [SIMD3<Double>]
    /// By how much the sensitivity is stored too large.
    public var scale = 1.0

    /// The 21 bytes: big-endian offsets and sensitivities, then hundredths.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ value: Double) {
            let word = UInt16(bitPattern: Int16(value.rounded()))
            bytes.append(UInt8(word >> 8))
            bytes.append(UInt8(word & 0xFF))
        }
        for axis in 0..<3 { add(offset[axis]) }
        for _ in 0..<3 { add(sensitivity * scale) }
        for row in alignment {
            for axis in 0..<3 { bytes.append(UInt8(bitPattern: Int8((row[axis] * 100).rounded()))) }
        }
        return bytes
    }

    /// The counts of a value in the calibration's unit, full scale where it is beyond.
    public func counts(_ value: SIMD3<Double>) -> SIMD3<Int16> {
        var counts = SIMD3<Int16>.zero
        for axis in 0..<3 {
            let raw = (alignment[axis] * value).sum() * sensitivity + offset[axis]
            counts[axis] = raw.isNaN ? 0 : Int16(min(max(raw.rounded(), -32768), 32767))
        }
        return counts
    }
}

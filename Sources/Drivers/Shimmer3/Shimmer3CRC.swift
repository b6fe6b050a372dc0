/// Shimmer's checksum: CRC-16, polynomial 0x1021 from the most significant bit on, start 0xB0CA, no final XOR; a
/// message of an odd number of bytes is followed by one zero. It is sent least significant byte first, and in one-byte
/// mode only that byte. (The values of the firmware's self-test are among the vectors.)
struct Shimmer3CRC {
    private(set) var value: UInt16 = 0xB0CA

    /// The checksum of a whole message.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { append(byte) }
        if bytes.count & 1 == 1 { append(0) }
    }

    /// The eight steps of the polynomial at once.
    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        value = (value << 8 | value >> 8) ^ UInt16(byte)
        value ^= (value & 0xFF) >> 4
        value ^= value << 12
        value ^= (value & 0xFF) << 5
    }

    /// Whether the bytes behind a message are its checksum, as far as the mode sends it.
    /// - Parameter count: 0, 1 or 2 bytes, all there.
    @inline(__always)
    static func holds(_ bytes: UnsafeRawBufferPointer, length: Int, count: Int) -> Bool {
        guard count > 0 else { return true }
        let crc = Shimmer3CRC(UnsafeRawBufferPointer(rebasing: bytes[..<length])).value
        guard bytes[length] == UInt8(truncatingIfNeeded: crc) else { return false }
        return count == 1 || bytes[length + 1] == UInt8(truncatingIfNeeded: crc >> 8)
    }
}

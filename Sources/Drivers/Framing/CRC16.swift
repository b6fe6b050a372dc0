/// CRC-16/MCRF4XX: polynomial 0x1021 reflected (0x8408), start 0xFFFF, no final XOR; 0x6F91 over "123456789"
/// (catalogue of parametrised CRC algorithms). MAVLink's checksum.
public struct CRC16: Sendable, BitwiseCopyable {
    /// The checksum of the bytes so far.
    public private(set) var value: UInt16 = 0xFFFF

    public init() {}

    /// Takes one byte. The shifts are the eight steps of the reflected polynomial done at once, without a table.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        var t = byte ^ UInt8(truncatingIfNeeded: value)
        t ^= t << 4
        let wide = UInt16(t)
        value = (value >> 8) ^ (wide << 8) ^ (wide << 3) ^ (wide >> 4)
    }

    /// Takes bytes in order.
    @inline(__always)
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { append(byte) }
    }
}

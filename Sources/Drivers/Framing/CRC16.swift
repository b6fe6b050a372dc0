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

    /// Takes bytes in order, eight at a time. What a byte leaves in the checksum does not depend on the others, so the
    /// eight are looked up side by side ("slicing by 8": Kounavis & Berry, IEEE Trans. Computers 57(11), 2008).
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var at = 0
        while at + 8 <= bytes.count {
            var word = bytes.u64(at) ^ UInt64(value)
            value = 0
            for table in (0..<8).reversed() {
                value ^= Self.slices[table << 8 | Int(word & 0xFF)]
                word >>= 8
            }
            at += 8
        }
        while at < bytes.count {
            append(bytes[at])
            at += 1
        }
    }

    /// Entry 256·k + b: what byte b leaves in the checksum after k zero bytes.
    private static let slices: InlineArray<2048, UInt16> = {
        var slices = InlineArray<2048, UInt16>(repeating: 0)
        for index in 0..<2048 {
            var crc = CRC16()
            crc.value = index < 256 ? 0 : slices[index - 256]
            crc.append(index < 256 ? UInt8(index) : 0)
            slices[index] = crc.value
        }
        return slices
    }()
}

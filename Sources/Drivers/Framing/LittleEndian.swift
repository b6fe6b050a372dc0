/// Little-endian numbers at any offset of a frame, whatever the alignment. The caller has checked the length.
extension UnsafeRawBufferPointer {
    @inline(__always)
    func u16(_ offset: Int) -> UInt16 { UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }

    @inline(__always)
    func i16(_ offset: Int) -> Int16 { Int16(bitPattern: u16(offset)) }

    @inline(__always)
    func u32(_ offset: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }

    @inline(__always)
    func u64(_ offset: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }

    @inline(__always)
    func f32(_ offset: Int) -> Float { Float(bitPattern: u32(offset)) }

    /// Three 16-bit numbers in a row.
    @inline(__always)
    func i16x3(_ offset: Int) -> SIMD3<Float> {
        SIMD3(Float(i16(offset)), Float(i16(offset + 2)), Float(i16(offset + 4)))
    }

    /// Three IEEE 754 single-precision numbers in a row.
    @inline(__always)
    func f32x3(_ offset: Int) -> SIMD3<Float> {
        SIMD3(f32(offset), f32(offset + 4), f32(offset + 8))
    }
}

/// Little-endian numbers, as everything in Bluetooth is written. The caller has checked the length.
extension UnsafeRawBufferPointer {
    @inline(__always)
    func word(_ at: Int) -> UInt16 { UInt16(self[at]) | UInt16(self[at + 1]) << 8 }

    @inline(__always)
    func longWord(_ at: Int) -> UInt32 { UInt32(word(at)) | UInt32(word(at + 2)) << 16 }

    /// A part that lies inside.
    @inline(__always)
    func part(_ from: Int, _ to: Int? = nil) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[from..<(to ?? count)])
    }
}

extension [UInt8] {
    mutating func append(word: UInt16) {
        append(UInt8(truncatingIfNeeded: word))
        append(UInt8(truncatingIfNeeded: word >> 8))
    }
}

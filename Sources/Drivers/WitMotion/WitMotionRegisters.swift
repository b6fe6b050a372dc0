/// Four registers in a row, as the device answered. Replies of the Bluetooth models have room for eight, but only the
/// first four are to be trusted.
public struct WitMotionRegisters: Sendable, Equatable, BitwiseCopyable {
    /// The number of the first.
    public let first: UInt8
    private let values: SIMD4<Int16>

    init(first: UInt8, _ frame: UnsafeRawBufferPointer, at offset: Int) {
        self.first = first
        values = SIMD4(frame.i16(offset), frame.i16(offset + 2), frame.i16(offset + 4), frame.i16(offset + 6))
    }

    /// The value of a register, or nil where it is not among the four.
    public subscript(register: UInt8) -> Int16? {
        let index = Int(register) - Int(first)
        return (0..<4).contains(index) ? values[index] : nil
    }
}

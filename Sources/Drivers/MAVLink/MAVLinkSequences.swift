/// Counts the frames that are missing between those that came, for each component that sends on the link.
struct MAVLinkSequences: Sendable {
    /// A hub has a handful of senders; frames of more than these are read, but not watched for gaps.
    private static let capacity = 8
    private var sources = InlineArray<8, UInt16>(repeating: 0)
    private var expected = InlineArray<8, UInt8>(repeating: 0)
    private var count = 0

    /// Frames that the same component sent between its last frame and this one, modulo 256.
    @inline(__always)
    mutating func lost(before header: MAVLinkHeader) -> UInt64 {
        let source = UInt16(header.system) << 8 | UInt16(header.component)
        for index in 0..<count where sources[index] == source {
            let missing = header.sequence &- expected[index]
            expected[index] = header.sequence &+ 1
            return UInt64(missing)
        }
        if count < Self.capacity {
            sources[count] = source
            expected[count] = header.sequence &+ 1
            count += 1
        }
        return 0
    }
}

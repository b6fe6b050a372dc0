/// What stands at the front of the unread bytes.
enum Judgement {
    /// It may become a frame; the rest has yet to come.
    case incomplete
    /// A frame of that many bytes, all of which are there.
    case frame(Int)
    /// No frame begins here.
    case noFrame
    /// It looks like a frame, but its checksum is wrong.
    case corrupt
}

/// A protocol's knowledge of where its frames begin and end; the framer asks it, byte by byte while hunting.
protocol FrameReader {
    /// Judges the bytes from a possible frame's first on. The answer must depend on these bytes and on the frames
    /// accepted before, never on how many bytes happen to be there, and must fall within `StreamFramer.longest` bytes.
    /// - Parameter candidate: the unread bytes, one at least.
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement

    /// Called when a byte was discarded: what was half read will not be completed.
    mutating func streamBroke(_ counters: inout LinkCounters)
}

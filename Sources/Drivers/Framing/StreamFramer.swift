/// Cuts a byte stream into frames. Framing stands apart from decoding: the framer knows nothing of a protocol and asks
/// a `FrameReader`. A candidate that fails costs *one* byte, and the hunt goes on behind it, so that a frame that
/// follows (or stands inside) garbage is found.
///
/// Frames are read in place from the chunk; only a frame that straddles two chunks is copied, into a buffer of fixed
/// size inside the value. Nothing is allocated.
struct StreamFramer: Sendable {
    /// The longest frame, look-ahead included, that any reader may ask for: a signed MAVLink 2 frame has 280 bytes.
    static let longest = 280

    private static let capacity = 2 * longest
    private var carry = InlineArray<560, UInt8>(repeating: 0)

    /// Bytes carried over, which wait for the rest of their frame.
    private(set) var pendingBytes = 0
    /// The most frames that were accepted without a byte discarded between them.
    private(set) var longestRun = 0
    private var run = 0

    /// Takes a chunk and calls `accept` for every frame that it completes, in order.
    @inline(__always)
    mutating func feed<Reader: FrameReader>(
        _ bytes: UnsafeRawBufferPointer, _ reader: inout Reader, _ counters: inout LinkCounters,
        _ accept: (UnsafeRawBufferPointer, inout Reader, inout LinkCounters) -> Void
    ) {
        counters.bytes &+= UInt64(bytes.count)
        var taken = 0
        if pendingBytes > 0 {
            taken = finishCarried(bytes, &reader, &counters, accept)
            if pendingBytes > 0 { return }
        }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
        let used = Self.scan(rest, &reader, &counters, &run, &longestRun, accept)
        keep(UnsafeRawBufferPointer(rebasing: rest[used...]), behind: 0)
    }

    /// Throws away the half frame that is waiting.
    mutating func resynchronize<Reader: FrameReader>(_ reader: inout Reader, _ counters: inout LinkCounters) {
        counters.discardedBytes &+= UInt64(pendingBytes)
        pendingBytes = 0
        run = 0
        reader.streamBroke(&counters)
    }

    /// Appends the chunk's beginning to the carried bytes and reads on until these are used up.
    /// - Returns: how many bytes of the chunk were used; if bytes are still pending, all of it.
    private mutating func finishCarried<Reader: FrameReader>(
        _ bytes: UnsafeRawBufferPointer, _ reader: inout Reader, _ counters: inout LinkCounters,
        _ accept: (UnsafeRawBufferPointer, inout Reader, inout LinkCounters) -> Void
    ) -> Int {
        let carried = pendingBytes
        let added = min(bytes.count, Self.capacity - carried)
        keep(UnsafeRawBufferPointer(rebasing: bytes[..<added]), behind: carried)
        let held = carried + added
        let used = withUnsafeMutableBytes(of: &carry) { buffer in
            let joined = UnsafeRawBufferPointer(rebasing: buffer[..<held])
            let used = Self.scan(joined, &reader, &counters, &run, &longestRun, accept)
            // Still within the carried bytes: the chunk was too short to decide, and what is left moves to the front.
            if used > 0, used < carried {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: joined[used...]))
            }
            return used
        }
        pendingBytes = used < carried ? held - used : 0
        return used < carried ? added : used - carried
    }

    /// Reads frames until the bytes end or the last of them are too few to decide on.
    /// - Returns: how many bytes were used up.
    @inline(__always)
    private static func scan<Reader: FrameReader>(
        _ bytes: UnsafeRawBufferPointer, _ reader: inout Reader, _ counters: inout LinkCounters,
        _ run: inout Int, _ longestRun: inout Int,
        _ accept: (UnsafeRawBufferPointer, inout Reader, inout LinkCounters) -> Void
    ) -> Int {
        var at = 0
        while at < bytes.count {
            let candidate = UnsafeRawBufferPointer(rebasing: bytes[at...])
            switch reader.judge(candidate) {
            case .incomplete:
                return at
            case .frame(let length):
                counters.frames &+= 1
                counters.acceptedBytes &+= UInt64(length)
                run &+= 1
                longestRun = max(longestRun, run)
                accept(UnsafeRawBufferPointer(rebasing: candidate[..<length]), &reader, &counters)
                at += length
                continue
            case .corrupt:
                counters.checksumErrors &+= 1
            case .noFrame:
                break
            }
            counters.discardedBytes &+= 1
            run = 0
            reader.streamBroke(&counters)
            at += 1
        }
        return at
    }

    /// Copies bytes into the carry, behind those already there.
    private mutating func keep(_ bytes: UnsafeRawBufferPointer, behind count: Int) {
        pendingBytes = count + bytes.count
        guard bytes.count > 0 else { return }
        withUnsafeMutableBytes(of: &carry) { buffer in
            UnsafeMutableRawBufferPointer(rebasing: buffer[count..<(count + bytes.count)]).copyMemory(from: bytes)
        }
    }
}

/// Turns a counter that wraps into one that does not.
struct TickUnwrapper: Sendable, Codable, BitwiseCopyable {
    private let bits: UInt8
    private var last: UInt64 = 0
    private var isStarted = false
    /// The unwrapped count of the last tick.
    private(set) var value: Int64 = 0

    /// - Parameter bits: the counter's width, 1 to 64; 64 never wraps.
    init(bits: UInt8) { self.bits = max(1, min(64, bits)) }

    /// The steps from the last tick to this one: the shorter way round the counter.
    mutating func advance(to tick: UInt64) -> Int64 {
        defer {
            last = tick
            isStarted = true
        }
        guard isStarted else { return 0 }
        var step = Int64(truncatingIfNeeded: tick &- last)
        if bits < 64 {
            let shift = 64 - Int64(bits)
            step = (step << shift) >> shift
        }
        value &+= step
        return step
    }

    mutating func restart() { isStarted = false }
}

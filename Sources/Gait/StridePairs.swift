public import IMU

/// The last steady strides, each left one with the right one beside it, for indices over a window.
///
/// Pairing keeps what the two sides share, such as a slow stride, out of the index's error. Strides are paired only
/// where both were read from the same kind of unit: a shank and a lumbar unit see a contact some 10 ms apart, and that
/// would pass for a limp.
public struct StridePairs: Sendable {
    /// Pairs in the window.
    public static let capacity = 40
    /// Pairs older than this, s, no longer count.
    static let age = 180.0
    /// A left and a right stride belong together when their ends lie this close, s.
    static let reach = 2.0

    struct Pair: Sendable, BitwiseCopyable {
        var left: Stride
        var right: Stride
        /// Likely error between the two feet's contact times, s.
        var syncError: Double
    }

    private(set) var pairs: [Pair] = []
    private var unpaired: Stride?
    /// Pairs added since the last `startBout`.
    public private(set) var inBout = 0

    public init() { pairs.reserveCapacity(Self.capacity) }

    /// Pairs in the window.
    public var count: Int { pairs.count }

    /// The start of the oldest pair of this bout that is in the window.
    public var start: HostTime? { start(ofNewest: count) }

    /// The end of the newest pair.
    public var end: HostTime? { pairs.last.map { max($0.left.end, $0.right.end) } }

    /// The unit that gave the newest pairs' contacts.
    public var source: Contact.Source? { pairs.last?.left.source }

    /// The mean over the newest pairs of the likely error between the feet's contact times, s: a clock that was unsure
    /// when a stride was taken does not make it surer later.
    public func syncError(newest most: Int) -> Double {
        let newest = pairs.suffix(most)
        return newest.isEmpty ? 0 : newest.reduce(0) { $0 + $1.syncError } / Double(newest.count)
    }

    /// A new bout begins: the window stays, the bout's count starts at 0.
    public mutating func startBout() {
        inBout = 0
        unpaired = nil
    }

    /// Takes a stride; true when it completed a pair.
    /// - Parameter syncError: likely error between the two feet's contact times, s, as far as is known when the stride
    ///   is.
    public mutating func take(_ stride: Stride, syncError: Double = 0) -> Bool {
        guard stride.isSteady else {
            unpaired = nil
            return false
        }
        guard let other = unpaired, other.side != stride.side, other.source == stride.source,
            abs(stride.end.seconds(since: other.end)) < Self.reach
        else {
            unpaired = stride
            return false
        }
        unpaired = nil
        if let last = pairs.last, last.left.source != stride.source {
            pairs.removeAll(keepingCapacity: true)
            inBout = 0
        }
        while pairs.count == Self.capacity { pairs.removeFirst() }
        while let first = pairs.first, stride.end.seconds(since: first.left.end) > Self.age { pairs.removeFirst() }
        let isLeft = stride.side == .left
        pairs.append(Pair(left: isLeft ? stride : other, right: isLeft ? other : stride, syncError: syncError))
        inBout += 1
        return true
    }
}

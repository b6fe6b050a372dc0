/// Whether a stride is of the steady kind that indices are made of: not at a start or stop, not in a turn, and in
/// rhythm with the strides before it.
struct Steadiness: Sendable {
    /// A stride that turns the body further than this (rad) is part of a turn: 20°.
    static let headingBound = 20 * Double.pi / 180
    /// A stride time may differ by this share from the running median.
    static let rhythmBound = 0.3
    /// The first strides of a bout are speeding up.
    static let startStrides = 2

    private var recent: [Double] = []
    private var next = 0
    private(set) var inBout = 0
    private static let window = 9

    init() { recent.reserveCapacity(Self.window) }

    mutating func restart() {
        recent.removeAll(keepingCapacity: true)
        next = 0
        inBout = 0
    }

    /// Judges the next stride of one side.
    mutating func judge(strideTime: Double, headingChange: Double) -> Bool {
        inBout += 1
        let median = medianOfRecent()
        if recent.count < Self.window { recent.append(strideTime) } else { recent[next] = strideTime }
        next = (next + 1) % Self.window
        guard inBout > Self.startStrides, let median else { return false }
        let turns = headingChange.isFinite && abs(headingChange) > Self.headingBound
        return !turns && abs(strideTime - median) <= Self.rhythmBound * median
    }

    private func medianOfRecent() -> Double? {
        guard recent.count >= 2 else { return nil }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.window) { sorted in
            for (index, value) in recent.enumerated() {
                var place = index
                while place > 0, sorted[place - 1] > value {
                    sorted[place] = sorted[place - 1]
                    place -= 1
                }
                sorted[place] = value
            }
            return sorted[recent.count / 2]
        }
    }
}

import Glibc

/// A quantity over time through given nodes, at rest at each node, smooth between them; constant before the first and
/// after the last.
struct Track: Sendable {
    enum Ease: Sendable {
        /// Half a cosine: as hips swing and the pelvis bobs. Velocity is continuous.
        case cosine
        /// Minimum jerk (Flash & Hogan 1985), 10u³ − 15u⁴ + 6u⁵: as aimed movements go. Acceleration is continuous.
        case minimumJerk
    }

    private let ease: Ease
    private var times: [Double] = []
    private var values: [Double] = []

    init(_ ease: Ease, start value: Double) {
        self.ease = ease
        times = [0]
        values = [value]
    }

    /// The value that the last node set.
    var last: Double { values[values.count - 1] }
    /// The time of the last node.
    var lastTime: Double { times[times.count - 1] }

    /// Adds a node. Nodes come in order; one that would not come after the last (by a millisecond) is moved behind it.
    mutating func append(_ value: Double, at time: Double) {
        times.append(max(time, lastTime + 0.001))
        values.append(value)
    }

    /// Stays at the last value until `time`.
    mutating func hold(until time: Double) {
        if time > lastTime + 0.001 { append(last, at: time) }
    }

    func value(at time: Double, hint: inout Int) -> Double { sample(at: time, hint: &hint).value }

    /// Value and first derivative (per second).
    func sample(at time: Double, hint: inout Int) -> (value: Double, rate: Double) {
        let index = times.segment(of: time, hint: &hint)
        if time <= times[0] { return (values[0], 0) }
        if index >= times.count - 1 { return (last, 0) }
        let duration = times[index + 1] - times[index]
        let change = values[index + 1] - values[index]
        if change == 0 { return (values[index], 0) }
        let u = (time - times[index]) / duration
        switch ease {
        case .cosine:
            return (
                values[index] + change * 0.5 * (1 - cos(.pi * u)), change / duration * 0.5 * .pi * sin(.pi * u)
            )
        case .minimumJerk:
            let square = u * u
            return (
                values[index] + change * square * u * (10 - 15 * u + 6 * square),
                change / duration * 30 * square * (1 - u) * (1 - u)
            )
        }
    }
}

extension [Double] {
    /// The index of the last element ≤ `time` (0 before the first). `hint` remembers the last answer: streams go
    /// forward, so it is nearly always right or one short.
    func segment(of time: Double, hint: inout Int) -> Int {
        var index = Swift.min(hint, count - 1)
        if self[index] > time {
            var (low, high) = (0, index)
            while high - low > 1 {
                let middle = (low + high) / 2
                if self[middle] <= time { low = middle } else { high = middle }
            }
            index = low
        } else {
            var stride = 1
            while index + stride < count, self[index + stride] <= time {
                index += stride
                stride *= 2
            }
            while index + 1 < count, self[index + 1] <= time { index += 1 }
        }
        hint = index
        return index
    }
}

import Gait
import IMU
import Walker

/// Pairs what was said of each steady stride with what it was.
enum TrueStrides {
    /// Both initial contacts of a pair lie within this, s.
    private static let reach = 0.15

    /// - Parameter start: when the walk began, s.
    static func pairs(
        _ walker: Walker, _ strides: [Stride], start: Double
    ) -> [(truth: WalkTruth.Stride, found: Stride)] {
        var next = PlacesOfSides()
        let found = strides.filter(\.isSteady)
        return walker.truth.strides.filter(\.isSteady).compactMap { truth in
            let (from, to) = (start + truth.start, start + truth.end)
            var place = next[truth.side]
            while place < found.count, found[place].side != truth.side || found[place].end.seconds < to - reach {
                place += 1
            }
            next[truth.side] = place
            guard place < found.count, abs(found[place].end.seconds - to) < reach,
                abs(found[place].start.seconds - from) < reach
            else { return nil }
            return (truth, found[place])
        }
    }

    private struct PlacesOfSides {
        private var left = 0
        private var right = 0

        subscript(side: Side) -> Int {
            get { side == .left ? left : right }
            set {
                if side == .left { left = newValue } else { right = newValue }
            }
        }
    }
}

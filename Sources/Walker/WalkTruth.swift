public import IMU

/// What really happened in a synthetic walk. Times in seconds from the walk's start.
public struct WalkTruth: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case initialContact, finalContact }

    public struct Contact: Sendable, Equatable {
        public var kind: Kind
        public var side: Side
        public var time: Double
    }

    /// From an initial contact to the next of the same foot.
    public struct Stride: Sendable, Equatable {
        public var side: Side
        public var start: Double
        public var finalContact: Double
        public var end: Double
        /// From the other foot's initial contact to the one that ends this stride, s.
        public var stepTime: Double
        /// Internal rotation of the tibia in early stance, degrees.
        public var tibialRotationDegrees: Double
        /// False at starts, stops and turns, and where the manner changes: such strides enter no index.
        public var isSteady: Bool
        /// How the step that ends it was made.
        public var manner: Manner
        /// From where the foot stood to where it stands next, along the way, m; nil at starts, stops and turns.
        public internal(set) var length: Double?
        /// How much higher the foot stands then, m.
        public internal(set) var rise: Double?

        /// m/s.
        public var speed: Double? { length.map { $0 / strideTime } }
        public var stanceTime: Double { finalContact - start }
        public var swingTime: Double { end - finalContact }
        public var strideTime: Double { end - start }
    }

    /// A change of walking direction, positive to the left.
    public struct Turn: Sendable, Equatable {
        public var start: Double
        public var end: Double
        public var degrees: Double
    }

    public enum Activity: String, Sendable { case standing, walking, sitting }

    public struct State: Sendable, Equatable {
        public var activity: Activity
        public var start: Double
        public var end: Double
    }

    /// In order of time.
    public internal(set) var contacts: [Contact] = []
    /// In order of their ends.
    public internal(set) var strides: [Stride] = []
    public internal(set) var turns: [Turn] = []
    public internal(set) var states: [State] = []
    /// Seconds from the first instant to the last.
    public internal(set) var duration = 0.0

    /// A quantity that has a left and a right value.
    public enum Quantity: String, CaseIterable, Sendable { case stepTime, stanceTime, swingTime, tibialRotationDegrees }

    /// The mean over the steady strides of a side; NaN without any.
    public func mean(_ quantity: Quantity, _ side: Side) -> Double {
        var (sum, count) = (0.0, 0)
        for stride in strides where stride.side == side && stride.isSteady {
            switch quantity {
            case .stepTime: sum += stride.stepTime
            case .stanceTime: sum += stride.stanceTime
            case .swingTime: sum += stride.swingTime
            case .tibialRotationDegrees: sum += stride.tibialRotationDegrees
            }
            count += 1
        }
        return sum / Double(count)
    }

    /// 100·(L−R)/(½(L+R)) of the sides' means over the steady strides, in percent; positive when left is larger.
    public func symmetryIndex(_ quantity: Quantity) -> Double {
        let (left, right) = (mean(quantity, .left), mean(quantity, .right))
        return 100 * (left - right) / ((left + right) / 2)
    }

    /// Steady strides of a side.
    public func steadyStrides(_ side: Side) -> Int { strides.count { $0.side == side && $0.isSteady } }

    /// Stride lengths between a side's footholds.
    mutating func setStrideLengths(_ side: Side, footholds: [Foothold]) {
        var opening = 0
        for index in strides.indices where strides[index].side == side {
            while opening + 1 < footholds.count, footholds[opening].start < strides[index].start { opening += 1 }
            guard opening + 1 < footholds.count, footholds[opening].start == strides[index].start,
                footholds[opening + 1].start == strides[index].end
            else { continue }
            let (from, to) = (footholds[opening], footholds[opening + 1])
            var way = to.ankle - from.ankle + from.velocity * (to.middle - from.middle)
            strides[index].rise = way.z
            way.z = 0
            strides[index].length = (way * way).sum().squareRoot()
        }
    }
}

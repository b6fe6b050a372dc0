import Flagging
public import Gait
import IMU

/// Means and counts over a whole run.
public struct PipelineTotals: Sendable, Equatable {
    /// One side's steady strides.
    public struct SideTotals: Sendable, Equatable {
        /// All strides, steady or not.
        public var strides = 0
        public var steady = 0
        var sums: [Double] = Array(repeating: 0, count: StrideQuantity.allCases.count)
        var counts: [Int] = Array(repeating: 0, count: StrideQuantity.allCases.count)

        /// The mean over steady strides: SI; nil without any.
        public func mean(_ quantity: StrideQuantity) -> Double? {
            let index = Int(quantity.rawValue)
            return counts[index] > 0 ? sums[index] / Double(counts[index]) : nil
        }

        /// Steady strides that have the quantity.
        public func count(_ quantity: StrideQuantity) -> Int { counts[Int(quantity.rawValue)] }
    }

    public private(set) var left = SideTotals()
    public private(set) var right = SideTotals()
    /// All strides by how they were made.
    public private(set) var modes = ModeCounts()
    public private(set) var bouts = 0
    public private(set) var episodes = 0
    /// Flags that were not raised because a sensor's mounting was suspect.
    public private(set) var suppressed = 0
    private var walkingSeconds = 0.0
    private var steps = 0.0

    /// Steps per minute over all bouts; nil without any.
    public var cadence: Double? { walkingSeconds > 0 ? 60 * steps / walkingSeconds : nil }

    mutating func add(_ stride: Stride) {
        modes.add(stride.mode)
        switch stride.side {
        case .left: Self.add(stride, to: &left)
        case .right: Self.add(stride, to: &right)
        }
    }

    mutating func add(_ bout: Bout) {
        bouts += 1
        guard bout.cadence.isFinite else { return }
        let seconds = bout.end.seconds(since: bout.start)
        walkingSeconds += seconds
        steps += bout.cadence * seconds / 60
    }

    mutating func add(_ episode: Episode) { episodes += 1 }

    mutating func add(_ suppression: Suppression) { suppressed += 1 }

    private static func add(_ stride: Stride, to side: inout SideTotals) {
        side.strides += 1
        guard stride.isSteady else { return }
        side.steady += 1
        for quantity in StrideQuantity.allCases {
            let value = stride[quantity]
            guard value.isFinite else { continue }
            side.sums[Int(quantity.rawValue)] += value
            side.counts[Int(quantity.rawValue)] += 1
        }
    }
}

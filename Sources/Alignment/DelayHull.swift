/// The least delays of a sensor's samples over a sliding window, and the line below all of them.
///
/// A sample read at device time x arrives at host time y = α + (1 + γ)·x + δ with a delay δ ≥ 0 that comes in bursts. Least
/// squares is biased by such one-sided delays; the lower convex hull of the points (x, y − x) is not. The hull's edge
/// over the window's centre gives α and γ (Zhang, Liu & Xia, "Clock synchronization algorithms for network
/// measurements", INFOCOM 2002; Moon, Skelly & Towsley, US 6 661 810). One second of samples is kept as its least
/// delay, so that the work per sample is a comparison.
struct DelayHull: Sendable {
    /// Seconds of device time per cell.
    static let cell = 1.0
    /// Cells in the window: ten minutes. A quartz changes its rate by a part per million or two over that time, as it
    /// warms from the room to the skin, which is less than half a millisecond; what ten minutes gain over three is more
    /// delays near the least.
    static let capacity = 600

    /// Offset at `x` = 0 and slope, such that host = device + `offset` + `slope`·device.
    private(set) var offset = 0.0
    private(set) var slope = 0.0
    /// Half width of the line's likely error, s: the larger of two heights above the line.
    ///
    /// The line touches the lowest cell, and the least delay that a sample can have lies somewhat below: by about as
    /// much as the lowest cells lie apart (the end point of a distribution from its lowest order statistics: Robson &
    /// Whitlock 1964). Where delays begin evenly, the tenth lowest cell lies nine times that far up; where they begin
    /// rarely (a queue behind a bad radio), twice.
    ///
    /// The least delay itself may wander: a radio that fetches samples every 15 ms from a sensor that takes one every
    /// 10 ms finds them between 0 and 5 ms old, and how old changes as slowly as the two clocks part. So the least delay
    /// of each half minute is looked at too, and the third quartile of these taken.
    private(set) var residual = 0.0
    private static let lowest = 10
    /// Cells in a stretch of which the least delay is compared with those of others.
    private static let stretch = 30

    private var xs: [Double] = []
    private var ys: [Double] = []
    private var hull: [Int] = []
    private var cellStart = 0.0
    private var cellX = 0.0
    private var cellY = Double.infinity
    /// The largest slope that is believed.
    private let slopeBound: Double
    /// Seconds of data before the slope is fitted.
    private let patience: Double

    init(slopeBound: Double, patience: Double) {
        self.slopeBound = slopeBound
        self.patience = patience
        xs.reserveCapacity(Self.capacity + 1)
        ys.reserveCapacity(Self.capacity + 1)
        hull.reserveCapacity(Self.capacity + 1)
    }

    /// Cells in the window so far.
    var cells: Int { xs.count }

    /// Takes a point: device time `x` s, host minus device time `y` s.
    mutating func take(x: Double, y: Double) {
        if cellY == .infinity {
            cellStart = x
            if xs.isEmpty { offset = y - slope * x }
        }
        if y < cellY {
            cellX = x
            cellY = y
        }
        let below = offset + slope * x - y
        if below > 0 { offset -= below }
        if x - cellStart >= Self.cell { closeCell() }
    }

    /// Forgets everything but the slope.
    mutating func restart() {
        xs.removeAll(keepingCapacity: true)
        ys.removeAll(keepingCapacity: true)
        cellY = .infinity
        residual = 0
    }

    private mutating func closeCell() {
        if xs.count == Self.capacity {
            xs.removeFirst()
            ys.removeFirst()
        }
        xs.append(cellX)
        ys.append(cellY)
        cellY = .infinity
        fit()
    }

    private mutating func fit() {
        buildHull()
        let span = xs[xs.count - 1] - xs[0]
        if span >= patience, hull.count > 1 {
            let centre = xs.reduce(0, +) / Double(xs.count)
            var edge = 0
            while edge + 2 < hull.count, xs[hull[edge + 1]] < centre { edge += 1 }
            let (a, b) = (hull[edge], hull[edge + 1])
            slope = max(-slopeBound, min(slopeBound, (ys[b] - ys[a]) / (xs[b] - xs[a])))
        }
        offset = .infinity
        for index in xs.indices { offset = min(offset, ys[index] - slope * xs[index]) }
        residual = max(heightOfLowest, heightOfStretches)
    }

    private func height(_ index: Int) -> Double { ys[index] - slope * xs[index] - offset }

    /// The height above the line of the tenth-lowest cell, or of the highest where there are fewer.
    private var heightOfLowest: Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.lowest) { buffer in
            var lowest = Ascending(buffer)
            for index in xs.indices { lowest.insert(height(index)) }
            return lowest.highest
        }
    }

    /// The third quartile of the heights of the stretches' lowest cells; stretches are counted back from the newest cell.
    private var heightOfStretches: Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.capacity / Self.stretch) { buffer in
            var least = Ascending(buffer)
            var end = xs.count
            while end >= Self.stretch {
                var lowest = Double.infinity
                for index in end - Self.stretch..<end { lowest = min(lowest, height(index)) }
                least.insert(lowest)
                end -= Self.stretch
            }
            return least.thirdQuartile
        }
    }

    /// Andrew's monotone chain, lower part.
    private mutating func buildHull() {
        hull.removeAll(keepingCapacity: true)
        for index in xs.indices {
            while hull.count >= 2 {
                let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                let turn = (xs[b] - xs[a]) * (ys[index] - ys[a]) - (ys[b] - ys[a]) * (xs[index] - xs[a])
                if turn > 0 { break }
                hull.removeLast()
            }
            hull.append(index)
        }
    }
}

/// The least values that a buffer has room for, in order.
private struct Ascending {
    private let values: UnsafeMutableBufferPointer<Double>
    private var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<Double>) { values = buffer }

    mutating func insert(_ value: Double) {
        if count == values.count, value >= values[count - 1] { return }
        var place = count < values.count ? count : count - 1
        while place > 0, values[place - 1] > value {
            values[place] = values[place - 1]
            place -= 1
        }
        values[place] = value
        count = min(values.count, count + 1)
    }

    var highest: Double { count == 0 ? 0 : values[count - 1] }
    var thirdQuartile: Double { count == 0 ? 0 : values[min(count - 1, 3 * count / 4)] }
}

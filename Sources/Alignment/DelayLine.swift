/// The line through the short delays of a sensor's samples over a sliding window.
///
/// A sample read at device time x arrives at host time y = α + (1 + γ)·x + δ with a delay δ ≥ 0 that comes in bursts.
/// One second of samples is kept as its least delay, and a straight line is laid so that one cell in twenty lies below
/// it: the regression quantile of 0.05 of the points (x, y − x) (Koenker & Bassett, "Regression Quantiles", Econometrica
/// 1978). Least squares would follow every burst. The line below all points (the lower hull: Moon, Skelly & Towsley,
/// US 6 661 810) rests on the two luckiest samples of the window alone; where a queue makes short delays rare these lie
/// milliseconds apart, while a line by the shortest twentieth rests on all cells.
///
/// How far the line lies above the shortest possible delay is part of the constant delay that no fit can see.
struct DelayLine: Sendable, Codable {
    /// Seconds of device time per cell.
    static let cell = 1.0
    /// Cells in the window: a quarter of an hour. A quartz changes its rate by a part per million or two over that time, as
    /// it warms from the room to the skin, and a line cannot follow that.
    static let capacity = 900
    /// The share of the cells that lie below the line.
    static let share = 0.05
    /// From so many cells on the line is laid anew only with each `stride`th: it hardly moves with one more.
    static let many = 64
    static let stride = 8
    /// Slopes are found to this: 9 µs over the window.
    static let finest = 1e-8
    /// How far a quartz may have strayed from a line at the window's end, of the window's length. One that sways by 2 ppm
    /// over 20 minutes was measured to stray by twice that at the worst (`ClockErrorTests`, serial lines).
    static let stray = 0.5e-6
    /// Cells in a stretch of which the least delay is compared with those of others.
    static let stretch = 30

    /// Offset at `x` = 0 and slope, such that host = device + `offset` + `slope`·device.
    private(set) var offset = 0.0
    private(set) var slope = 0.0
    /// Half width of the line's likely error at its newest end, s: the larger of `spread` and `wander`, and what the
    /// quartz may have strayed.
    private(set) var residual = 0.0

    private var xs: [Double] = []
    private var ys: [Double] = []
    /// Heights, to select from.
    private var heights: [Double] = []
    private var cellStart = 0.0
    private var cellX = 0.0
    private var cellY = Double.infinity
    /// Cells since the line was laid.
    private var waiting = 0
    /// The largest slope that is believed.
    private let slopeBound: Double
    /// Seconds of data before the slope is fitted.
    private let patience: Double

    init(slopeBound: Double, patience: Double) {
        self.slopeBound = slopeBound
        self.patience = patience
        xs.reserveCapacity(Self.capacity + 1)
        ys.reserveCapacity(Self.capacity + 1)
        heights.reserveCapacity(Self.capacity + 1)
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
        // While the twentieth is less than one cell, the line lies below all.
        let below = offset + slope * x - y
        if below > 0, Self.share * Double(xs.count) < 1 { offset -= below }
        if x - cellStart >= Self.cell { closeCell() }
    }

    /// Forgets everything but the slope.
    mutating func restart() {
        xs.removeAll(keepingCapacity: true)
        ys.removeAll(keepingCapacity: true)
        cellY = .infinity
        residual = 0
        waiting = 0
    }

    private mutating func closeCell() {
        if xs.count == Self.capacity {
            xs.removeFirst()
            ys.removeFirst()
        }
        xs.append(cellX)
        ys.append(cellY)
        cellY = .infinity
        waiting += 1
        if xs.count < Self.many || waiting >= Self.stride { fit() }
    }

    private mutating func fit() {
        waiting = 0
        let centre = xs.reduce(0, +) / Double(xs.count)
        if xs[xs.count - 1] - xs[0] >= patience { slope = bestSlope(centre) }
        offset = quantile(slope, centre) - slope * centre
        residual = max(spread, wander) + Self.stray * (xs[xs.count - 1] - xs[0])
    }

    /// The slope of the regression quantile: its loss, with the best offset for each slope, is convex, so that the sign
    /// of its derivative leads to the least.
    private mutating func bestSlope(_ centre: Double) -> Double {
        var reach = 2e-6
        var (low, high) = (slope, slope)
        repeat {
            low = max(-slopeBound, slope - reach)
            high = min(slopeBound, slope + reach)
            reach *= 4
        } while (low > -slopeBound && descent(low, centre) < 0) || (high < slopeBound && descent(high, centre) > 0)
        while high - low > Self.finest {
            let middle = 0.5 * (low + high)
            if descent(middle, centre) > 0 { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    /// Minus the derivative of the loss by the slope.
    private mutating func descent(_ slope: Double, _ centre: Double) -> Double {
        let level = quantile(slope, centre)
        var (above, below, on) = (0.0, 0.0, 0.0)
        var (sum, sumOn) = (0.0, 0.0)
        for index in xs.indices {
            let x = xs[index] - centre
            let height = ys[index] - slope * x - level
            if height > 0 {
                above += 1
                sum += Self.share * x
            } else if height < 0 {
                below += 1
                sum += (Self.share - 1) * x
            } else {
                on += 1
                sumOn += x
            }
        }
        // What lies on the line weighs as much as makes the weights' sum nought: so is the level's derivative.
        let weight = on > 0 ? ((1 - Self.share) * below - Self.share * above) / on : 0
        return sum + weight * sumOn
    }

    /// The height below which the `share` of the points lies, for a slope about the centre.
    private mutating func quantile(_ slope: Double, _ centre: Double) -> Double {
        takeHeights(slope, centre, 0)
        return heights.select(Int(Self.share * Double(heights.count)))
    }

    private mutating func takeHeights(_ slope: Double, _ centre: Double, _ offset: Double) {
        heights.removeAll(keepingCapacity: true)
        for index in xs.indices { heights.append(ys[index] - slope * (xs[index] - centre) - offset) }
    }
}

extension DelayLine {
    /// Twice the standard error of the line at its newest end, as if the cells' delays were independent.
    ///
    /// The level's standard error is √(q(1 − q)/n)·s, with the sparsity s: how far the heights rise per share of the
    /// cells, about q (Koenker, "Quantile Regression", 2005, §3.4). A line's error at its end is twice that of its level.
    /// Ten cells at least are looked at, and the line is never further off than these lie apart.
    private var spread: Double {
        mutating get {
            takeHeights(slope, 0, offset)
            let count = Double(heights.count)
            let rank = min(heights.count - 1, max(9, Int(2 * Self.share * count)))
            let high = heights.select(rank)
            let low = heights.select(0)
            let sparsity = (high - low) * count / Double(rank + 1)
            let error = 2 * (Self.share * (1 - Self.share) / count).squareRoot() * sparsity
            return min(high - low, 2 * error)
        }
    }

    /// The same from stretches of half a minute, whose least delays may wander together: connection intervals change,
    /// and a radio that fetches samples every 15 ms from a sensor that takes one every 10 ms finds them between 0 and
    /// 5 ms old, and how old changes as slowly as the two clocks part.
    private var wander: Double {
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        var end = xs.count
        while end >= Self.stretch {
            var lowest = Double.infinity
            for index in end - Self.stretch..<end {
                lowest = min(lowest, ys[index] - slope * xs[index] - offset)
            }
            sum += lowest
            squares += lowest * lowest
            count += 1
            end -= Self.stretch
        }
        guard count > 1 else { return 0 }
        let variance = max(0, squares - sum * sum / count) / (count - 1)
        return 4 * (variance / count).squareRoot()
    }
}

extension DelayLine {
    /// Whether what was read back can be gone on with.
    var isSound: Bool { xs.count == ys.count && xs.count <= Self.capacity }

    /// Without what it only calculates with.
    var kept: DelayLine {
        var kept = self
        kept.heights = []
        return kept
    }
}

extension [Double] {
    /// The value with so many below it; reorders.
    fileprivate mutating func select(_ rank: Int) -> Double {
        var (first, last) = (0, count - 1)
        while first < last {
            // Three ways, so that equal values, and values that are no numbers, come to an end.
            let pivot = self[first + (last - first) / 2]
            var (low, index, high) = (first, first, last)
            while index <= high {
                if self[index] < pivot {
                    swapAt(index, low)
                    low += 1
                    index += 1
                } else if self[index] > pivot {
                    swapAt(index, high)
                    high -= 1
                } else {
                    index += 1
                }
            }
            if rank < low { last = low - 1 } else if rank > high { first = high + 1 } else { return pivot }
        }
        return self[rank]
    }
}

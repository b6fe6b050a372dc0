/// The line through the short delays of a sensor's samples over a sliding window.
///
/// A sample read at device time x arrives at host time y = α + (1 + γ)·x + δ with a delay δ ≥ 0 that comes in bursts.
/// One second of samples is kept as its least delay, and parallel straight lines are laid so that one cell in a hundred
/// lies below the first, one in fifty below the second, and so on to one in five; their mean is the line. That is the
/// composite regression quantile of the points (x, y − x) (Zou & Yuan, "Composite quantile regression and the oracle
/// model selection theory", Annals of Statistics 2008; one quantile alone: Koenker & Bassett, "Regression Quantiles",
/// Econometrica 1978). Least squares would follow every burst. The line below all points (the lower hull: Moon, Skelly &
/// Towsley, US 6 661 810) rests on the two luckiest samples of the window alone; where a queue makes short delays rare
/// these lie milliseconds apart. Several quantiles err apart from each other in part, so that their mean errs by a
/// quarter less than any one.
///
/// How far the line lies above the shortest possible delay is part of the constant delay that no fit can see.
struct DelayLine: Sendable, Codable {
    /// Seconds of device time per cell.
    static let cell = 1.0
    /// Cells in the window: a quarter of an hour. A quartz changes its rate by a part per million or two over that time, as
    /// it warms from the room to the skin, and a line cannot follow that.
    static let capacity = 900
    /// The shares of the cells that lie below the lines: by twos and a half from few to as many as still have short delays
    /// where a radio's interval is long every other time.
    static let shares = [0.01, 0.02, 0.05, 0.1, 0.2]
    /// The line is laid anew when one cell in so many is new: it hardly moves with fewer.
    static let staleness = 32
    /// Slopes are found to this: 9 µs over the window.
    static let finest = 1e-8
    /// How far a quartz may have strayed from a line at the window's end, of the window's length. One that sways by 2 ppm
    /// over 20 minutes was measured to stray by twice that at the worst (`ClockErrorTests`, serial lines).
    static let stray = 0.5e-6
    /// Cells at the window's begin that lie higher than a new one by more than this, s, and by what the slope may bring, hold
    /// samples that had been kept until somebody listened; they say nothing of delays.
    static let kept = 0.1
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
    /// The cells' density at the lines, of all lines together, 1/s, when they were last laid; nought while unknown.
    private var density = 0.0
    /// The largest slope that is believed.
    private let slopeBound: Double
    /// Standard deviation of the slopes of devices of the kind.
    private let slopeSpread: Double
    /// Seconds of data before the slope is fitted.
    private let patience: Double

    init(slopeBound: Double, slopeSpread: Double = .infinity, patience: Double) {
        self.slopeBound = slopeBound
        self.slopeSpread = slopeSpread
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
        // While every share is less than one cell, the line lies below all.
        let below = offset + slope * x - y
        if below > 0, Self.shares[Self.shares.count - 1] * Double(xs.count) < 1 { offset -= below }
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
        let stale = xs.indices.first { ys[$0] - cellY <= Self.kept + slopeBound * (cellX - xs[$0]) } ?? xs.count
        let full = xs.count - stale == Self.capacity ? 1 : 0
        xs.removeFirst(stale + full)
        ys.removeFirst(stale + full)
        xs.append(cellX)
        ys.append(cellY)
        cellY = .infinity
        waiting += 1
        if waiting * Self.staleness >= xs.count { fit() }
    }

    private mutating func fit() {
        waiting = 0
        let centre = xs.reduce(0, +) / Double(xs.count)
        if xs[xs.count - 1] - xs[0] >= patience { slope = bestSlope(centre) }
        offset = level(slope, centre) - slope * centre
        residual = max(spread(), wander) + Self.stray * (xs[xs.count - 1] - xs[0])
    }

    /// The slope of the composite regression quantile: its loss, with the best levels for each slope, is convex, so that
    /// the sign of its derivative leads to the least.
    ///
    /// What is known of devices of the kind is a prior on the slope γ, normal with mean nought: half λ·γ² on top of the
    /// loss. The loss alone has its least at a slope of variance V/(F²·S) with the curvature F·S there, S the sum of
    /// squares of x, F the sum of the densities and V that of the shares' covariances (Zou & Yuan 2008); so
    /// λ = V/(F·σ²) weighs prior and data by their variances.
    private mutating func bestSlope(_ centre: Double) -> Double {
        let prior = density > 0 ? Self.covariances / (density * slopeSpread * slopeSpread) : 0
        var reach = 2e-6
        var (low, high) = (slope, slope)
        repeat {
            low = max(-slopeBound, slope - reach)
            high = min(slopeBound, slope + reach)
            reach *= 4
        } while (low > -slopeBound && descent(low, centre) < prior * low)
            || (high < slopeBound && descent(high, centre) > prior * high)
        while high - low > Self.finest {
            let middle = 0.5 * (low + high)
            if descent(middle, centre) > prior * middle { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    /// Minus the derivative of the loss by the slope.
    private mutating func descent(_ slope: Double, _ centre: Double) -> Double {
        let levels = levels(slope, centre)
        let (lifting, lowering) = (Self.lanes, Self.lanes - 1)
        var (above, below) = (SIMD8<Double>(), SIMD8<Double>())
        var (sums, sumsOn) = (SIMD8<Double>(), SIMD8<Double>())
        for index in xs.indices {
            let x = xs[index] - centre
            let heights = SIMD8(repeating: ys[index] - slope * x) - levels
            let (isAbove, isBelow) = (heights .> 0, heights .< 0)
            above += SIMD8.zero.replacing(with: 1, where: isAbove)
            below += SIMD8.zero.replacing(with: 1, where: isBelow)
            let weights = SIMD8.zero.replacing(with: lifting, where: isAbove).replacing(with: lowering, where: isBelow)
            sums += weights * x
            sumsOn += SIMD8(repeating: x).replacing(with: 0, where: isAbove .| isBelow)
        }
        // What lies on a line weighs as much as makes the weights' sum nought: so is the level's derivative.
        let on = Double(xs.count) - above - below
        let weights = (-lowering * below - lifting * above).replacing(with: 0, where: on .== 0) / pointwiseMax(on, .one)
        let totals = sums + weights * sumsOn
        return Self.shares.indices.reduce(0) { $0 + totals[$1] }
    }

    /// The mean of the heights below which the shares of the points lie, for a slope about the centre.
    private mutating func level(_ slope: Double, _ centre: Double) -> Double {
        let levels = levels(slope, centre)
        return Self.shares.indices.reduce(0) { $0 + levels[$1] } / Double(Self.shares.count)
    }

    /// The heights below which the shares of the points lie, in the shares' lanes, for a slope about the centre.
    private mutating func levels(_ slope: Double, _ centre: Double) -> SIMD8<Double> {
        takeHeights(slope, centre, 0)
        var levels = SIMD8<Double>()
        // The lowest are among those that were found to be low.
        var last = heights.count - 1
        for lane in Self.shares.indices.reversed() {
            let rank = Int(Self.shares[lane] * Double(heights.count))
            levels[lane] = heights.select(rank, among: last)
            last = rank
        }
        return levels
    }

    /// The shares, side by side.
    private static let lanes: SIMD8<Double> = {
        var lanes = SIMD8<Double>()
        for (lane, share) in shares.enumerated() { lanes[lane] = share }
        return lanes
    }()

    private mutating func takeHeights(_ slope: Double, _ centre: Double, _ offset: Double) {
        heights.removeAll(keepingCapacity: true)
        for index in xs.indices { heights.append(ys[index] - slope * (xs[index] - centre) - offset) }
    }
}

extension DelayLine {
    /// Sum of the covariances min(p, q) − p·q of the shares below the lines, each with each.
    private static let covariances: Double = {
        var sum = 0.0
        for p in shares { for q in shares { sum += min(p, q) - p * q } }
        return sum
    }()

    /// Twice the standard error of the line at its newest end, as if the cells' delays were independent.
    ///
    /// The levels' covariances are (min(p, q) − p·q)·s(p)·s(q)/n, with the sparsity s: how far the heights rise per share
    /// of the cells, about p (Koenker, "Quantile Regression", 2005, §3.4), whose inverse is the density there. The
    /// slope's error, half a window from the centre, is 3·V/(F²·n) (`bestSlope`; S is n·W²/12). Ten cells at least are
    /// looked at, and the line is never further off than those lie apart that are looked at.
    private mutating func spread() -> Double {
        takeHeights(slope, 0, offset)
        let count = Double(heights.count)
        let low = heights.select(0)
        var (high, levels, before) = (low, 0.0, 0.0)
        density = 0
        for share in Self.shares {
            let rank = min(heights.count - 1, max(9, Int(2 * share * count)))
            high = heights.select(rank)
            let sparsity = (high - low) * count / Double(rank + 1)
            density += 1 / max(sparsity, 1e-9)
            // Of covariances with lines below this one, min(p, q) − p·q is p·(1 − q).
            levels += sparsity * (1 - share) * (share * sparsity + 2 * before)
            before += share * sparsity
        }
        let lines = Double(Self.shares.count)
        let variance = (levels / (lines * lines) + 3 * Self.covariances / (density * density)) / count
        return min(high - low, 2 * variance.squareRoot())
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
    var isSound: Bool {
        xs.count == ys.count && xs.count <= Self.capacity && (0...Self.capacity).contains(waiting)
    }

    /// Without what it only calculates with.
    var kept: DelayLine {
        var kept = self
        kept.heights = []
        return kept
    }
}

extension [Double] {
    /// The value with so many below it; reorders so that these come first.
    /// - Parameter last: what comes after this one is known to be no lower.
    fileprivate mutating func select(_ rank: Int, among last: Int? = nil) -> Double {
        var (first, last) = (0, last ?? count - 1)
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

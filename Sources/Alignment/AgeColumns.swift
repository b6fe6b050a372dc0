import Glibc

/// Likelihoods over the age of a notification at its arrival, one column for each rate that the device may have.
///
/// A column's bins are fractions of the time between two notifications and move with it, so that neither the time that
/// passes nor a loss blurs them. Four lie in a block and are weighed at once; blocks without likelihood are not visited,
/// so that little is done where little is in doubt.
struct AgeColumns: Sendable, Codable {
    typealias Block = SIMD4<Float>

    static let columns = 5
    static let lanes = 4
    /// Blocks in a column.
    static let blocks = 32
    /// The chance of one more loss after each, and of a delay of any length.
    private static let further: Float = 0.3
    private static let any: Float = 1e-3
    /// What comes before it was sent shows an error of the grid, exponential with this mean, s; and each notification
    /// moves this share of a bin's likelihood to either side, since delays are not what the model takes them for.
    private static let early = 0.002
    private static let blur: Float = 0.003
    /// Blocks at the ends with less than this share of a column's likelihood are left out, and so are ages that are too
    /// early to have as much.
    private static let least: Float = 1e-5
    private static let earliest = 11 * early
    /// What is moved out of a column to make room for younger ages holds less than this share of it.
    private static let spare: Float = 0.01
    /// A bin's likelihoods are reckoned for a mean age that is this close to the true one, a share.
    private static let exactness = 0.02
    /// Blocks of nought before and after a column's own: as many as a notification's time has at most.
    private static let margin = 4
    private static let stride = blocks + 2 * margin

    /// Nominal time between two notifications, s, and its blocks.
    private(set) var span = 0.0
    private(set) var step = 1
    var lines = [Line](repeating: Line(), count: columns)
    /// The columns before other rates were laid.
    var former = [Line](repeating: Line(), count: columns)
    var weights = [Block](repeating: Block(), count: columns * stride)
    var next: [Block] = []
    private var lost = [Block](repeating: Block(), count: stride)
    /// The mean age that the columns' factors are made for, s.
    var mean = 0.0

    /// A column's place and form.
    struct Line: Sendable, Codable {
        /// How much longer the device's periods are than nominal ones: a share.
        var rate = 0.0
        /// Host time of the first bin, s, and the bins' width, s.
        var start = 0.0
        var width = 0.0
        /// The blocks that hold likelihood, and the share of all of it.
        var range = 0..<0
        var share: Float = 0
        /// The blocks of what is to be written over.
        fileprivate var stale = 0..<0
        /// How the likelihood of an age rises, and that of an early one falls, from bin to bin and from block to block.
        fileprivate var rises = Block()
        fileprivate var falls = Block()
        fileprivate var rise: Float = 1
        fileprivate var fall: Float = 1
    }

    /// Sums over a column, weighted by the likelihoods: 1, age (s) and its square.
    struct Sums {
        var rate = 0.0
        var weight = 0.0
        var age = 0.0
        var square = 0.0
    }

    /// Lays columns for notifications a nominal `span` s apart, of bins about `finest` s wide.
    mutating func lay(span: Double, finest: Double) {
        self.span = span
        step = max(1, min(Self.margin, Self.number((span / finest / Double(Self.lanes)).rounded())))
    }

    /// Empties all columns and gives them their rates.
    mutating func begin(middle: Double, apart: Double) {
        makeRoom()
        for index in weights.indices { (weights[index], next[index]) = (Block(), Block()) }
        for column in lines.indices { shape(column, middle, apart) }
        mean = 0
    }

    mutating func shape(_ column: Int, _ middle: Double, _ apart: Double) {
        let rate = middle + Double(column - Self.columns / 2) * apart
        lines[column] = Line(rate: rate, width: span * (1 + rate) / Double(Self.lanes * step))
    }

    /// Puts an exponential of that mean (s) before an arrival: the newest notification was sent no later.
    mutating func fill(arrival: Double, mean: Double) {
        let middle = Self.blocks / 2
        for column in lines.indices {
            let width = lines[column].width
            lines[column].start = arrival - Double(Self.lanes * middle) * width
            let fall = exp(-width / mean)
            var weight = (1 - fall) / Double(Self.columns)
            for bin in Swift.stride(from: Self.lanes * middle, through: 0, by: -1) {
                let lane = bin % Self.lanes
                weights[Self.place(column, bin / Self.lanes)][lane] = Float(weight)
                weight *= fall
            }
            (lines[column].range, lines[column].share) = (0..<middle + 1, 1 / Float(Self.columns))
        }
    }

    static func place(_ column: Int, _ block: Int) -> Int { column * Self.stride + Self.margin + block }

    /// Weighs all columns by the arrival of a notification, `steps` notifications after the last that was weighed.
    ///
    /// Delays are exponential, and what was sent later does not arrive earlier. So whether a notification comes late of
    /// itself or behind a late one makes no difference to its age's likelihood, exp(−age/mean). That it arrived along with
    /// the one before says nothing but that it was sent before: radios and adapters hand on in batches.
    /// - Parameters:
    ///   - loss: the chance that one or more were lost before it.
    ///   - total: what the likelihoods are divided by to be such.
    mutating func weigh(
        arrival: Double, steps: Int, loss: Double, isQueued: Bool, mean: Double, total: Double,
        _ take: (Sums) -> Void
    ) {
        makeRoom()
        if abs(mean - self.mean) > Self.exactness * self.mean { makeFactors(mean) }
        for column in lines.indices {
            lines[column].start += Double(steps * step * Self.lanes) * lines[column].width
            let sums = lines[column].range.isEmpty ? Sums() : weigh(column, arrival, loss, isQueued, 1 / total)
            take(sums)
        }
        swap(&weights, &next)
    }

    private mutating func makeRoom() {
        if next.isEmpty { next = [Block](repeating: Block(), count: weights.count) }
    }

    private mutating func makeFactors(_ mean: Double) {
        self.mean = mean
        for column in lines.indices {
            let (rise, fall) = (lines[column].width / mean, -lines[column].width / Self.early)
            for lane in 0..<Self.lanes {
                lines[column].rises[lane] = Float(exp(Double(lane) * rise))
                lines[column].falls[lane] = Float(exp(Double(lane) * fall))
            }
            lines[column].rise = Float(exp(Double(Self.lanes) * rise))
            lines[column].fall = Float(exp(Double(Self.lanes) * fall))
        }
    }

    private mutating func weigh(
        _ column: Int, _ arrival: Double, _ loss: Double, _ isQueued: Bool, _ scale: Double
    ) -> Sums {
        let width = lines[column].width
        let high = Double(Self.lanes) * width
        let needed = Self.number((arrival - lines[column].start + Self.earliest) / high) + 1
        if needed > Self.blocks { makeRoomAbove(column, needed - Self.blocks) }
        if lines[column].range.lowerBound == 0 { makeRoomBelow(column) }
        let line = lines[column]
        let first = max(0, line.range.lowerBound - 1)
        let age = arrival - line.start - Double(first) * high
        let end = min(Self.blocks, first + Self.number((age + Self.earliest) / high) + 1)
        // From here on ages may be early.
        let young = min(end, first + Self.number(age / high))
        for block in line.stale { next[Self.place(column, block)] = Block() }
        for block in Self.margin + first - step..<Self.margin + first { lost[block] = Block() }

        let kept = Float((1 - loss) * scale)
        let (still, moved) = (kept * (1 - 2 * Self.blur), kept * Self.blur)
        let begun = Float(loss * scale) * (1 - Self.further)
        var chance = line.rises * (isQueued ? 1 : Float(exp(-age / mean)))
        let rise = isQueued ? 1 : line.rise
        let floor = isQueued ? 0 : Self.any
        if isQueued { chance = Block(repeating: 1) }
        var before = Block()
        var bins = Block(0, 1, 2, 3)
        var (sum, firsts, squares) = (Block(), Block(), Block())
        var at = Self.place(column, first)
        var (left, own) = (weights[at - 1], weights[at])
        for block in first..<end {
            let right = weights[at + 1]
            let sides =
                Block(left[3], own[0], own[1], own[2]) + Block(own[1], own[2], own[3], right[0])
            let gone = weights[at - step] * begun + lost[Self.margin + block - step] * Self.further
            lost[Self.margin + block] = gone
            var weight = own * still + sides * moved + gone
            if block < young {
                weight *= chance + floor
            } else {
                if block == young {
                    before = line.falls * Float(exp((age - Double(young - first) * high) / Self.early))
                }
                let likelihood = chance + floor
                weight *= likelihood.replacing(with: before, where: before .< likelihood)
                before *= line.fall
            }
            chance *= rise
            next[at] = weight
            sum += weight
            firsts += weight * bins
            squares += weight * bins * bins
            bins += Float(Self.lanes)
            (left, own) = (own, right)
            at += 1
        }
        trim(column, first..<end, sum.sum())
        let (total, mean, square) = (Double(sum.sum()), width * Double(firsts.sum()), Double(squares.sum()))
        return Sums(
            rate: line.rate, weight: total, age: age * total - mean,
            square: age * age * total - 2 * age * mean + width * width * square)
    }

    /// A whole number of blocks, whatever was read back.
    private static func number(_ blocks: Double) -> Int { Int(max(0, min(1e6, blocks))) }

    /// Leaves out what holds too little at the ends of what was written.
    private mutating func trim(_ column: Int, _ written: Range<Int>, _ sum: Float) {
        var (low, high) = (written.lowerBound, written.upperBound)
        let least = Self.least * sum
        while low < high, next[Self.place(column, low)].sum() <= least {
            next[Self.place(column, low)] = Block()
            low += 1
        }
        while high > low, next[Self.place(column, high - 1)].sum() <= least {
            next[Self.place(column, high - 1)] = Block()
            high -= 1
        }
        lines[column].stale = lines[column].range
        lines[column].range = low..<high
        lines[column].share = sum
    }

    /// Moves a column's bins on in time, for younger ages; the oldest leave it where they hold little.
    private mutating func makeRoomAbove(_ column: Int, _ wanted: Int) {
        let range = lines[column].range
        var number = range.lowerBound
        var left: Float = 0
        while number < min(wanted, range.upperBound - 1) {
            left += weights[Self.place(column, number)].sum()
            if left > Self.spare * lines[column].share { break }
            number += 1
        }
        number = min(number, wanted)
        for block in max(0, range.lowerBound - number)..<max(range.upperBound, Self.blocks) {
            weights[Self.place(column, block)] =
                block + number < Self.blocks ? weights[Self.place(column, block + number)] : Block()
        }
        lines[column].start += Double(number * Self.lanes) * lines[column].width
        lines[column].range = max(0, range.lowerBound - number)..<range.upperBound - number
    }

    /// Moves a column's bins back in time by what its end has room for, up to a quarter.
    private mutating func makeRoomBelow(_ column: Int) {
        let range = lines[column].range
        let number = min(Self.blocks / 4, (Self.blocks - range.upperBound) / 2)
        guard number > 0 else { return }
        for block in range.reversed() {
            weights[Self.place(column, block + number)] = weights[Self.place(column, block)]
        }
        for block in 0..<min(number, range.upperBound) { weights[Self.place(column, block)] = Block() }
        lines[column].start -= Double(number * Self.lanes) * lines[column].width
        lines[column].range = range.lowerBound + number..<range.upperBound + number
    }
}

extension AgeColumns {
    /// Whether what was read back can be gone on with.
    var isSound: Bool {
        weights.count == Self.columns * Self.stride && [0, weights.count].contains(next.count)
            && lost.count == Self.stride && lines.count == Self.columns
            && former.count == Self.columns && (1...Self.margin).contains(step)
            && lines.allSatisfy { line in
                [line.range, line.stale].allSatisfy { 0 <= $0.lowerBound && $0.upperBound <= Self.blocks }
            }
    }

    /// Without what it only calculates with.
    var kept: AgeColumns {
        var kept = self
        kept.next = []
        for column in kept.lines.indices { kept.lines[column].stale = 0..<0 }
        return kept
    }
}

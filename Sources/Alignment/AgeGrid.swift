import Glibc

/// How old a notification is when it arrives, where nothing in it says so: likelihoods over its age and the device's rate.
///
/// Notifications are taken at even times; one that was lost moves all that follow back by one such time, for good; one
/// that was delayed moves nothing but itself, and none arrives before it was sent. A discrete Bayes filter weighs these
/// (Thrun, Burgard & Fox, "Probabilistic Robotics", 2005, §4.1) for every age of a grid and for a few rates at once:
/// at a wrong rate, ages drift until they are explained by nothing but losses that do not come that evenly. Once the rate
/// is surer, the rates lie closer.
///
/// A column of the grid holds one rate. Its bins are fractions of the time between two notifications and move with it,
/// so that neither the time that passes nor a loss blurs them.
struct AgeGrid: Sendable, Codable {
    private static let rates = 9
    private static let ages = 128
    /// A bin is about this wide, s, as long as a notification's time has so many bins.
    private static let finest = 0.0025
    private static let steps = 4...16
    /// Rates lie this far apart at first, so that they reach to ±3 %, and at last.
    private static let spacing = 0.0002...0.0075
    private static let reach = 0.03
    /// Seconds that the rates are weighed before they are laid anew.
    private static let patience = 4.0
    /// The chance of one more loss after each, and of a delay of any length.
    private static let further = 0.3
    private static let any = 1e-3
    /// What comes before it was sent shows an error of the grid, exponential with this mean, s; and each notification
    /// moves this share of a bin's likelihood to either side, since delays are not what the model takes them for.
    private static let early = 0.002
    private static let blur = 0.01
    /// What arrives within this of the one before, s, arrived along with it.
    private static let together = 0.001
    /// The mean age is known to no less than half a notification's time, and no more than this, s, …
    private static let longest = 0.1
    /// … as the mean of about so many notifications.
    private static let memory = 500.0
    /// Seconds of ages beyond three quarters of the grid after which it begins anew.
    private static let stale = 0.5

    /// Host time of the newest notification, s, and its variance, s².
    private(set) var time = 0.0
    private(set) var variance = 0.0
    /// How much longer the device's periods are than nominal ones: a share.
    private(set) var slope = 0.0

    /// Nominal time between two notifications, s, and its bins.
    private var span = 0.0
    private var step = 1
    private var weights = [Double](repeating: 0, count: rates * ages)
    private var oldWeights: [Double] = []
    private var next: [Double] = []
    private var lost: [Double] = []
    /// Host time of each column's first bin, s, and of those before the rates were laid anew.
    private var starts = [Double](repeating: 0, count: rates)
    private var oldStarts = [Double](repeating: 0, count: rates)
    private var middle = 0.0
    private var apart = spacing.upperBound
    private var weighed = 0.0
    private var meanAge = 0.0
    /// What the likelihoods are divided by to be such, and sums over the grid.
    private var total = 1.0
    private var sums = Sums()
    private var last = 0.0
    /// When the first of the notifications arrived that are older than the grid is made for.
    private var old: Double?

    /// Whether the rate is known as far as to tell it from losses.
    var knowsRate: Bool { apart < Self.spacing.upperBound }

    /// How late notifications are that are older than the grid is made for, s; nought for others. They were lost or
    /// delayed by much, and nobody knows yet.
    var overdue: Double { old == nil ? 0 : last - time }

    /// Begins with a notification; of its age nothing is known.
    /// - Parameter span: nominal time between two notifications, s.
    mutating func begin(arrival: Double, span: Double) {
        if span != self.span {
            self.span = span
            step = max(Self.steps.lowerBound, min(Self.steps.upperBound, Int(span / Self.finest)))
            meanAge = span
        }
        for column in 0..<Self.rates {
            let width = width(column)
            starts[column] = arrival - Double(Self.ages / 2) * width
            let fall = exp(-width / meanAge)
            var weight = (1 - fall) / Double(Self.rates)
            for bin in stride(from: Self.ages - 1, through: 0, by: -1) {
                weights[column * Self.ages + bin] = bin > Self.ages / 2 ? 0 : weight
                if bin <= Self.ages / 2 { weight *= fall }
            }
        }
        (time, variance, last, old) = (arrival, meanAge * meanAge, arrival, nil)
        total = 1
        makeRoom()
    }

    /// Takes the next notification.
    /// - Parameter loss: the chance that one or more were lost before it.
    mutating func take(arrival: Double, loss: Double) {
        let isQueued = arrival - last < Self.together
        last = arrival
        makeRoom()
        let scale = 1 / total
        sums = Sums()
        for column in 0..<Self.rates {
            starts[column] += Double(step) * width(column)
            weigh(column, arrival, loss, isQueued, scale)
        }
        guard sums.weight > 0, sums.weight.isFinite else { return begin(arrival: arrival, span: span) }
        total = sums.weight
        let age = sums.age / total
        time = arrival - age
        variance = max(0, sums.ageSquare / total - age * age)
        slope = sums.rate / total
        if !isQueued {
            meanAge += (max(0.5 * span, min(Self.longest, age)) - meanAge) / Self.memory
        }
        if age < 0.75 * Double(Self.ages) * width(Self.rates / 2) {
            old = nil
        } else if arrival - (old ?? arrival) > Self.stale {
            return begin(arrival: arrival, span: span)
        } else {
            old = old ?? arrival
        }
        weighed += span
        if weighed > Self.patience { layRates() }
    }

    private func rate(_ column: Int) -> Double { middle + Double(column - Self.rates / 2) * apart }

    private func width(_ column: Int) -> Double { width(column, middle, apart) }

    /// The width of a column's bins with rates about that middle, so far apart, s.
    private func width(_ column: Int, _ middle: Double, _ apart: Double) -> Double {
        span * (1 + middle + Double(column - Self.rates / 2) * apart) / Double(step)
    }

    /// Weighs a column's ages, and keeps it about its likely ones.
    ///
    /// Delays are exponential, and what was sent later does not arrive earlier. So whether a notification comes late of
    /// itself or behind a late one makes no difference to its age's likelihood, exp(−age/mean). That it arrived along with
    /// the one before says nothing but that it was sent before: radios and adapters hand on in batches.
    private mutating func weigh(
        _ column: Int, _ arrival: Double, _ loss: Double, _ isQueued: Bool, _ scale: Double
    ) {
        let (first, step) = (column * Self.ages, step)
        let (width, rate) = (width(column), rate(column))
        let (rise, fall) = (exp(width / meanAge), exp(-width / Self.early))
        var age = arrival - starts[column]
        var chance = exp(-max(0, age) / meanAge)
        var before = -1.0
        let (kept, begun) = ((1 - loss) * scale, loss * (1 - Self.further) * scale)
        var (sum, bins, ages, squares) = (0.0, 0.0, 0.0, 0.0)
        for bin in 0..<Self.ages {
            var weight = kept * weights[first + bin]
            if bin < step {
                lost[bin] = 0
            } else {
                lost[bin] = begun * weights[first + bin - step] + Self.further * lost[bin - step]
                weight += lost[bin]
            }
            if age >= 0 {
                if !isQueued { weight *= chance + Self.any }
                chance *= rise
            } else {
                before = before < 0 ? exp(age / Self.early) : before * fall
                weight *= before
            }
            next[bin] = weight
            sum += weight
            bins += weight * Double(bin)
            ages += weight * age
            squares += weight * age * age
            age -= width
        }
        sums.add(sum, age: ages, ageSquare: squares, rate: rate)
        weights[first] = next[0] + Self.blur * (next[1] - next[0])
        for bin in 1..<Self.ages - 1 {
            weights[first + bin] = next[bin] + Self.blur * (next[bin - 1] - 2 * next[bin] + next[bin + 1])
        }
        weights[first + Self.ages - 1] =
            next[Self.ages - 1] + Self.blur * (next[Self.ages - 2] - next[Self.ages - 1])
        let share = sum > 0 ? bins / sum / Double(Self.ages) : 0.5
        if share > 0.6 { move(column, by: step) } else if share < 0.4 { move(column, by: -step) }
    }

    /// Moves a column's bins on in time.
    private mutating func move(_ column: Int, by bins: Int) {
        let first = column * Self.ages
        starts[column] += Double(bins) * width(column)
        for index in 0..<Self.ages {
            let bin = bins > 0 ? index : Self.ages - 1 - index
            let from = bin + bins
            weights[first + bin] = (0..<Self.ages).contains(from) ? weights[first + from] : 0
        }
    }
}

extension AgeGrid {
    /// Whether what was read back can be gone on with.
    var isSound: Bool {
        weights.count == Self.rates * Self.ages && starts.count == Self.rates && oldStarts.count == Self.rates
            && [0, weights.count].contains(oldWeights.count) && [0, Self.ages].contains(next.count)
            && lost.count == next.count && (1...Self.steps.upperBound).contains(step)
    }

    /// Without what it only calculates with.
    var kept: AgeGrid {
        var kept = self
        (kept.oldWeights, kept.next, kept.lost) = ([], [], [])
        return kept
    }

    private mutating func makeRoom() {
        if next.isEmpty {
            next = [Double](repeating: 0, count: Self.ages)
            lost = next
        }
        if oldWeights.isEmpty { oldWeights = [Double](repeating: 0, count: weights.count) }
    }

    /// Sums over the grid, weighted by the likelihoods.
    private struct Sums: Codable {
        var weight = 0.0
        var age = 0.0
        var ageSquare = 0.0
        var rate = 0.0
        var rateSquare = 0.0

        mutating func add(_ weight: Double, age: Double, ageSquare: Double, rate: Double) {
            self.weight += weight
            self.age += age
            self.ageSquare += ageSquare
            self.rate += weight * rate
            rateSquare += weight * rate * rate
        }
    }

    /// Lays the rates closer once they are surer than their spacing, and about the likely one when that is far from the
    /// middle; wider where it is at the border.
    private mutating func layRates() {
        let spread = max(0, sums.rateSquare / total - slope * slope).squareRoot()
        let half = Double(Self.rates / 2)
        let off = abs(slope - middle)
        var spacing = apart
        if spread < 0.75 * apart {
            spacing = max(Self.spacing.lowerBound, 0.5 * apart)
        } else if off > 0.8 * half * apart {
            spacing = min(Self.spacing.upperBound, 2 * apart)
        }
        let room = Self.reach - half * spacing
        let centre = max(-room, min(room, slope))
        guard spacing != apart || (off > 0.5 * half * apart && centre != middle) else { return }
        weighed = 0
        swap(&weights, &oldWeights)
        swap(&starts, &oldStarts)
        let (oldMiddle, oldApart) = (middle, apart)
        (middle, apart) = (centre, spacing)
        for bin in weights.indices { weights[bin] = 0 }
        for column in 0..<Self.rates {
            let place = max(0, min(2 * half, (rate(column) - oldMiddle) / oldApart + half))
            let lower = min(Self.rates - 2, Int(place))
            let share = place - Double(lower)
            starts[column] = time - Double(Self.ages / 2) * width(column)
            spill(lower, width(lower, oldMiddle, oldApart), 1 - share, into: column)
            spill(lower + 1, width(lower + 1, oldMiddle, oldApart), share, into: column)
        }
    }

    /// Adds a share of an old column's likelihoods, each to the two bins about its time.
    private mutating func spill(_ old: Int, _ oldWidth: Double, _ share: Double, into column: Int) {
        let width = width(column)
        var place = (oldStarts[old] - starts[column]) / width
        for bin in 0..<Self.ages {
            if place > -1, place < Double(Self.ages) {
                let lower = Int(place.rounded(.down))
                let weight = share * oldWeights[old * Self.ages + bin]
                let part = place - Double(lower)
                if lower >= 0 { weights[column * Self.ages + lower] += (1 - part) * weight }
                if lower + 1 < Self.ages { weights[column * Self.ages + lower + 1] += part * weight }
            }
            place += oldWidth / width
        }
    }
}

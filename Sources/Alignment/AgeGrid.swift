/// How old a notification is when it arrives, where nothing in it says so: likelihoods over its age and the device's rate.
///
/// Notifications are taken at even times; one that was lost moves all that follow back by one such time, for good; one
/// that was delayed moves nothing but itself, and none arrives before it was sent. A discrete Bayes filter weighs these
/// (Thrun, Burgard & Fox, "Probabilistic Robotics", 2005, §4.1) for every age of a grid and for a few rates at once:
/// at a wrong rate, ages drift until they are explained by nothing but losses that do not come that evenly. Once the rate
/// is surer, the rates lie closer.
struct AgeGrid: Sendable, Codable {
    /// A bin is about this wide, s, as long as a notification's time has room for it.
    private static let finest = 0.0025
    /// Rates lie this far apart at first, so that they reach to ±3 %, and at last.
    private static let spacing = 0.0004...0.015
    private static let reach = 0.03
    /// Seconds that the rates are weighed before they are laid anew.
    private static let patience = 4.0
    /// What arrives within this of the one before, s, arrived along with it.
    private static let together = 0.001
    /// So many standard deviations from early, a notification's age is certain not to be; and no more than so many are
    /// passed over.
    private static let certain = 4.0
    private static let mostWaiting = 8
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

    private var columns = AgeColumns()
    private var middle = 0.0
    private var apart = spacing.upperBound
    private var weighed = 0.0
    private var meanAge = 0.0
    /// What the likelihoods are divided by to be such, and the variance of the rate.
    private var total = 1.0
    private var rateVariance = 0.0
    private var last = 0.0
    /// Notifications that came along with others and were not weighed yet.
    private var waiting = 0
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
        if span != columns.span {
            columns.lay(span: span, finest: Self.finest)
            meanAge = span
        }
        columns.begin(middle: middle, apart: apart)
        columns.fill(arrival: arrival, mean: meanAge)
        (time, variance, last, old) = (arrival, meanAge * meanAge, arrival, nil)
        (total, waiting) = (1, 0)
    }

    /// Takes the next notification.
    ///
    /// One that came along with the one before tells only that it was sent before: where that is certain anyway, it is
    /// weighed along with the next.
    /// - Parameter loss: the chance that one or more were lost before it.
    mutating func take(arrival: Double, loss: Double) {
        let isQueued = arrival - last < Self.together
        last = arrival
        time += columns.span * (1 + slope)
        let room = arrival - time
        if isQueued, waiting < Self.mostWaiting, old == nil, room > 0,
            room * room > Self.certain * Self.certain * variance
        {
            waiting += 1
            return
        }
        let steps = waiting + 1
        waiting = 0
        var sums = Sums()
        columns.weigh(
            arrival: arrival, steps: steps, loss: min(0.5, loss * Double(steps)), isQueued: isQueued, mean: meanAge,
            total: total
        ) { sums.add($0) }
        guard sums.weight > 0, sums.weight.isFinite else { return begin(arrival: arrival, span: columns.span) }
        total = sums.weight
        let age = sums.age / total
        time = arrival - age
        variance = max(0, sums.square / total - age * age)
        slope = sums.rate / total
        rateVariance = max(0, sums.rateSquare / total - slope * slope)
        if !isQueued {
            meanAge += (max(0.5 * columns.span, min(Self.longest, age)) - meanAge) / Self.memory
        }
        let wide = Double(AgeColumns.blocks * AgeColumns.lanes) * columns.lines[AgeColumns.columns / 2].width
        if age < 0.75 * wide {
            old = nil
        } else if arrival - (old ?? arrival) > Self.stale {
            return begin(arrival: arrival, span: columns.span)
        } else {
            old = old ?? arrival
        }
        weighed += Double(steps) * columns.span
        if weighed > Self.patience { layRates() }
    }

    /// Lays the rates closer once they are surer than their spacing, and about the likely one when that is far from the
    /// middle; wider where it is at the border.
    private mutating func layRates() {
        let half = Double(AgeColumns.columns / 2)
        let off = abs(slope - middle)
        var spacing = apart
        if rateVariance.squareRoot() < 0.75 * apart {
            spacing = max(Self.spacing.lowerBound, 0.5 * apart)
        } else if off > 0.8 * half * apart {
            spacing = min(Self.spacing.upperBound, 2 * apart)
        }
        let room = Self.reach - half * spacing
        let centre = max(-room, min(room, slope))
        guard spacing != apart || (off > 0.5 * half * apart && centre != middle) else { return }
        weighed = 0
        (middle, apart) = (centre, spacing)
        columns.lay(middle: middle, apart: apart, about: time)
    }

    /// Sums over the columns.
    private struct Sums {
        var weight = 0.0
        var age = 0.0
        var square = 0.0
        var rate = 0.0
        var rateSquare = 0.0

        mutating func add(_ column: AgeColumns.Sums) {
            weight += column.weight
            age += column.age
            square += column.square
            rate += column.weight * column.rate
            rateSquare += column.weight * column.rate * column.rate
        }
    }
}

extension AgeGrid {
    /// Whether what was read back can be gone on with.
    var isSound: Bool { columns.isSound && (0...Self.mostWaiting).contains(waiting) }

    /// Without what it only calculates with.
    var kept: AgeGrid {
        var kept = self
        kept.columns = columns.kept
        return kept
    }
}

/// The time of a sensor that sends neither time nor number, from the arrivals of its samples alone.
///
/// Samples that arrived are counted; a notification that was lost shows only as all that follow coming later by its
/// samples' time. A filter weighs losses against delays (`AgeGrid`). Where it finds the time by the count off by most of a
/// notification's time, the line moves by whole ones at once; smaller differences are made up for slowly. What it has moved
/// by is counted as lost, or taken back, once the filter is sure of it.
struct ArrivalLine: Sendable, Codable {
    /// The share of a notification's time that the count must be off by for a loss.
    static let step = 0.8
    /// How fast smaller differences are made up for: 2 %.
    static let slew = 0.02
    /// The chance of a loss before a notification, as of late, is held between these, …
    static let losses = 0.0002...0.1
    /// … with this weight for each notification.
    static let lossWeight = 0.002
    /// More samples than this in a notification are not told apart.
    static let longestBite = 16
    /// Arrivals before the last are remembered by this share each, and fewer than this share of them do not count.
    static let biteMemory = 0.98
    static let few = 0.04
    /// A loss is counted, or taken back, where it is more than so many standard deviations of the age.
    static let clear = 2.0
    /// More notifications than this are not lost at once.
    static let most = 1_000_000
    /// Seconds over which the error is averaged.
    static let spreadSeconds = 30.0

    /// What a sample made of the count, and where the line is since.
    struct Change: Sendable, Codable {
        /// Samples now taken for lost, and samples of which the loss is taken back.
        var lost = 0
        var returned = 0
        /// Host minus device time, s, and how much it grows per device time.
        var offset = 0.0
        var slope = 0.0
        /// Half width of the line's likely error, s.
        var residual = 0.0
        /// Another line this far (s) from this one has missed a loss.
        var doubtful = Double.infinity
    }

    private let period: Double
    /// Host minus device time at the last sample, s.
    private var offset = 0.0
    private var grid = AgeGrid()
    private var lastX = 0.0
    private var isStarted = false
    private var loss = 0.01
    /// Notifications that the line has moved by and that are not counted yet, and those that are counted as lost.
    private var owed = 0
    private var counted = 0
    /// Mean square of the error, s²; a device begins as one of which little is known.
    private var square = 0.02 * 0.02
    /// How often so many samples came with one arrival.
    private var bites = [Double](repeating: 0, count: longestBite + 1)
    private var bite = 1
    private var run = 0
    private var lastArrival = 0.0

    /// - Parameter period: the nominal sampling period, s.
    init(period: Double) { self.period = period }

    private var slope: Double { grid.slope }

    /// Half width of the line's likely error, s: 2.5 times its root mean square, and half a period, since how old samples are
    /// when a radio fetches them cannot be seen.
    ///
    /// Errors come in steps: until a loss is seen samples lie a notification's time too early. So where the mean square
    /// comes to that of such steps in 1 or 2 % of the time, the error is no less than a step.
    private var residual: Double {
        let step = square > quantum * quantum / 64 ? quantum : 0
        return max(2.5 * square.squareRoot(), step, grid.overdue) + 0.5 * period
    }

    /// A notification's time, s.
    private var quantum: Double { Double(bite) * period }

    /// Forgets where it was, but not the rate.
    mutating func restart() {
        isStarted = false
        (owed, counted) = (0, 0)
    }

    /// Takes a sample by its count in seconds and its arrival in seconds; both may count from anywhere.
    mutating func take(x: Double, arrival: Double) -> Change {
        let isFirst = count(arrival)
        guard isStarted else {
            isStarted = true
            (lastX, offset) = (x, arrival - x)
            grid.begin(arrival: arrival, span: quantum)
            return change(0)
        }
        offset += slope * (x - lastX)
        lastX = x
        let number = isFirst ? follow(arrival) : 0
        return change(number)
    }

    private func change(_ number: Int) -> Change {
        Change(
            lost: max(0, number) * bite, returned: max(0, -number) * bite, offset: offset, slope: slope,
            residual: residual, doubtful: Self.step * quantum)
    }

    /// Follows the filter by the first sample of a notification; answers how many were lost, or are taken back.
    private mutating func follow(_ arrival: Double) -> Int {
        grid.take(arrival: arrival, loss: loss)
        let notification = quantum * (1 + slope)
        // The filter tells the time of a notification's last sample.
        let target = grid.time - (quantum - period) * (1 + slope)
        let share = max(-Double(Self.most), min(Double(Self.most), (target - lastX - offset) / notification))
        if abs(share) >= Self.step {
            let number = grid.knowsRate ? share.rounded() : 0
            offset += number == 0 ? share * notification : number * notification
            owed = max(-Self.most, min(Self.most, owed + Int(number)))
        }
        let number = settle(notification)
        let apart = target - lastX - offset
        let bound = Self.slew * quantum
        let made = max(-bound, min(bound, apart))
        offset += made
        loss += (max(-1, min(2, Double(number))) - loss) * Self.lossWeight
        loss = max(Self.losses.lowerBound, min(Self.losses.upperBound, loss))
        let left = max(-quantum, min(quantum, apart - made))
        square += (grid.variance + left * left - square) * min(1, quantum / Self.spreadSeconds)
        return number
    }

    /// Counts what the line has moved by once that is clear: answers how many notifications are now taken for lost, below
    /// nought of how many the loss is taken back.
    private mutating func settle(_ notification: Double) -> Int {
        let clear = Self.clear * grid.variance.squareRoot() / notification
        guard abs(Double(owed)) > clear else { return 0 }
        // Nothing arrives before it was sent, whatever was lost.
        let number = max(-counted, owed)
        owed = 0
        counted = min(MissingSamples.most, counted + number)
        let moved = Double(number) * quantum
        lastX += moved
        offset -= moved
        return number
    }

    /// Learns how many samples a notification brings: what divides all counts of samples that came together, but for few
    /// of late, since notifications may queue and come together. Answers whether this sample is the first of one.
    private mutating func count(_ arrival: Double) -> Bool {
        if arrival == lastArrival {
            run += 1
            return (run - 1) % bite == 0
        }
        if (1...Self.longestBite).contains(run) {
            for index in bites.indices { bites[index] *= Self.biteMemory }
            bites[run] += 1
            let few = Self.few * bites.reduce(0, +)
            var common = 0
            for index in bites.indices where bites[index] > few { common = divisor(common, index) }
            if common > 0, common != bite {
                bite = common
                if isStarted { grid.begin(arrival: arrival, span: quantum) }
            }
        }
        (run, lastArrival) = (1, arrival)
        return true
    }

    /// The greatest common divisor (Euclid).
    private func divisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

extension ArrivalLine {
    /// Whether what was read back can be gone on with.
    var isSound: Bool {
        period.isFinite && period > 0 && bites.count == Self.longestBite + 1 && (1...Self.longestBite).contains(bite)
            && (0...MissingSamples.most).contains(run) && (0...MissingSamples.most).contains(counted)
            && (-Self.most...Self.most).contains(owed) && grid.isSound
    }

    /// Without what it only calculates with.
    var kept: ArrivalLine {
        var kept = self
        kept.grid = grid.kept
        return kept
    }
}

/// The time of a sensor that sends neither time nor number, from the arrivals of its samples alone.
///
/// Samples that arrived are counted; a notification that was lost shows only as all that follow coming later by its
/// samples' time. Over short windows the least lateness is kept, as delays are one-sided. Where it steps up by about a
/// notification's time from one window to the next, so many samples are taken for lost; smaller changes are followed by
/// an α-β filter, which learns the rate too: of growing memory, so the line of least squares through the windows, until
/// it has reached its length (Brookner, "Tracking and Kalman Filtering Made Easy", 1998: expanding-memory filter).
struct ArrivalLine: Sendable, Codable {
    /// A window, s: long enough for a radio's events every 90 ms to bring a fresh sample, short enough that a loss is
    /// soon seen.
    static let window = 0.3
    /// Notifications that a window must have room for.
    static let bites = 4.0
    /// The share of a notification's time that lateness must step by to be taken for a loss.
    static let step = 0.7
    /// The filter's length in windows: 12 s. Shorter ones follow losses, longer ones learn the rate late.
    static let memory = 40.0
    /// Windows before the rate is learnt: two alone would say anything.
    static let patience = 4.0
    /// The largest deviation of the rate that is believed. WitMotion's devices were measured 0.6 to 1.1 % slow.
    static let slopeBound = 0.03
    /// More samples than this in a notification are not told apart.
    static let longestBite = 16
    /// A loss that was assumed wrongly is taken back among the last so many.
    static let trust = 8
    /// The weight of a window in the mean square of lateness: that of 30 s.
    static let spreadWeight = 0.01

    /// What a sample made of the count.
    struct Change: Equatable {
        /// Samples now taken for lost, and samples of which the loss is taken back.
        var lost = 0
        var returned = 0
    }

    private let period: Double
    /// Host minus device time at the last sample, s, and how it grows.
    private(set) var offset = 0.0
    private(set) var slope = 0.0
    private var lastX = 0.0
    private var isStarted = false
    private var least = Double.infinity
    private var windowStart = 0.0
    private var before: Double?
    private var windows = 0.0
    private var revocable = 0
    /// Mean square of the windows' least lateness, s²; a device begins as one of which little is known.
    private var square = 0.02 * 0.02
    /// How often so many samples came with one arrival.
    private var bites = [Double](repeating: 0, count: longestBite + 1)
    private var bite = 1
    private var run = 0
    private var lastArrival = 0.0

    /// - Parameter period: the nominal sampling period, s.
    init(period: Double) { self.period = period }

    /// Half width of the line's likely error, s: thrice the root mean square of the windows' least lateness before losses
    /// were taken out of it, and half a period, since how old samples are when a radio fetches them cannot be seen.
    ///
    /// Errors lean to one side, in steps: until a loss is seen, in a window and a half on average, samples lie a
    /// notification's time too early. So where that share of time comes to 5 %, the error is no less than such a step.
    var residual: Double {
        let step = square > quantum * quantum / 30 ? quantum : 0
        return max(3 * square.squareRoot(), step) + 0.5 * period
    }

    /// A notification's time, s.
    private var quantum: Double { Double(bite) * period }

    /// Another line this far (s) from this one has missed a loss.
    var doubtful: Double { Self.step * quantum }

    /// Forgets where it was, but not the rate.
    mutating func restart() {
        isStarted = false
        revocable = 0
    }

    /// Takes a sample by its count in seconds and its arrival in seconds; both may count from anywhere.
    mutating func take(x: Double, arrival: Double) -> Change {
        count(arrival)
        guard isStarted else {
            isStarted = true
            begin(x: x, arrival: arrival)
            return Change()
        }
        offset += slope * (x - lastX)
        lastX = x
        var late = arrival - x - offset
        var change = Change()
        if late < -Self.step * quantum {
            // Nothing arrives before it was sent.
            if revocable > 0 {
                revocable -= 1
                change.returned = bite
                lastX -= quantum
                late += quantum
            } else {
                offset += late
                late = 0
            }
            (least, before, windowStart) = (.infinity, 0, arrival)
        }
        least = min(least, late)
        if arrival - windowStart >= max(Self.window, Self.bites * quantum) {
            change.lost = closeWindow()
            lastX += Double(change.lost) * period
            windowStart = arrival
        }
        return change
    }

    private mutating func begin(x: Double, arrival: Double) {
        (lastX, offset, windowStart) = (x, arrival - x, arrival)
        (least, before, windows) = (.infinity, nil, 0)
    }

    /// Samples taken for lost.
    private mutating func closeWindow() -> Int {
        windows += 1
        square += (least * least - square) * Self.spreadWeight
        var late = least
        least = .infinity
        var lost = 0
        if let before {
            // A step, or a lateness of two windows that was not seen to begin.
            let step = max(late - before, min(late, before))
            let notifications = (step / quantum + 1 - Self.step).rounded(.down)
            if notifications >= 1 {
                lost = Int(min(notifications, 1e6)) * bite
                revocable = min(Self.trust, revocable + Int(min(notifications, 1e6)))
                late -= Double(lost) * period
            }
        }
        // The first sample may have come late by anything.
        let bounded = windows == 1 ? late : max(-quantum, min(quantum, late))
        let count = min(windows, Self.memory)
        let alpha = 2 * (2 * count - 1) / (count * (count + 1))
        let beta = windows < Self.patience ? 0 : 6 / (count * (count + 1))
        let span = max(Self.window, Self.bites * quantum)
        offset += alpha * bounded
        slope = max(-Self.slopeBound, min(Self.slopeBound, slope + beta * bounded / span))
        before = late - alpha * bounded
        return lost
    }

    /// How many samples share an arrival, most often of late.
    private mutating func count(_ arrival: Double) {
        if arrival == lastArrival {
            run += 1
            return
        }
        if run > 0 {
            for index in bites.indices { bites[index] *= 0.98 }
            bites[min(run, Self.longestBite)] += 1
            var best = 1
            for index in 2...Self.longestBite where bites[index] > bites[best] { best = index }
            bite = best
        }
        (run, lastArrival) = (1, arrival)
    }
}

extension ArrivalLine {
    /// Whether what was read back can be gone on with.
    var isSound: Bool {
        bites.count == Self.longestBite + 1 && (1...Self.longestBite).contains(bite)
            && (0...MissingSamples.most).contains(run) && (0...Self.trust).contains(revocable)
    }
}

import Alignment
public import IMU
import Rings

/// A sample in host time.
public struct PlacedSample: Sendable, Equatable, BitwiseCopyable {
    public var time: HostTime
    /// Specific force, m/s², sensor axes.
    public var acceleration: SIMD3<Float>
    /// Angular rate, rad/s, sensor axes.
    public var angularRate: SIMD3<Float>
}

/// How a sensor's samples are doing.
public struct SensorStatus: Sendable, Equatable {
    /// Nominal or estimated rate, Hz; nil until known.
    public var rate: Double?
    /// Likely error of its time against the host's, s.
    public var syncError: Double
    public var samples: Int
    /// Samples missing by the device's own count or clock.
    public var lostSamples: Int
    public var gaps: Int
    public var clockResets: Int
}

/// Missing samples within a lane.
struct LaneGap: Sendable, BitwiseCopyable {
    var start: HostTime
    var end: HostTime
    var lostSamples: Int
    var isReset: Bool
}

/// One sensor's way from ticks to evenly spaced samples in host time: clock fit, gap accounting, gap bridging, history.
struct SensorLane: Sendable {
    /// A gap up to this long is bridged so well that strides over it still count, s.
    static let harmless = 0.0301
    /// A gap up to this long is bridged so that filters run on; strides over it do not count, s.
    static let bridgeable = 0.25
    /// Samples that the history keeps: 160 s at 200 Hz.
    static let historyCapacity = 32_768

    enum Placed: Sendable, BitwiseCopyable {
        case sample(PlacedSample)
        /// A gap that was filled by straight lines.
        case bridged(LaneGap)
        /// A gap that breaks off what was pending.
        case broken(LaneGap)
    }

    let placement: Placement
    private(set) var timing: SensorTiming
    private(set) var rate: Double?
    /// What the last sample brought; the pipeline empties it.
    var placed: [Placed] = []
    private var estimate: RateEstimate
    private var clock: SensorClock?
    private var last: PlacedSample?
    private var kept: HistoryRing<PlacedSample>
    private var samples = 0
    private var lost = 0
    private var gaps = 0
    private var resets = 0

    init(placement: Placement, timing: SensorTiming) {
        self.placement = placement
        self.timing = timing
        estimate = RateEstimate(timing: timing)
        kept = HistoryRing(capacity: Self.historyCapacity)
        placed.reserveCapacity(RateEstimate.capacity + 64)
        if timing.nominalRate > 0 { settle(on: timing.nominalRate) }
    }

    var syncError: Double { clock?.uncertainty ?? 0 }

    var status: SensorStatus {
        SensorStatus(
            rate: rate, syncError: syncError, samples: samples, lostSamples: lost, gaps: gaps, clockResets: resets)
    }

    /// The clock starts anew; samples held for the rate's estimate are placed with what is known.
    mutating func restart(timing: SensorTiming) {
        let known = timing.source == self.timing.source ? rate : nil
        self.timing = timing
        estimate = RateEstimate(timing: timing)
        clock = nil
        last = nil
        rate = nil
        if timing.nominalRate > 0 { settle(on: timing.nominalRate) } else if let known { settle(on: known) }
    }

    mutating func take(_ sample: Sample) {
        samples += 1
        if clock != nil {
            place(sample)
        } else if let rate = estimate.take(sample) {
            settle(on: rate)
            for held in estimate.held { place(held) }
            estimate = RateEstimate(timing: timing)
        }
    }

    /// At the end of the data nothing is held back.
    mutating func flush() {
        guard clock == nil, !estimate.held.isEmpty else { return }
        settle(on: 100)
        for held in estimate.held { place(held) }
        estimate = RateEstimate(timing: timing)
    }

    func history(from start: HostTime, to end: HostTime) -> [PlacedSample] {
        guard start <= end else { return [] }
        return Array(kept[kept.numbers(in: start...end) { $0.time }])
    }

    private mutating func settle(on rate: Double) {
        self.rate = rate
        clock = SensorClock(timing: timing, rate: rate)
    }

    private mutating func place(_ sample: Sample) {
        guard let slot = clock?.place(sample), let period = clock?.period else { return }
        guard sample.isComplete else { return }
        let next = PlacedSample(
            time: slot.time, acceleration: sample.acceleration, angularRate: sample.angularRate)
        if let last { account(last, next, isReset: slot.isReset, period: period) }
        last = next
        kept.append(next)
        placed.append(.sample(next))
    }

    /// Samples that lie missing between two: counted, and bridged where that is honest.
    private mutating func account(_ a: PlacedSample, _ b: PlacedSample, isReset: Bool, period: Double) {
        let span = b.time.seconds(since: a.time)
        let missing = Int((span / period).rounded()) - 1
        guard isReset || missing > 0 else { return }
        let gap = LaneGap(start: a.time, end: b.time, lostSamples: max(0, missing), isReset: isReset)
        gaps += 1
        lost += max(0, missing)
        resets += isReset ? 1 : 0
        guard span > 0, span <= Self.bridgeable, missing > 0 else {
            if isReset || missing > 0 { placed.append(.broken(gap)) }
            return
        }
        for step in 1...missing {
            let part = Float(step) / Float(missing + 1)
            let bridge = PlacedSample(
                time: a.time.advanced(seconds: span * Double(part)),
                acceleration: a.acceleration + (b.acceleration - a.acceleration) * part,
                angularRate: a.angularRate + (b.angularRate - a.angularRate) * part)
            placed.append(.sample(bridge))
        }
        // Short gaps are said too, but only longer ones make strides unsteady; see `harmless`.
        placed.append(span <= Self.harmless ? .bridged(LaneGap(
            start: a.time, end: a.time, lostSamples: missing, isReset: isReset)) : .bridged(gap))
    }
}

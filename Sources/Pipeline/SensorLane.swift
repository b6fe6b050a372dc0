import Alignment
public import Body
public import IMU
import Rings

/// A sample in host time.
public struct PlacedSample: Sendable, Equatable, Codable, BitwiseCopyable {
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
    /// Likely error of its time against the host's, s; where it is aligned, of its time against the other sensors'.
    public var syncError: Double
    /// What alignment added to its times; nil where it was not aligned.
    public var offset: SensorOffset?
    public var samples: Int
    /// Samples missing by the device's own count or clock, dropped by a full ring, or not sent while the link was down.
    /// Where losses can only be guessed, what was guessed wrongly is taken out of it again.
    public var lostSamples: Int
    public var gaps: Int
    public var clockResets: Int
    /// How the sensor sits.
    public var mount = MountState.unknown
    /// How often it has been found to have slipped.
    public var slips = 0
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
    /// Sampling rates that are believed, Hz, whatever a file or a device claims.
    static let rates = 1.0...100_000.0
    /// Seconds that the history keeps at the sensor's rate: an episode is known at the latest some 50 s after its start,
    /// and keeps the signal from 10 s before it to 50 s after (`SignalWindows`).
    static let historySeconds = 130.0

    enum Placed: Sendable, BitwiseCopyable {
        case sample(PlacedSample)
        /// A gap that was filled by straight lines; strides over it count only where it is harmless.
        case bridged(LaneGap, isHarmless: Bool)
        /// A gap that breaks off what was pending.
        case broken(LaneGap)
    }

    let placement: Placement
    private(set) var timing: SensorTiming
    private(set) var rate: Double?
    private(set) var offset: SensorOffset?
    /// What the last sample brought; the pipeline empties it.
    var placed: [Placed] = []
    private var estimate: RateEstimate
    private var clock: SensorClock?
    private var last: PlacedSample?
    private var lastTime = HostTime(nanoseconds: .min)
    /// Incomplete and missing samples since the last complete one.
    private var lacking = 0
    private var wasReset = false
    private var kept: HistoryRing<PlacedSample>
    private var samples = 0
    private var lost = 0
    private var gaps = 0
    private var resets = 0

    init(_ sensor: PipelineSensor) {
        placement = sensor.placement
        offset = sensor.offset
        timing = sensor.timing
        estimate = RateEstimate(timing: timing)
        kept = HistoryRing(capacity: 1)
        placed.reserveCapacity(RateEstimate.capacity + 64)
        if let known = sensor.continuity, known.timing == timing {
            goOn(from: known)
        } else if timing.nominalRate > 0 {
            settle(on: timing.nominalRate)
        }
    }

    /// What the next run goes on from; nil until the rate is known.
    var continuity: SensorContinuity? {
        guard let clock, let rate else { return nil }
        return SensorContinuity(
            timing: timing, rate: rate, clock: clock, last: last, lastTime: lastTime, lacking: lacking,
            wasReset: wasReset)
    }

    private mutating func goOn(from known: SensorContinuity) {
        (rate, clock, last, lastTime) = (known.rate, known.clock, known.last, known.lastTime)
        (lacking, wasReset) = (known.lacking, known.wasReset)
        keepHistory(Int(known.rate * Self.historySeconds))
    }

    /// Likely error, s: the clock's, and the offset's where there is one.
    var syncError: Double {
        let own = clock?.uncertainty ?? 0
        guard let offset, let rate else { return own }
        let constant = offset.error(at: lastTime, rate: rate)
        return (own * own + constant * constant).squareRoot()
    }

    /// When the newest sample was taken, by its clock.
    var newest: HostTime? { lastTime.nanoseconds == .min ? nil : lastTime }

    /// From when on samples lie where the offset puts them: earlier ones were placed before it was found.
    var alignedSince: HostTime? { offset.flatMap { offset in offset.found?.advanced(seconds: offset.seconds) } }

    var status: SensorStatus {
        SensorStatus(
            rate: rate, syncError: syncError, offset: offset, samples: samples, lostSamples: lost, gaps: gaps,
            clockResets: resets)
    }

    /// Counts a gap that was seen from outside.
    mutating func count(lostSamples: Int) {
        gaps += 1
        lost += lostSamples
    }

    /// The samples that are still held for the rate's estimate, by their arrivals.
    var held: (start: HostTime, end: HostTime, count: Int)? {
        guard let first = estimate.held.first, let last = estimate.held.last else { return nil }
        return (first.arrival, last.arrival, estimate.held.count)
    }

    /// The clock starts anew. Samples that are still `held` are lost: what their ticks meant will never be known.
    mutating func restart(timing: SensorTiming) {
        let known = timing.source == self.timing.source ? rate : nil
        self.timing = timing
        estimate = RateEstimate(timing: timing)
        clock = nil
        last = nil
        lacking = 0
        wasReset = false
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

    /// Moves times on by `seconds`, which is found to ± `halfWidth` and by a clock with an error of its own.
    mutating func move(by seconds: Double, halfWidth: Double) {
        let clock = clock?.uncertainty ?? 0
        offset = SensorOffset(
            seconds: (offset?.seconds ?? 0) + seconds,
            halfWidth: (halfWidth * halfWidth + clock * clock).squareRoot(), found: lastTime, timing: timing, rate: rate
        )
        last = nil
        lacking = 0
    }

    /// Nothing is added to times any more. None goes back: the clock begins anew behind the last one.
    mutating func dropOffset() {
        forgetOffset()
        restart(timing: timing)
    }

    private mutating func forgetOffset() {
        guard let offset else { return }
        if lastTime.nanoseconds != .min { lastTime = lastTime.advanced(seconds: offset.seconds) }
        self.offset = nil
        last = nil
        lacking = 0
    }

    /// At the end of the data nothing is held back.
    mutating func flush() {
        guard clock == nil, !estimate.held.isEmpty else { return }
        settle(on: estimate.best)
        for held in estimate.held { place(held) }
        estimate = RateEstimate(timing: timing)
    }

    func history(from start: HostTime, to end: HostTime) -> [PlacedSample] {
        guard start <= end else { return [] }
        return Array(kept[kept.numbers(in: start...end) { $0.time }])
    }

    private mutating func settle(on wanted: Double) {
        let rate = max(Self.rates.lowerBound, min(Self.rates.upperBound, wanted))
        self.rate = rate
        if let offset, !offset.holds(for: timing, rate: rate) { forgetOffset() }
        clock = SensorClock(timing: timing, rate: rate, after: lastTime)
        keepHistory(Int(rate * Self.historySeconds))
    }

    /// Makes room for the history once the rate is known; what is kept already stays.
    private mutating func keepHistory(_ capacity: Int) {
        guard capacity > kept.capacity else { return }
        var longer = HistoryRing<PlacedSample>(capacity: capacity)
        for sample in kept { longer.append(sample) }
        kept = longer
    }

    private mutating func place(_ sample: Sample) {
        guard let slot = clock?.place(sample) else { return }
        lastTime = max(lastTime, slot.time)
        lacking = min(MissingSamples.most, lacking + slot.missing)
        if slot.returned > 0 { takeBack(slot.returned) }
        wasReset = wasReset || slot.isReset
        guard sample.isComplete else {
            lacking += 1
            return
        }
        let next = PlacedSample(
            time: slot.time.advanced(seconds: offset?.seconds ?? 0), acceleration: sample.acceleration,
            angularRate: sample.angularRate)
        if let last { account(last, next) }
        last = next
        lacking = 0
        wasReset = false
        kept.append(next)
        placed.append(.sample(next))
    }

    /// Samples that were taken for lost, and were not.
    private mutating func takeBack(_ returned: Int) {
        let pending = min(lacking, returned)
        lacking -= pending
        lost = max(0, lost - (returned - pending))
    }

    /// Samples that lie missing between two: counted, and bridged where that is honest.
    private mutating func account(_ a: PlacedSample, _ b: PlacedSample) {
        let span = b.time.seconds(since: a.time)
        let missing = lacking
        guard wasReset || missing > 0 else { return }
        let gap = LaneGap(start: a.time, end: b.time, lostSamples: missing, isReset: wasReset)
        count(lostSamples: missing)
        resets += wasReset ? 1 : 0
        let most = MissingSamples.within(seconds: Self.bridgeable, rate: rate ?? 0)
        guard !wasReset, span > 0, span <= Self.bridgeable, missing <= most else {
            placed.append(.broken(gap))
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
        placed.append(.bridged(gap, isHarmless: span <= Self.harmless))
    }
}

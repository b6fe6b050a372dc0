public import IMU

/// Places one sensor's samples in host time: the sensor's own ticks, fitted to their arrival times.
///
/// Published times are strictly monotone; while streaming they follow the fit by slewing. They step where the device's
/// clock restarted, which is said, and are squeezed together where samples had been kept and come in one burst.
///
/// As a value it can be handed on, and kept: as it is encoded it is bound to this version of the fit.
public struct SensorClock: Sendable, Codable {
    /// Where a sample lies in time.
    public struct Placed: Sendable, Equatable, BitwiseCopyable {
        public var time: HostTime
        /// Samples that are missing before this one, by the device's own count or clock.
        public var missing: Int
        /// Samples that were said to be missing earlier, and were not.
        public var returned = 0
        /// The device's clock restarted, or its count no longer explains the arrivals.
        public var isReset: Bool
    }

    /// The fastest slewing once settled: 200 ppm.
    static let slew = 200e-6
    /// The fastest slewing after a start, until the fit is reached: the first samples may come late by much more than
    /// the settled slewing could make up for in minutes.
    static let startSlew = 0.02
    /// The fastest slewing near losses that can only be guessed, where a guess may be a notification's time off.
    static let guessSlew = 0.1
    /// No fit counts as reached before, s, nor further away than this, s.
    static let startSeconds = 10.0
    static let reached = 0.5e-3
    /// No sample is published later than this after its place, s. What a device or an adapter had kept until somebody
    /// listened comes in one burst; the first of it seems younger than it is by all the time it was kept, and the
    /// slewing would take minutes.
    static let mostAhead = 0.1
    /// Seconds without a counted loss before the fit through all delays is trusted where losses can only be guessed.
    static let lossless = 30
    /// A sample this far (s) from where the fit puts it shows a restarted or stalled clock.
    static let resetBound = 1.0

    /// How far the rates of devices' clocks are spread: Bluetooth allows ±50 ppm while a device is active (Core
    /// Specification 5.2, vol. 6, part B, §4.2.1), and quartzes of other devices are no better.
    static let tolerance = 50e-6

    public let timing: SensorTiming
    /// Sampling period in s: nominal, or as estimated.
    public let period: Double
    private let tickSeconds: Double
    private let isRecorded: Bool
    private var unwrapper: TickUnwrapper
    private var fit: DelayLine
    /// Counts losses where the device sends no time, and stands in for that fit near them, where it is the better one.
    private var arrivals: ArrivalLine?
    private var near = ArrivalLine.Change()
    private var isNearLoss = false
    /// How far that line and the fit are apart, s: what they take for the constant delay differs.
    private var apart = 0.0
    private var origin = HostTime(nanoseconds: 0)
    private var base: Int64 = 0
    private var published = 0.0
    /// How far the published time lies from the fit, s: what is still to be slewed.
    private var lag = 0.0
    private var isSettled = false
    private var lastX = 0.0
    private var lastTime: HostTime
    private var isStarted = false

    /// - Parameters:
    ///   - timing: what the ticks mean.
    ///   - rate: the sampling rate in Hz, nominal or estimated; must be positive.
    ///   - last: the time of the sensor's last sample by an earlier clock: this one goes on behind it.
    public init(timing: SensorTiming, rate: Double, after last: HostTime = HostTime(nanoseconds: .min)) {
        lastTime = last
        self.timing = timing
        period = 1 / rate
        isRecorded = timing.source == .recorded
        switch timing.source {
        case .deviceClock(let ticksPerSecond, let wrapBits):
            tickSeconds = 1 / ticksPerSecond
            unwrapper = TickUnwrapper(bits: wrapBits)
            fit = DelayLine(slopeBound: 500e-6, slopeSpread: Self.tolerance, patience: 10)
        case .sampleCounter(let wrapBits):
            tickSeconds = 1 / rate
            unwrapper = TickUnwrapper(bits: wrapBits)
            fit = DelayLine(slopeBound: 0.05, patience: 5)
        case .arrivalOnly:
            tickSeconds = 1 / rate
            unwrapper = TickUnwrapper(bits: 64)
            fit = DelayLine(slopeBound: 0.05, patience: 5)
            arrivals = ArrivalLine(period: 1 / rate)
        case .recorded:
            tickSeconds = 1e-9
            unwrapper = TickUnwrapper(bits: 64)
            fit = DelayLine(slopeBound: 0, patience: .infinity)
        }
    }

    /// Half width of the likely error of this sensor's time against the host's, s, but for a constant delay.
    ///
    /// Until two stretches show how far they wander, a line without losses is not said to be better than the one near them.
    public var uncertainty: Double {
        guard !isRecorded else { return 0 }
        let own = fit.residual + apart
        let isYoung = fit.cells < 2 * DelayLine.stretch
        let known = isNearLoss ? near.residual : isYoung ? max(own, near.residual) : own
        return known + lag + 0.5e-3
    }

    /// Whether a clock that was read back can be gone on with: what it holds has the form that this version gives it.
    public var isSound: Bool {
        let lengths = [period, tickSeconds].allSatisfy { $0.isFinite && $0 > 0 }
        return lengths && fit.isSound && arrivals?.isSound ?? true
    }

    /// The clock for keeping: without what its fit only calculates with.
    public var kept: SensorClock {
        var kept = self
        kept.fit = fit.kept
        kept.arrivals = arrivals?.kept
        return kept
    }

    /// The next sample's place in time.
    public mutating func place(_ sample: Sample) -> Placed {
        let step = unwrapper.advance(to: sample.ticks)
        if isRecorded { return placeRecorded(sample) }
        guard isStarted else {
            start(sample)
            return Placed(time: lastTime, missing: 0, isReset: false)
        }
        let x = Double(unwrapper.value &- base) * tickSeconds
        let y = sample.arrival.seconds(since: origin) - x
        let late = y - fitted(x)
        if step <= 0 || abs(late) > Self.resetBound {
            let gap = sample.arrival.seconds(since: lastTime)
            fit.restart()
            arrivals?.restart()
            start(sample)
            return Placed(time: lastTime, missing: MissingSamples.between(seconds: gap, period: period), isReset: true)
        }
        if arrivals != nil { return placeCounted(x, arrival: x + y) }
        fit.take(x: x, y: y)
        publish(x)
        let missing = MissingSamples.between(seconds: Double(step) * tickSeconds, period: period)
        return Placed(time: lastTime, missing: missing, isReset: false)
    }

    private func fitted(_ x: Double) -> Double {
        isNearLoss ? near.offset : fit.offset + fit.slope * x
    }

    /// Lost samples move the count on; samples that were not lost after all move it back, which is slewed.
    private mutating func placeCounted(_ counted: Double, arrival: Double) -> Placed {
        near = arrivals?.take(x: counted, arrival: arrival) ?? near
        let moved = near.lost - near.returned
        let x = counted + Double(moved) * tickSeconds
        base &-= Int64(moved)
        published -= x - counted
        lastX += x - counted
        // A loss that was not seen to begin leaves the least delays of before below all others.
        let isApart = apart(x) > near.doubtful
        if moved != 0 || isApart { fit.restart() }
        fit.take(x: x, y: arrival - x)
        isNearLoss = fit.cells < Self.lossless
        apart = apart(x)
        publish(x)
        return Placed(time: lastTime, missing: near.lost, returned: near.returned, isReset: false)
    }

    private func apart(_ x: Double) -> Double {
        abs(near.offset - fit.offset - fit.slope * x)
    }

    private mutating func start(_ sample: Sample) {
        isStarted = true
        base = unwrapper.value
        let earliest = lastTime.nanoseconds == .min ? sample.arrival : lastTime.advanced(seconds: 0.5 * period)
        origin = max(sample.arrival, earliest)
        fit.take(x: 0, y: 0)
        near = arrivals?.take(x: 0, arrival: 0) ?? near
        isNearLoss = arrivals != nil
        published = 0
        lag = 0
        isSettled = false
        lastX = 0
        lastTime = origin
    }

    /// Follows the fit at a bounded slope, strictly forward.
    private mutating func publish(_ x: Double) {
        let wanted = fitted(x)
        let dx = x - lastX
        if isNearLoss {
            // Where a loss was guessed, time goes on by it at once.
            let carried = published + near.slope * dx
            published = max(carried - Self.guessSlew * dx, wanted)
        } else {
            let carried = published + fit.slope * dx
            let bound = (isSettled ? Self.slew : Self.startSlew) * dx
            published = max(carried - bound, min(carried + bound, wanted))
        }
        published = min(published, wanted + Self.mostAhead)
        lag = abs(wanted - published)
        if arrivals == nil, x >= Self.startSeconds, lag <= Self.reached { isSettled = true }
        lastX = x
        let time = origin.advanced(seconds: x + published)
        lastTime = max(time, lastTime.advanced(seconds: 1e-9))
    }

    private mutating func placeRecorded(_ sample: Sample) -> Placed {
        let time = HostTime(nanoseconds: Int64(truncatingIfNeeded: sample.ticks))
        defer {
            lastTime = time
            isStarted = true
        }
        guard isStarted else { return Placed(time: time, missing: 0, isReset: false) }
        let missing = MissingSamples.between(seconds: time.seconds(since: lastTime), period: period)
        return Placed(time: time, missing: missing, isReset: time <= lastTime)
    }
}

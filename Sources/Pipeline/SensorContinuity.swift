import Alignment
public import IMU

/// What a run of the pipeline leaves to the next of one sensor's time: its rate, its clock with all that was fitted, and
/// where its samples stopped, so that what is lost over the seam is counted.
///
/// A session's begin and end are no news to a sensor, whose clock needs minutes to become sure. A session log keeps this
/// as it stood at the session's begin, so that a replay places the samples where the run did. Encoded, it is bound to
/// the version that wrote it.
public struct SensorContinuity: Sendable, Codable {
    /// How the ticks are read; with another timing the clock begins anew.
    public let timing: SensorTiming
    /// Sampling rate, Hz.
    public let rate: Double
    let clock: SensorClock
    /// The last complete sample, and the time of the last one of all.
    let last: PlacedSample?
    let lastTime: HostTime
    /// Incomplete and missing samples since the last complete one.
    let lacking: Int
    let wasReset: Bool

    init(
        timing: SensorTiming, rate: Double, clock: SensorClock, last: PlacedSample?, lastTime: HostTime, lacking: Int,
        wasReset: Bool
    ) {
        self.timing = timing
        self.rate = rate
        self.clock = clock
        self.last = last
        self.lastTime = lastTime
        self.lacking = lacking
        self.wasReset = wasReset
    }

    /// Whether one that was read back can be gone on with, whatever the file says.
    public var isSound: Bool {
        let isComplete = last.map { ($0.acceleration + $0.angularRate).sum().isFinite } ?? true
        return isComplete && SensorLane.rates.contains(rate) && clock.isSound && clock.timing == timing
            && (0...MissingSamples.most).contains(lacking)
    }

    /// For keeping: without what the clock only calculates with.
    public var kept: SensorContinuity {
        SensorContinuity(
            timing: timing, rate: rate, clock: clock.kept, last: last, lastTime: lastTime, lacking: lacking,
            wasReset: wasReset)
    }
}

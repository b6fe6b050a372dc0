import Body
import IMU
import Rings

/// What the lumbar detectors look at, per sample. All vectors in the sensor's frame.
struct LumbarReading: Sendable, BitwiseCopyable, YawReading {
    /// Fitted host time of the sample.
    var time = HostTime(nanoseconds: 0)
    /// The vertical, unit length.
    var up = Vector(0, 0, 1)
    /// Specific force without gravity, m/s².
    var acceleration = Vector()
    /// The same, low-passed for telling steps apart.
    var coarse = Vector()
    /// The same, low-passed for timing them.
    var fine = Vector()
    /// Angular rate, rad/s.
    var rate = Vector()
    /// The same, low-passed.
    var smoothRate = Vector()
    /// Angular rate about the vertical, rad/s.
    var yaw = 0.0
}

/// Turns a lumbar unit's samples into readings, whatever the mounting, and keeps the last of them.
struct LumbarSignals: Sendable {
    /// Low-pass for telling steps apart, Hz: above the third harmonic of a quick step's half.
    static let coarseCutoff = 4.0
    /// Low-pass for timing, Hz.
    static let fineCutoff = 6.0
    /// Standard gravity, m/s² (ISO 80000-3).
    static let gravity = 9.80665
    /// Seconds of readings that are kept: the longest plausible stride and the patience for the other foot.
    static let kept = 4.0

    let rate: Double
    let coarseFilter: Butterworth
    let fineFilter: Butterworth
    private var coarse = Butterworth.State()
    private var fine = Butterworth.State()
    private var smoothRate = Butterworth.State()
    private(set) var forward: ForwardAxis
    private(set) var history: HistoryRing<LumbarReading>

    /// - Parameter rate: sampling rate, Hz.
    init(rate: Double) {
        self.rate = rate
        coarseFilter = Butterworth(cutoff: Self.coarseCutoff, rate: rate)
        fineFilter = Butterworth(cutoff: Self.fineCutoff, rate: rate)
        forward = ForwardAxis(rate: rate)
        history = HistoryRing(capacity: Int(rate * Self.kept) + 1)
    }

    /// Forward now, unit length, sensor frame; nil until walking has shown it.
    var direction: Vector? { history.last.flatMap { forward.direction(up: $0.up) } }

    /// After a gap: the filters start anew, the directions are kept.
    mutating func interrupt() {
        coarse = Butterworth.State()
        fine = Butterworth.State()
        smoothRate = Butterworth.State()
        forward.interrupt()
        history.removeAll()
    }

    /// The sensor has turned on the body: forward is learnt anew.
    mutating func realign() { forward = ForwardAxis(rate: rate) }

    /// Takes the next sample, with the upward direction in its frame, and returns its reading.
    mutating func take(time: HostTime, acceleration: Vector, angularRate: Vector, up: Vector) -> LumbarReading {
        let free = acceleration - Self.gravity * up
        let reading = LumbarReading(
            time: time, up: up, acceleration: free, coarse: coarseFilter.filter(free, &coarse),
            fine: fineFilter.filter(free, &fine), rate: angularRate,
            smoothRate: fineFilter.filter(angularRate, &smoothRate), yaw: angularRate.dot(up))
        forward.update(acceleration: reading.coarse, up: up)
        history.append(reading)
        return reading
    }
}

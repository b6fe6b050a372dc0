import Body
import IMU

/// What the contact detector looks at, per sample of one shank.
struct ShankReading: Sendable, BitwiseCopyable, YawReading {
    /// Fitted host time of the sample.
    var time = HostTime(nanoseconds: 0)
    /// Angular rate about the flexion axis, low-passed, rad/s; forward swing is positive.
    var swing = 0.0
    /// Norm of the low-passed specific force, m/s².
    var force = 0.0
    /// Low-passed specific force along the forward axis, m/s².
    var forward = 0.0
    /// Angular rate about the long axis, unfiltered, rad/s.
    var axial = 0.0
    /// The same, low-passed.
    var axialSmooth = 0.0
    /// Angular rate about the forward axis, low-passed, rad/s; the knee moves to the right where it is positive.
    var frontal = 0.0
    /// Angular rate about the vertical, unfiltered, rad/s.
    var yaw = 0.0
    /// As sampled: specific force, m/s², and angular rate, rad/s, sensor axes.
    var acceleration = SIMD3<Float>()
    var angularRate = SIMD3<Float>()
    /// The flexion axis has just turned out to point the other way: what was swing was not.
    var isReversed = false
}

/// Turns one shank's samples into the signals of `ShankReading`, whatever the mounting.
struct ShankSignals: Sendable {
    /// Low-pass of the angular rate, Hz: keeps the foot-strike trough and takes off soft-tissue ringing.
    static let rateCutoff = 15.0
    /// Low-pass of the specific force, Hz (Trojaniello et al. 2014 work on comparably smoothed accelerations).
    static let forceCutoff = 20.0

    /// Sampling rate, Hz.
    private let sampling: Double
    let rateFilter: Butterworth
    let forceFilter: Butterworth
    private var rateState = Butterworth.State()
    private var forceState = Butterworth.State()
    private(set) var axis: FlexionAxis

    /// - Parameter rate: sampling rate, Hz.
    init(rate: Double) {
        sampling = rate
        rateFilter = Butterworth(cutoff: Self.rateCutoff, rate: rate)
        forceFilter = Butterworth(cutoff: Self.forceCutoff, rate: rate)
        axis = FlexionAxis(rate: rate)
    }

    /// After a gap: the filters start anew, the axes are kept.
    mutating func interrupt() {
        rateState = Butterworth.State()
        forceState = Butterworth.State()
    }

    /// The sensor has turned on the shank: the axes are learnt anew.
    mutating func realign() { axis = FlexionAxis(rate: sampling) }

    /// Takes the next sample; `up` is the upward direction in the sensor's frame.
    mutating func take(time: HostTime, acceleration: Vector, angularRate: Vector, up: Vector) -> ShankReading {
        let rate = rateFilter.filter(angularRate, &rateState)
        let force = forceFilter.filter(acceleration, &forceState)
        let before = axis.reversals
        axis.update(angularRate: rate, acceleration: acceleration)
        return ShankReading(
            time: time, swing: rate.dot(axis.flexion), force: force.length, forward: force.dot(axis.forward),
            axial: angularRate.dot(axis.long), axialSmooth: rate.dot(axis.long), frontal: rate.dot(axis.forward),
            yaw: angularRate.dot(up),
            acceleration: SIMD3<Float>(acceleration), angularRate: SIMD3<Float>(angularRate),
            isReversed: axis.reversals != before)
    }
}

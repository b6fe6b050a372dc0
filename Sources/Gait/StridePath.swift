import Body
import IMU
import Rings

/// The way of the ankle over one stride from its shank unit: double integration from mid-stance to mid-stance.
///
/// In mid-stance the foot stands flat and the shank turns about the ankle as an inverted pendulum, so the sensor's
/// velocity is rate × height, and not 0 (Li, Young, Naing & Donelan 2010; with a linear error model: PMC7809129,
/// Sci Rep 2021, which finds less bias and spread than with zero velocity). Between two such velocities the specific
/// force, turned into the first mid-stance's frame by the gyroscope, is integrated twice; its mean over the stride less
/// the velocities' change is gravity, which levels the frame and takes off every constant error at once. Neither
/// needs the sensor's mounting, a magnetometer or a standing calibration.
struct StridePath: Sendable, BitwiseCopyable {
    /// Mid-stance, as a share of stance after the initial contact. Perry's mid-stance runs from 12 to 31 % of the cycle;
    /// its middle lies at 0.35 of a stance of 62 %.
    static let midStance = 0.35
    /// The rate of mid-stance is the mean over this long to either side, s.
    static let halfWindow = 0.03
    /// Weight of the newest stride in the gyroscope's bias.
    static let biasGain = 0.1
    /// A bias larger than this is motion, rad/s: small MEMS gyroscopes stay below 0.05.
    static let largestBias = 0.05
    /// What a stride's length may be, m.
    static let plausible = 0.1...3.0

    /// Bias of the rate about the flexion axis, rad/s: a steady stride turns the shank back to where it was.
    private var bias = 0.0
    private var strides = 0

    /// A way over the ground.
    struct Way: Sendable, BitwiseCopyable {
        /// Along the ground, m.
        var length: Double
        /// Upwards, m.
        var rise: Double

        static let unknown = Way(length: .nan, rise: .nan)
    }

    /// The ankle's way from mid-stance to mid-stance; unknown where samples lack.
    /// - Parameters:
    ///   - from, to: the mid-stances.
    ///   - height: of the sensor above the ankle, m.
    ///   - isSteady: whether the stride teaches the gyroscope's bias.
    mutating func way(
        from: HostTime, to: HostTime, height: Double, axis: FlexionAxis, isSteady: Bool,
        readings: HistoryRing<ShankReading>
    ) -> Way {
        guard let first = readings.first(notBefore: from), first > readings.startIndex else { return .unknown }
        let duration = to.seconds(since: from)
        guard duration > 0, readings[readings.endIndex - 1].time.seconds(since: to) >= Self.halfWindow else {
            return .unknown
        }
        let correction = axis.flexion * bias
        let lever = axis.long * height
        let start = (Self.rate(at: from, readings) - correction).cross(lever)
        let closing = Self.rate(at: to, readings) - correction

        // ∫∫f dt² = T·∫f dt − ∫t·f dt, so one pass is enough.
        var turned = Quaternion.identity
        var force = Vector()
        var moment = Vector()
        var swing = 0.0
        var last = 0.0
        var index = first
        while index < readings.endIndex, readings[index].time <= to {
            let now = readings[index].time.seconds(since: from)
            let step = now - last
            let rate = Vector(readings[index].angularRate)
            turned = (turned * Quaternion(rotationVector: (rate - correction) * step)).normalized
            let part = turned.rotate(Vector(readings[index].acceleration)) * step
            force += part
            moment += part * (now - 0.5 * step)
            swing += rate.dot(axis.flexion) * step
            last = now
            index += 1
        }
        let span = last
        guard span > 0.9 * duration else { return .unknown }
        let end = turned.rotate(closing.cross(lever))
        let gravity = (force - (end - start)) / span
        guard let up = gravity.direction else { return .unknown }
        let way = start * span + force * span - moment - gravity * (0.5 * span * span)
        if isSteady { learn(swing / span) }
        let ankle = way - (turned.rotate(lever) - lever)
        let rise = ankle.dot(up)
        return Way(length: (ankle - up * rise).length * duration / span, rise: rise * duration / span)
    }

    private mutating func learn(_ mean: Double) {
        guard abs(mean) <= Self.largestBias else { return }
        strides += 1
        bias += (mean - bias) * max(Self.biasGain, 1 / Double(strides))
    }

    /// The mean angular rate about a time, rad/s.
    private static func rate(at time: HostTime, _ readings: HistoryRing<ShankReading>) -> Vector {
        var sum = Vector()
        var count = 0.0
        guard var index = readings.first(notBefore: time.advanced(seconds: -halfWindow)) else { return sum }
        while index < readings.endIndex, readings[index].time.seconds(since: time) <= halfWindow {
            sum += Vector(readings[index].angularRate)
            count += 1
            index += 1
        }
        if count > 0 { return sum / count }
        return index < readings.endIndex ? Vector(readings[index].angularRate) : sum
    }
}

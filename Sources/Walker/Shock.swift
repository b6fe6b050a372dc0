import Glibc
import IMU

/// What a contact does to a strapped-on sensor beyond the motion of the segment: the shock runs up the leg, weaker
/// and later at each joint, and the sensor rocks on the soft tissue.
///
/// A damped oscillation: a fast part (the shock, 38 Hz on the shank) and a slow one (the sensor on skin and muscle,
/// 17 Hz, as the ringing of 60 ms in recordings from shanks shows). It begins when the heel's pad is compressed, so that
/// the low-passed force of the shank peaks some 27 ms after contact, as late as on the legs after stroke that
/// `StrokeTests` read. The strengths are chosen so that |a| about contact peaks at 2 to 5 g on the shank and near 1.5 g
/// at the lumbar spine.
struct Shock: Sendable {
    /// Share of the shank's shock.
    let gain: Double
    /// Way up the body, s.
    let delay: Double
    /// Frequency of the fast part, Hz.
    let frequency: Double
    /// Unit direction of the push in the segment's frame for the left side; Y is mirrored for the right.
    let direction: SIMD3<Double>
    /// Rocking of the sensor on its strap, rad, about the segment's axes, for the left side.
    let rocking: SIMD3<Double>
    /// Share of the push-off's jolt.
    let push: Double

    init(placement: Placement) {
        switch placement {
        case .leftShank, .rightShank, .leftFoot, .rightFoot:
            (gain, delay, frequency, push) = (1, 0.017, 38, 1)
            direction = [0.5, -0.25, 0.83]
            rocking = [0.002, 0.006, 0.008]
        case .leftThigh, .rightThigh:
            (gain, delay, frequency, push) = (0.55, 0.013, 28, 0.1)
            direction = [-0.4, -0.2, 0.89]
            rocking = [0.004, 0.008, 0.004]
        case .lumbar:
            (gain, delay, frequency, push) = (0.2, 0.014, 19, 0.02)
            direction = [-0.35, 0.3, 0.89]
            rocking = [0.003, 0.003, 0]
        }
    }

    /// Specific force in the segment's frame, m/s².
    /// - Parameters:
    ///   - elapsed: seconds since the contact.
    ///   - peak: of the fast part, m/s².
    func force(elapsed: Double, peak: Double, side: Side) -> SIMD3<Double> {
        let t = elapsed - delay
        guard t > 0, t < 0.4 else { return .zero }
        // 1.35 makes the first crest of the damped sine reach `peak`.
        let fast = 1.35 * peak * exp(-t / 0.013) * sin(2 * .pi * frequency * t)
        let slow = 0.28 * peak * exp(-t / 0.045) * sin(2 * .pi * 17 * t)
        var along = direction
        if side == .right { along.y = -along.y }
        return gain * (fast + slow) * along
    }

    /// From the push-off's beginning to the foot's leaving, s: it is at its height some 60 ms before the foot leaves, as
    /// on the legs after stroke that `StrokeTests` read, when the ankle's power peaks (Winter).
    static let pushLead = 0.095

    /// Specific force of the push-off of a step at a comfortable speed, m/s².
    /// - Parameter elapsed: seconds since its beginning.
    func push(elapsed: Double) -> SIMD3<Double> {
        guard elapsed > 0, elapsed < 0.25 else { return .zero }
        let wave = 30 * exp(-elapsed / 0.035) * sin(2 * .pi * 14 * elapsed)
        return push * wave * SIMD3(-0.9, 0, 0.3)
    }

    /// Rocking of the sensor against the segment, a small rotation vector in rad. Starts and ends at rest.
    func rock(elapsed: Double, strength: Double, side: Side) -> SIMD3<Double> {
        let t = elapsed - delay
        guard t > 0, t < 0.4 else { return .zero }
        let rise = t * t / (t * t + 0.012 * 0.012)
        let wave = strength * rise * exp(-t / 0.04) * sin(2 * .pi * 17 * t)
        // What is left of the wave at the cut-off is below 1e-5 of its height.
        var axis = rocking
        if side == .right { (axis.x, axis.z) = (-axis.x, -axis.z) }
        return wave * axis
    }
}

import Body
import IMU
import Rings

/// Which foot has just met the ground, from the lumbar unit's motion around the contact.
///
/// Before a left contact the body falls to the left and the pelvis turns to the right; at the contact the left leg
/// pushes it back to the right, and then its right side drops (Perry & Burnfield 2010, *Gait Analysis*). In the means
/// over windows around the contact, left positive,
///
///     s = a_l(−250…−50 ms) − ½·a_l(30…80 ms) + ω_f(20…120 ms) − ω_u(−200…−50 ms)
///
/// with a_l the acceleration to the left (m/s²) and ω_f, ω_u the rates about forward and up (rad/s). The vertical
/// rate is McCamley et al. 2012's sign, the turn of the sideways acceleration Ben Mansour et al. 2015's; the drop of
/// the pelvis is added. The weights are round numbers, not a fit: any of them may double or halve without harm.
enum LumbarSide {
    /// The evidence is complete this long after the contact, s.
    static let complete = 0.12
    /// From evidence to log odds; the evidence is bounded, so that no single jolt decides.
    static let logOdds = 3.0
    static let bound = 2.0

    /// The evidence at a contact: positive for left; nil where the history does not reach back far enough or the
    /// walking direction is not known.
    /// - Parameter forward: the walking direction, sensor frame.
    static func evidence(at time: HostTime, _ signals: LumbarSignals, forward: Vector?) -> Double? {
        let history = signals.history
        let early = time.advanced(seconds: -0.25)
        guard !history.isEmpty, history[history.startIndex].time <= early else { return nil }
        let up = history[history.endIndex - 1].up
        guard let forward, let forward = (forward - up * forward.dot(up)).direction else { return nil }
        let left = up.cross(forward)
        var sums = (fall: 0.0, turn: 0.0, push: 0.0, drop: 0.0)
        var counts = (fall: 0.0, turn: 0.0, push: 0.0, drop: 0.0)
        var index = history.lowerBound(of: early) { $0.time }
        while index < history.endIndex {
            let reading = history[index]
            let since = reading.time.seconds(since: time)
            if since > complete { break }
            if since <= -0.05 {
                sums.fall += reading.acceleration.dot(left)
                counts.fall += 1
            }
            if since >= -0.2, since <= -0.05 {
                sums.turn += reading.yaw
                counts.turn += 1
            }
            if since >= 0.03, since <= 0.08 {
                sums.push += reading.acceleration.dot(left)
                counts.push += 1
            }
            if since >= 0.02 {
                sums.drop += reading.rate.dot(forward)
                counts.drop += 1
            }
            index += 1
        }
        let fall = sums.fall / max(1, counts.fall)
        let push = sums.push / max(1, counts.push)
        return fall - 0.5 * push + sums.drop / max(1, counts.drop) - sums.turn / max(1, counts.turn)
    }

    /// The log odds of left that the evidence is worth.
    static func odds(_ evidence: Double) -> Double { logOdds * max(-bound, min(bound, evidence)) }
}

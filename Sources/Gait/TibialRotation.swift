import Body
import IMU
import Rings

/// The pronation proxy of a shank unit: how far the tibia turns inwards about its long axis in early stance.
///
/// Pronation of the foot turns the tibia inwards, but loosely and differently in each person (Nigg 1998; Stacoff et al.
/// 2000), so this is a proxy with low evidence, to be compared only with the person's other side or earlier self.
/// The rate about the long axis is integrated over the stride and its drift taken off as a straight line, since the
/// stride ends as it began (as the drift-free integration of Mariani et al. 2010 does for the foot).
enum TibialRotation {
    /// The part of stance, from the initial contact, in which the rotation is looked for.
    static let earlyStance = 0.5

    /// The largest internal rotation after the initial contact within early stance, rad; NaN where samples lack.
    static func excursion(
        side: Side, start: HostTime, finalContact: HostTime, end: HostTime, readings: HistoryRing<ShankReading>
    ) -> Double {
        let stride = end.seconds(since: start)
        let early = earlyStance * finalContact.seconds(since: start)
        guard stride > 0, early > 0, var index = readings.first(notBefore: start) else { return .nan }
        // Seen from above, turning left is positive: inwards for the right leg, outwards for the left one.
        let inwards = side == .right ? 1.0 : -1.0
        var drift = 0.0
        var last = start
        var scan = index
        while scan < readings.endIndex, readings[scan].time <= end {
            drift += readings[scan].axial * readings[scan].time.seconds(since: last)
            last = readings[scan].time
            scan += 1
        }
        drift /= stride
        var angle = 0.0
        var largest = 0.0
        last = start
        while index < readings.endIndex, readings[index].time.seconds(since: start) <= early {
            angle += inwards * (readings[index].axial - drift) * readings[index].time.seconds(since: last)
            largest = max(largest, angle)
            last = readings[index].time
            index += 1
        }
        return largest
    }
}

import Body
import IMU
import Rings

/// How fast the tibia turns inwards in early stance and the knee moves outwards in loading, from a shank unit: proxies
/// of the foot's pronation and of a thrust of the knee, with the same low evidence as `TibialRotation`.
enum ShankLoading {
    /// The loading response as a share of the stride (Perry & Burnfield 2010).
    static let response = 0.12

    /// The largest rates, rad/s, never below 0; NaN where samples lack.
    /// - Returns: `inwards` about the shank's long axis in the first half of stance; `outwards` of the knee about the
    ///   forward axis in the loading response.
    static func rates(
        side: Side, start: HostTime, finalContact: HostTime, end: HostTime, readings: HistoryRing<ShankReading>
    ) -> (inwards: Double, outwards: Double) {
        let early = TibialRotation.earlyStance * finalContact.seconds(since: start)
        let loading = response * end.seconds(since: start)
        guard early > 0, loading > 0, var index = readings.first(notBefore: start) else { return (.nan, .nan) }
        // Seen from above, turning left is inwards for the right leg; a knee that moves right is outwards for it.
        let sign = side == .right ? 1.0 : -1.0
        var (inwards, outwards) = (0.0, 0.0)
        while index < readings.endIndex {
            let since = readings[index].time.seconds(since: start)
            guard since <= max(early, loading) else { break }
            if since <= early { inwards = max(inwards, sign * readings[index].axialSmooth) }
            if since <= loading { outwards = max(outwards, sign * readings[index].frontal) }
            index += 1
        }
        return (inwards, outwards)
    }
}

import Body
import IMU
import Rings

/// A thigh or shank: its motion and its flexion axis.
struct LegSegment: Sendable {
    /// Standing differs from the mean of walking by less than this, rad; sitting, for a thigh, by more.
    static let carriage = 25 * Units.radiansPerDegree

    var motion: SegmentMotion
    private var flexion = FlexionMoments()

    init(rate: Double) { motion = SegmentMotion(rate: rate) }

    /// Learns the axes from a stride of its leg.
    mutating func learn(_ stride: StrideSpan) {
        guard let numbers = motion.numbers(from: stride.start, to: stride.end) else { return }
        motion.learnCarriage(numbers)
        flexion.beginStride()
        for number in numbers {
            let reading = motion.readings[number]
            flexion.take(Vector(reading.angularRate), isSwing: reading.time > stride.finalContact)
        }
    }

    /// The sensor has turned on the segment: its axes are learnt anew.
    mutating func realign(at time: HostTime) {
        motion.realign(at: time)
        flexion = FlexionMoments()
    }

    /// The upward direction in standing, sensor frame; nil while unknown.
    var standingUp: Vector? { motion.standingUp(within: Self.carriage) }

    /// The angle against standing now, rad; nil while unknown.
    var tilt: Double? { standingUp.map { motion.tilt(from: $0) } }

    /// How the sensor sits, and whether its zero is that of standing (else the mean of walking). Nil while unknown.
    var frame: (axes: SegmentFrame, isZeroed: Bool)? {
        let standing = standingUp
        guard let up = standing ?? motion.walkingUp, let axis = flexion.axis(across: up),
            let axes = SegmentFrame(up: up, flexion: axis)
        else { return nil }
        return (axes, standing != nil)
    }
}

/// A stride's times.
struct StrideSpan: Sendable {
    var side: Side
    var start: HostTime
    var finalContact: HostTime
    var end: HostTime
    /// The other foot's initial contact within it; nil where unknown.
    var opposite: HostTime?

    /// Where in the stride a time lies: 0 at its start, 1 at its end.
    func phase(_ time: HostTime) -> Double { time.seconds(since: start) / end.seconds(since: start) }
}

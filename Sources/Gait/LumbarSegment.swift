import Body
import IMU
import Rings

/// The lumbar unit: its motion, the walking direction in its frame, and the person's own range of inclination.
struct LumbarSegment: Sendable {
    /// Standing differs from the mean of walking by less than this, rad; sitting mostly by more.
    static let carriage = 10 * Units.radiansPerDegree
    /// Strides of one foot may overlap by this, s: contacts are refined one by one.
    private static let overlap = 0.05

    var motion: SegmentMotion
    private var drive = ForwardDrive()
    private(set) var range = InclinationRange()
    private var swaying = SwayMeter()
    private var slideCheck = SlideCheck()
    /// The end of the last stride that `slideCheck` took.
    private var watched: HostTime?
    /// How often the belt has slid round the waist.
    private(set) var slides = 0
    private var sittingSum = 0.0
    private var sittingCount = 0.0

    init(rate: Double) { motion = SegmentMotion(rate: rate) }

    /// Takes the next sample; returns the upward direction in the sensor's frame.
    mutating func take(
        time: HostTime, acceleration: Vector, angularRate: Vector, posture: PostureTracker.Posture
    ) -> Vector {
        let up = motion.take(time: time, acceleration: acceleration, angularRate: angularRate)
        if range.wants(time), let frame, frame.isZeroed {
            let inclination = -frame.axes.pitch(up)
            range.take(inclination, at: time)
            if posture == .sitting, inclination.isFinite {
                sittingSum += inclination
                sittingCount += 1
            }
        }
        if posture == .standing {
            swaying.take(time: time, acceleration: acceleration, up: up)
        } else {
            swaying.interrupt()
        }
        return up
    }

    /// After a gap that was not bridged.
    mutating func interrupt() {
        motion.interrupt()
        swaying.interrupt()
    }

    /// The sensor has turned on the segment: its axes are learnt anew.
    mutating func realign(at time: HostTime) {
        motion.realign(at: time)
        drive = ForwardDrive()
        swaying = SwayMeter()
        slideCheck.restart()
    }

    /// A bout of walking has ended.
    mutating func endBout() { slideCheck.startBout() }

    /// How the sensor sits has become known or suspect: what the belt is compared with is gathered anew.
    mutating func watchBeltAnew() { slideCheck.restart() }

    /// Looks whether the belt has slid, by steady strides that do not overlap: one foot's, as a rule.
    mutating func watchBelt(_ stride: StrideSpan) {
        guard let numbers = motion.numbers(from: stride.start, to: stride.end) else { return }
        if let watched, stride.start.seconds(since: watched) < -Self.overlap { return }
        watched = stride.end
        var (force, turning) = (0.0, 0.0)
        for number in numbers {
            let reading = motion.readings[number]
            force += Vector(reading.acceleration).dot(reading.vertical)
            turning += Vector(reading.angularRate).dot(reading.vertical)
        }
        let share = 1 / Double(numbers.count)
        // In a curve the trunk's turning is the way's, not the stride's.
        guard abs(turning * share) < MountCheck.Parameters().turning else { return }
        var sum = TrunkPatternSum(meanForce: force * share, meanTurning: turning * share)
        var last = motion.readings[numbers.lowerBound].time
        for number in numbers {
            let reading = motion.readings[number]
            sum.take(
                force: Vector(reading.acceleration), rate: Vector(reading.angularRate), up: reading.vertical,
                step: reading.time.seconds(since: last))
            last = reading.time
        }
        if let pattern = sum.pattern, slideCheck.take(pattern) { slides += 1 }
    }

    /// Learns the axes from a stride of either foot.
    mutating func learn(_ stride: StrideSpan) {
        guard let numbers = motion.numbers(from: stride.start, to: stride.end) else { return }
        motion.learnCarriage(numbers)
        var mean = 0.0
        for number in numbers {
            let reading = motion.readings[number]
            mean += Vector(reading.acceleration).dot(reading.vertical) / Double(numbers.count)
        }
        var fall = 0.0
        var last = motion.readings[numbers.lowerBound].time
        for number in numbers.dropFirst() {
            let reading = motion.readings[number]
            let (force, up) = (Vector(reading.acceleration), reading.vertical)
            let vertical = force.dot(up)
            fall -= (vertical - mean) * reading.time.seconds(since: last)
            last = reading.time
            drive.take(horizontal: force - up * vertical, fall: fall)
        }
        drive.endStride()
    }

    /// The upward direction in standing, sensor frame; nil while unknown.
    var standingUp: Vector? { motion.standingUp(within: Self.carriage) }

    /// The walking direction, sensor frame, not of unit length; nil while unknown.
    var forward: Vector? { drive.forward }

    /// The angle against standing now, rad; nil while unknown.
    var tilt: Double? { standingUp.map { motion.tilt(from: $0) } }

    /// The mean inclination in sitting, rad, forward positive; NaN while unknown.
    var sittingInclination: Double { sittingCount > 0 ? sittingSum / sittingCount : .nan }

    /// How quietly the person stood so far; nil while unknown.
    var sway: StandingSway? {
        guard let up = motion.walkingUp, let forward = drive.forward,
            let axes = SegmentFrame(up: up, forward: forward)
        else { return nil }
        return swaying.sway(axes)
    }

    /// How the sensor sits, and whether its zero is that of standing (else the mean of walking). Nil while unknown.
    var frame: (axes: SegmentFrame, isZeroed: Bool)? {
        let standing = standingUp
        guard let up = standing ?? motion.walkingUp, let forward = drive.forward,
            let axes = SegmentFrame(up: up, forward: forward)
        else { return nil }
        return (axes, standing != nil)
    }
}

import Body
import Glibc
import IMU
import Rings

/// What is kept of one sample of a body segment.
struct SegmentReading: Sendable, BitwiseCopyable {
    /// When `up` was so: half a period after the sample, since its rate was taken to last from half a period before to
    /// half a period after it.
    var time = HostTime(nanoseconds: 0)
    /// The upward direction, sensor frame.
    var up = SIMD3<Float>()
    /// Angular rate without the estimated bias, sensor frame, rad/s.
    var angularRate = SIMD3<Float>()
    /// Specific force, sensor frame, m/s².
    var acceleration = SIMD3<Float>()

    var vertical: Vector { Vector(up) }
}

/// One segment's sensor: its orientation, the last seconds of it, and where up is in standing and in walking.
///
/// Axes are applied when a stride is measured and not when a sample comes in: what was learnt last serves the whole
/// stride.
struct SegmentMotion: Sendable {
    /// The longest stride, the wait for the other foot and its contacts' confirmation, s.
    private static let history = 5.0
    /// What a stride's mean counts a stride later.
    private static let keep = 0.9
    /// Samples may be this much more than a period apart in a stride that is measured, s.
    private static let slack = 0.05

    private var orientation: VQF
    /// The upward direction now, sensor frame.
    private(set) var up = Vector(0, 0, 1)
    private(set) var readings: HistoryRing<SegmentReading>
    private(set) var quiet: QuietStance
    private let period: Double
    private var walkingSum = Vector()
    /// No stride that began before this is measured: samples were missing.
    var reliableSince = HostTime(nanoseconds: .min)

    /// - Parameter rate: sampling rate, Hz.
    init(rate: Double) {
        orientation = VQF(rate: rate)
        readings = HistoryRing(capacity: Int(rate * Self.history) + 1)
        quiet = QuietStance(rate: rate)
        period = 1 / rate
    }

    /// The last sample's time.
    var now: HostTime {
        readings.isEmpty ? HostTime(nanoseconds: .min) : readings[readings.endIndex - 1].time
    }

    /// Takes the next sample; returns the upward direction in the sensor's frame.
    mutating func take(time: HostTime, acceleration: Vector, angularRate: Vector) -> Vector {
        let estimate = orientation.update(angularRate: angularRate, acceleration: acceleration)
        up = estimate.up
        quiet.take(up: up, isResting: estimate.isResting)
        readings.append(
            SegmentReading(
                time: time.advanced(seconds: 0.5 * period), up: SIMD3<Float>(up),
                angularRate: SIMD3<Float>(angularRate - estimate.bias),
                acceleration: SIMD3<Float>(acceleration)))
        return up
    }

    /// After a gap: what is kept does not join what follows.
    mutating func interrupt() { readings.removeAll() }

    /// The sensor has turned on the segment: what was learnt of how it sits is forgotten.
    mutating func realign(at time: HostTime) {
        interrupt()
        reliableSince = time
        orientation = VQF(rate: 1 / period)
        quiet = QuietStance(rate: 1 / period)
        walkingSum = Vector()
    }

    /// The numbers of the readings within a stride, with one more before it; nil where they do not cover it.
    func numbers(from start: HostTime, to end: HostTime) -> Range<Int>? {
        guard start >= reliableSince, start < end else { return nil }
        let inside = readings.numbers(in: start...end) { $0.time }
        guard inside.lowerBound > readings.startIndex, !inside.isEmpty else { return nil }
        let first = readings[inside.lowerBound - 1].time
        let last = readings[inside.upperBound - 1].time
        guard start.seconds(since: first) <= period + Self.slack, end.seconds(since: last) <= period + Self.slack else {
            return nil
        }
        return inside.lowerBound - 1..<inside.upperBound
    }

    /// The least norm of the mean specific force over `window` seconds between two times, m/s²; NaN where samples lack.
    func leastForce(from start: HostTime, to end: HostTime, window: Double) -> Double {
        guard let numbers = numbers(from: start, to: end) else { return .nan }
        let width = max(1, Int((window / period).rounded()))
        guard numbers.count >= width else { return .nan }
        var sum = Vector()
        var least = Double.infinity
        for number in numbers {
            sum += Vector(readings[number].acceleration)
            guard number - numbers.lowerBound + 1 >= width else { continue }
            least = min(least, sum.length)
            sum -= Vector(readings[number - width + 1].acceleration)
        }
        return least / Double(width)
    }

    /// Learns from a stride how the segment is carried.
    mutating func learnCarriage(_ numbers: Range<Int>) {
        var sum = Vector()
        for number in numbers { sum += readings[number].vertical }
        guard let mean = sum.direction else { return }
        walkingSum = Self.keep * walkingSum + mean
    }

    /// The mean upward direction in walking; nil before the first stride.
    var walkingUp: Vector? { walkingSum.direction }

    /// The upward direction in quiet standing: the newest quiet one within an angle (rad) of walking's. Nil while
    /// unknown.
    func standingUp(within angle: Double) -> Vector? {
        walkingUp.flatMap { quiet.direction(near: $0, within: angle) }
    }

    /// The angle between the upward directions now and in standing, rad.
    func tilt(from standing: Vector) -> Double { acos(min(1, max(-1, up.dot(standing)))) }
}

import Body
import IMU

/// Turns of the whole body from the lumbar unit (El-Gohary et al. 2014): the rate about the vertical, low-passed,
/// beyond 15 °/s, its edges at 5 °/s, between 0.5 and 10 s long and at least 45°.
///
/// The published rule filters both ways; here the low-pass is causal and its delay is taken off the times.
struct TurnDetector: Sendable {
    static let cutoff = 1.0
    static let peakRate = 15 * Units.radiansPerDegree
    static let edgeRate = 5 * Units.radiansPerDegree
    static let duration = 0.5...10.0
    static let minimumAngle = 45 * Units.radiansPerDegree

    private let filter: Butterworth
    private var state = Butterworth.State()
    private var start: HostTime?
    private var sign = 0.0
    private var angle = 0.0
    private var peak = 0.0
    private var last: HostTime?

    init(rate: Double) {
        filter = Butterworth(cutoff: Self.cutoff, rate: rate)
    }

    /// Takes the next sample; answers with the turn that it ended.
    /// - Parameter yaw: angular rate about the vertical, rad/s, positive to the left.
    mutating func take(time: HostTime, yaw: Double) -> Turn? {
        let smooth = filter.filter(Vector(yaw, 0, 0), &state).x
        let period = last.map { time.seconds(since: $0) } ?? 0
        last = time
        let beyond = abs(smooth) > Self.edgeRate && (start == nil || smooth * sign > 0)
        if beyond {
            if start == nil {
                start = time
                sign = smooth
                angle = 0
                peak = 0
            }
            angle += smooth * period
            peak = max(peak, abs(smooth))
            return nil
        }
        defer { start = nil }
        guard let began = start, peak > Self.peakRate, abs(angle) >= Self.minimumAngle,
            Self.duration.contains(time.seconds(since: began))
        else { return nil }
        return Turn(
            start: began.advanced(seconds: -filter.delay), end: time.advanced(seconds: -filter.delay), angle: angle)
    }

    mutating func interrupt() {
        start = nil
        last = nil
    }
}

import Gait
import IMU

/// Says how long the person sat, stood and walked since the pipeline began, how they sat, how far they bend and how
/// quietly they stood: at the end of bouts, every five minutes and at the end of the data. What is unknown is not said.
struct PostureReport: Sendable {
    /// Between two statements outside of bouts, s.
    static let interval = 300.0

    private var due: HostTime?

    /// Whether something is to be said by the passing of time.
    mutating func isDue(at time: HostTime) -> Bool {
        guard let due else {
            self.due = time.advanced(seconds: Self.interval)
            return false
        }
        return time >= due
    }

    mutating func say(_ gait: GaitAnalyzer, at time: HostTime, into sink: (Measure) -> Void) {
        due = time.advanced(seconds: Self.interval)
        let posture = gait.posture
        func say(_ name: Measure.Name, _ value: Double) {
            guard value.isFinite else { return }
            sink(Measure(name: name, time: time, value: value, low: value, high: value, strides: 0))
        }
        if posture.sittingSeconds + posture.standingSeconds + posture.walkingSeconds > 0 {
            say(posture.isLikelyOnly ? .likelySittingTime : .sittingTime, posture.sittingSeconds)
            say(.standingTime, posture.standingSeconds)
            say(.walkingTime, posture.walkingSeconds)
        }
        if let range = gait.inclinationRange {
            let inclination = gait.sittingInclination
            say(.largestLumbarFlexion, range.largestFlexion * Units.degreesPerRadian)
            say(.sittingInclination, inclination * Units.degreesPerRadian)
            say(.sittingInclinationShare, 100 * range.share(inclination))
        }
        if let sway = gait.sway {
            say(.standingSwaySideways, sway.sideways)
            say(.standingSwayForward, sway.forward)
            say(.standingLean, sway.lean * Units.degreesPerRadian)
        }
    }
}

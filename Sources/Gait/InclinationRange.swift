import IMU

/// How far a person bends: a histogram of the lumbar inclination against standing, in whole degrees, over all that was
/// worn. It makes an angle comparable as a share of the person's own range, as postures differ in people far more than
/// a fixed angle could say (McClintock et al. 2024).
public struct InclinationRange: Sendable {
    /// Samples of the histogram, s apart.
    static let interval = 0.1
    /// The person's largest flexion is the angle below which this share of the time lies.
    static let quantile = 0.99
    /// Least largest flexion that a share is said of, rad: without any bending there is no range.
    static let least = 15 * Units.radiansPerDegree

    private var counts = InlineArray<181, UInt32>(repeating: 0)
    private var total: UInt64 = 0
    private var next = HostTime(nanoseconds: .min)

    public init() {}

    func wants(_ time: HostTime) -> Bool { time >= next }

    /// Takes an inclination, rad, forward positive; not more often than `wants` says.
    mutating func take(_ inclination: Double, at time: HostTime) {
        guard inclination.isFinite else { return }
        next = time.advanced(seconds: Self.interval)
        let degrees = (inclination * Units.degreesPerRadian).rounded()
        let bin = Int(min(90, max(-90, degrees))) + 90
        if counts[bin] < .max { counts[bin] += 1 }
        total += 1
    }

    /// Seconds at each whole degree from −90 to 90.
    public func seconds(atDegrees degrees: Int) -> Double {
        (-90...90).contains(degrees) ? Double(counts[degrees + 90]) * Self.interval : 0
    }

    /// The person's largest flexion so far, rad; NaN where there is none to speak of.
    public var largestFlexion: Double {
        let beyond = Double(total) * (1 - Self.quantile)
        var above = 0.0
        for bin in stride(from: 180, through: 0, by: -1) {
            above += Double(counts[bin])
            if above > beyond {
                let angle = Double(bin - 90) * Units.radiansPerDegree
                return angle >= Self.least ? angle : .nan
            }
        }
        return .nan
    }

    /// An inclination (rad) as a share of the largest flexion; NaN while that is unknown.
    public func share(_ inclination: Double) -> Double { inclination / largestFlexion }
}

import IMU

/// How long a person stood, walked and sat.
///
/// With a thigh unit: sitting is both worn thighs tilted by more than 60° from standing for at least 5 s. Without one it
/// is only *likely* sitting: the lumbar unit tilted by more than 10° from standing, either way, for as long, without a
/// stride. Walking is the time that strides cover, standing the upright rest.
public struct PostureTracker: Sendable {
    public enum Posture: UInt8, Sendable, BitwiseCopyable {
        case unknown, standing, walking, sitting

        public var name: String {
            switch self {
            case .unknown: "unknown"
            case .standing: "standing"
            case .walking: "walking"
            case .sitting: "sitting"
            }
        }
    }

    /// What the sensors show at one time; nil where it is not known.
    struct Evidence: Sendable {
        /// The lesser of the worn thighs' tilts from standing, rad.
        var thigh: Double?
        /// The lumbar unit's tilt from standing, rad.
        var lumbar: Double?
    }

    /// Tilt of the thighs in sitting, rad.
    static let thighTilt = 60 * Units.radiansPerDegree
    /// Tilt of the lumbar unit in likely sitting, rad.
    static let lumbarTilt = 10 * Units.radiansPerDegree
    /// Shortest sitting, s.
    static let shortest = 5.0
    /// Between two looks, s.
    static let interval = 0.25
    /// Walking ends so long after the last stride, s.
    static let pause = 2.0

    /// Seconds of each. What the last 5 s were may still be open.
    public private(set) var sittingSeconds = 0.0
    public private(set) var walkingSeconds = 0.0
    public var standingSeconds: Double { max(0, uprightSeconds - walkingSeconds) }
    public private(set) var unknownSeconds = 0.0
    /// Whether all of it rests on the lumbar unit alone.
    public private(set) var isLikelyOnly = true
    /// Now.
    public private(set) var posture = Posture.unknown

    private var uprightSeconds = 0.0
    private var last: HostTime?
    private var walkedUntil = HostTime(nanoseconds: .min)
    /// Tilt that may become sitting: seconds so far.
    private var tilted = 0.0
    private var tiltedSince = HostTime(nanoseconds: .min)

    init() {}

    func wants(_ time: HostTime) -> Bool { last.map { time.seconds(since: $0) >= Self.interval } ?? true }

    /// A stride was walked.
    mutating func walked(from start: HostTime, to end: HostTime) {
        let fresh = max(start, walkedUntil)
        if end > fresh { walkingSeconds += end.seconds(since: fresh) }
        walkedUntil = max(walkedUntil, end)
        // Whoever walks does not sit: a lumbar unit that is bent forward in walking is no evidence.
        if isLikelyOnly, tilted > 0, end > tiltedSince {
            if tilted >= Self.shortest { sittingSeconds -= tilted }
            uprightSeconds += tilted
            tilted = 0
        }
    }

    /// Takes a look, not more often than `wants` says.
    mutating func take(_ evidence: Evidence, at time: HostTime) {
        defer { last = max(time, last ?? time) }
        guard let last, time > last else { return }
        // A pause in all sensors is not known to be anything.
        let step = time.seconds(since: last)
        let span = min(step, 2 * Self.interval)
        unknownSeconds += step - span
        if evidence.thigh != nil { isLikelyOnly = false }
        guard
            let isTilted = evidence.thigh.map({ $0 > Self.thighTilt }) ?? evidence.lumbar.map({ $0 > Self.lumbarTilt })
        else {
            unknownSeconds += span
            posture = .unknown
            endTilt()
            return
        }
        guard isTilted else {
            endTilt()
            uprightSeconds += span
            posture = time.seconds(since: walkedUntil) < Self.pause ? .walking : .standing
            return
        }
        if tilted == 0 { tiltedSince = last }
        let wasSitting = tilted >= Self.shortest
        tilted += span
        if tilted >= Self.shortest {
            sittingSeconds += wasSitting ? span : tilted
            posture = .sitting
        }
    }

    /// Too short to be sitting: it was bending or rising, upright.
    private mutating func endTilt() {
        if tilted < Self.shortest { uprightSeconds += tilted }
        tilted = 0
    }
}

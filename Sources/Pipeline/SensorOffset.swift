public import IMU

/// What is added to a sensor's times so that they agree with those of the kit's other sensors.
public struct SensorOffset: Sendable, Equatable, BitwiseCopyable {
    /// An offset that is older than this, s, is no longer taken at its word: a week. By then a kit has been charged and
    /// connected anew some times, and a device that starts anew may take its samples at another phase of its sending.
    /// This project's choice.
    public static let trust = 7 * 86_400.0

    /// Rates that differ by less than this are the same: `RateEstimate` tells common rates apart by as much.
    static let sameRate = 0.04

    /// s
    public var seconds: Double
    /// Half width of its likely error, s: that of the lag, and of the sensor's clock when it was found.
    public var halfWidth: Double
    /// When it was found, on the host's clock, whose times before its own beginning are negative; nil where not known.
    public var found: HostTime?
    /// The timing and the rate, Hz, with which it was found: with others the device delays by something else. Nil where
    /// not known.
    public var timing: SensorTiming?
    public var rate: Double?

    public init(
        seconds: Double, halfWidth: Double, found: HostTime? = nil, timing: SensorTiming? = nil, rate: Double? = nil
    ) {
        self.seconds = seconds
        self.halfWidth = halfWidth
        self.found = found
        self.timing = timing
        self.rate = rate
    }

    /// Whether it is older than `trust`.
    public func isOld(at time: HostTime) -> Bool { found.map { time.seconds(since: $0) > Self.trust } ?? false }

    /// Whether it was found with this timing and rate; a rate that was estimated is not the same to the digit.
    func holds(for timing: SensorTiming, rate: Double) -> Bool {
        (self.timing ?? timing) == timing && abs((self.rate ?? rate) - rate) <= Self.sameRate * rate
    }

    /// Half width of its likely error at a time, s: with half a sampling period more where it is old. They err
    /// by themselves, so the squares add up.
    func error(at time: HostTime, rate: Double) -> Double {
        guard isOld(at: time) else { return halfWidth }
        let phase = 0.5 / rate
        return (halfWidth * halfWidth + phase * phase).squareRoot()
    }
}

/// How an attempt to align the sensors of a kit ended.
public enum AlignmentOutcome: Sendable, Equatable, BitwiseCopyable {
    case aligned
    /// Fewer than two sensors have streamed for long enough.
    case tooFew
    /// This sensor did not turn as the first streaming one did, or they turned too little.
    case apart(sensor: Int)
}

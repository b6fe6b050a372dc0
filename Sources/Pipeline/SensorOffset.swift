/// What is added to a sensor's times so that they agree with those of the kit's other sensors.
public struct SensorOffset: Sendable, Equatable, BitwiseCopyable {
    /// s
    public var seconds: Double
    /// Half width of its likely error, s: that of the lag, and of the sensor's clock when it was found.
    public var halfWidth: Double

    public init(seconds: Double, halfWidth: Double) {
        self.seconds = seconds
        self.halfWidth = halfWidth
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

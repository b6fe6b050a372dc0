/// What a sensor's ticks mean: how its samples can be placed in time.
public struct SensorTiming: Sendable, Equatable, Codable, BitwiseCopyable {
    public enum Source: Sendable, Equatable, Codable, BitwiseCopyable {
        /// Ticks of a clock in the device; the counter wraps after `wrapBits` bits (64: never).
        case deviceClock(ticksPerSecond: Double, wrapBits: UInt8)
        /// A sample number counted by the device, so that lost samples show; wraps after `wrapBits` bits.
        case sampleCounter(wrapBits: UInt8)
        /// The device sends neither time nor number: ticks count the samples that arrived.
        case arrivalOnly
        /// A recording: ticks are nanoseconds on the recording's own time line and need no fit.
        case recorded
    }

    public var source: Source
    /// The configured output rate in Hz. A prior only: the achieved rate is measured. 0 where the device does not
    /// say it.
    public var nominalRate: Double

    public init(source: Source, nominalRate: Double) {
        self.source = source
        self.nominalRate = nominalRate
    }
}

/// The raw signal of one sensor around an episode.
public struct SignalWindow: Sendable, Equatable {
    /// One reading, in the sensor's own axes.
    public struct Sample: Sendable, Equatable, BitwiseCopyable {
        /// Nanoseconds after the window's start.
        public var offset: Int64
        /// Specific force, m/s². NaN where it is missing.
        public var acceleration: SIMD3<Float>
        /// Angular rate, rad/s. NaN where it is missing.
        public var angularRate: SIMD3<Float>

        public init(offset: Int64, acceleration: SIMD3<Float>, angularRate: SIMD3<Float>) {
            self.offset = offset
            self.acceleration = acceleration
            self.angularRate = angularRate
        }

        var isComplete: Bool { (acceleration + angularRate).sum().isFinite }
    }

    /// Such as `left_shank`.
    public var placement: String
    /// The time that the offsets count from.
    public var start: WallTime
    /// In the order of time.
    public var samples: [Sample]

    public init(placement: String, start: WallTime, samples: [Sample]) {
        self.placement = placement
        self.start = start
        self.samples = samples
    }

    /// The time of the last sample.
    var end: WallTime {
        WallTime(microseconds: start.microseconds &+ (samples.last?.offset ?? 0) / 1000)
    }
}

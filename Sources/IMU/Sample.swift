/// One reading of one inertial sensor, in the sensor's own axes (right-handed), as its driver decoded it.
public struct Sample: Sendable, BitwiseCopyable {
    /// The device's own time of the reading in its ticks, not unwrapped; what a tick is, `SensorTiming` says.
    public var ticks: UInt64
    /// When the last byte of the reading was read from the descriptor.
    public var arrival: HostTime
    /// Specific force in m/s²: about +9.8 along the axis that points up at rest. NaN where it is missing.
    public var acceleration: SIMD3<Float>
    /// Angular rate in rad/s. NaN where it is missing.
    public var angularRate: SIMD3<Float>

    @inlinable
    public init(ticks: UInt64, arrival: HostTime, acceleration: SIMD3<Float>, angularRate: SIMD3<Float>) {
        self.ticks = ticks
        self.arrival = arrival
        self.acceleration = acceleration
        self.angularRate = angularRate
    }

    /// Whether every component is a finite number.
    @inlinable public var isComplete: Bool {
        (acceleration + angularRate).sum().isFinite
    }
}

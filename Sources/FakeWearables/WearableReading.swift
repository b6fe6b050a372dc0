/// What a fake wearable is told to send: a reading in its own axes.
public struct WearableReading: Sendable, Equatable, BitwiseCopyable {
    /// The wearable's own clock, s.
    public var clock: Double
    /// Specific force, m/s².
    public var acceleration: SIMD3<Double>
    /// Angular rate, rad/s.
    public var angularRate: SIMD3<Double>

    public init(clock: Double, acceleration: SIMD3<Double>, angularRate: SIMD3<Double>) {
        self.clock = clock
        self.acceleration = acceleration
        self.angularRate = angularRate
    }
}

/// A 16-bit converter with a symmetric range, as in the inertial sensors of both fakes: ±16 g and ±2000 °/s.
enum Converter {
    static let standardGravity = 9.80665
    /// m/s² per count.
    static let accelerationCount = 16 * standardGravity / 32768
    /// rad/s per count.
    static let rateCount = 2000 * Double.pi / 180 / 32768

    /// The count nearest to the value; what is out of range reads full scale, NaN reads 0.
    static func counts(_ value: Double, per count: Double) -> Int16 {
        let scaled = (value / count).rounded()
        guard !scaled.isNaN else { return 0 }
        return Int16(min(max(scaled, -32768), 32767))
    }

    static func counts(_ values: SIMD3<Double>, per count: Double) -> SIMD3<Int16> {
        [counts(values.x, per: count), counts(values.y, per: count), counts(values.z, per: count)]
    }
}

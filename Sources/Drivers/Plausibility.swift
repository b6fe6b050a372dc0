import IMU

/// What no wearable sensor can have measured. The bounds lie far outside the largest ranges that inertial sensors for
/// wearables are sold with (±32 g, ±4000 °/s; ±400 g parts are shock loggers), so that they drop garbage and nothing
/// else.
public enum Plausibility {
    /// Largest believable specific force along one axis: 100 g, in m/s².
    public static let acceleration = Float(100 * Units.standardGravity)
    /// Largest believable angular rate about one axis: 10,000 °/s, in rad/s.
    public static let angularRate = Float(10_000 * Units.radiansPerDegree)

    /// Whether every component is a finite number within the bounds; NaN and infinity are not.
    @inline(__always)
    static func holds(acceleration a: SIMD3<Float>, angularRate w: SIMD3<Float>) -> Bool {
        // A comparison with NaN is false, so that it needs no test of its own.
        return abs(a.x) <= acceleration && abs(a.y) <= acceleration && abs(a.z) <= acceleration
            && abs(w.x) <= angularRate && abs(w.y) <= angularRate && abs(w.z) <= angularRate
    }
}

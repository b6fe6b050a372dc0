import Glibc
import IMU

/// Sensors held together in one hand and turned about in all directions, about twice a second: one rigid body, which
/// stays where it is.
enum Bundle {
    private static func orientation(at time: Double) -> Quaternion {
        .z(0.9 * sin(7.3 * time)) * .y(0.6 * sin(11 * time + 1)) * .x(0.8 * sin(9 * time + 0.4))
    }

    /// Specific force (m/s²) and angular rate (rad/s) in the bundle's axes.
    static func reading(at time: Double) -> (acceleration: SIMD3<Double>, angularRate: SIMD3<Double>) {
        // Central difference over 1 ms, as for the body.
        let h = 0.0005
        let between = orientation(at: time - h).conjugate * orientation(at: time + h)
        let upward = orientation(at: time).conjugate.rotate([0, 0, Units.standardGravity])
        return (upward, between.v * ((between.w < 0 ? -1 : 1) / h))
    }
}

import Glibc

/// Orientation without magnetometer: the inclination part of VQF (Laidig & Seel 2023, Information Fusion 91, §3):
/// strap-down integration of the gyroscope, and a correction from the specific force that was low-passed in the
/// almost-inertial frame, where gravity stands still while the sensor moves. Heading drifts slowly from an arbitrary
/// start; gyroscope bias is not estimated yet.
public struct Inclination: Sendable, BitwiseCopyable {
    /// Time constant of the correction, s (the paper's default).
    public static let accelerationTimeConstant = 3.0

    private let period: Double
    private let lowPass: Butterworth
    private var gyroscope = Quaternion.identity
    private var correction = Quaternion.identity
    private var gravity = Butterworth.State()
    private var meanCount = 0
    private var mean = Vector()

    /// - Parameter rate: sampling rate, Hz.
    public init(rate: Double) {
        period = 1 / rate
        lowPass = Butterworth(cutoff: 2.0.squareRoot() / (2 * Double.pi * Self.accelerationTimeConstant), rate: rate)
    }

    /// The rotation from the sensor frame into an earth frame with z up.
    public var orientation: Quaternion { correction * gyroscope }

    /// The upward direction in the sensor frame.
    public var up: Vector { orientation.conjugate.rotate(Vector(0, 0, 1)) }

    /// Takes the next sample.
    /// - Parameters:
    ///   - angularRate: rad/s, sensor frame.
    ///   - acceleration: specific force, m/s², sensor frame.
    public mutating func update(angularRate: Vector, acceleration: Vector) {
        gyroscope = (gyroscope * Quaternion(rotationVector: angularRate * period)).normalized
        let inertial = smooth(gyroscope.rotate(acceleration))
        guard let measured = correction.rotate(inertial).direction else { return }
        let w = ((measured.z + 1) / 2).squareRoot()
        let step =
            w > 1e-6
            ? Quaternion(w: w, x: 0.5 * measured.y / w, y: -0.5 * measured.x / w, z: 0)
            : Quaternion(w: 0, x: 1, y: 0, z: 0)
        correction = (step * correction).normalized
    }

    /// The running mean for the first time constant, the low-pass from then on, as the paper starts its filters.
    private mutating func smooth(_ inertial: Vector) -> Vector {
        if Double(meanCount) * period < Self.accelerationTimeConstant {
            meanCount += 1
            mean += (inertial - mean) / Double(meanCount)
            return mean
        }
        return lowPass.filter(gravity.isPrimed ? inertial : mean, &gravity)
    }
}

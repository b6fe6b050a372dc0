import Glibc

/// Orientation and gyroscope bias of one sensor without magnetometer: VQF in its 6D form (Laidig & Seel 2023, *VQF:
/// Highly accurate IMU orientation estimation with bias estimation and magnetic disturbance rejection*, Information
/// Fusion 91, 187–204).
///
/// The gyroscope is integrated into an almost-inertial frame, in which gravity stands still while the sensor moves.
/// There the specific force is low-passed, and what its direction has wandered from the vertical is taken off. How
/// fast it wanders tells the gyroscope's bias, by a Kalman filter; a sensor at rest shows its bias directly.
///
/// The frame of the result is z up, with a heading that starts anywhere and drifts slowly.
/// A value: copying it copies the whole state. An update allocates nothing.
public struct VQF: Sendable, BitwiseCopyable {
    private let coefficients: Coefficients
    private var state = State()

    /// - Parameters:
    ///   - rate: sampling rate, Hz.
    ///   - parameters: time constants and thresholds; the paper's by default.
    public init(rate: Double, parameters: Parameters = Parameters()) {
        coefficients = Coefficients(parameters, rate: rate)
        state.bias.covariance.diagonal = Vector(repeating: coefficients.initialVariance)
    }

    /// The rotation from the sensor frame into the earth frame with z up.
    public var orientation: Quaternion { state.correction * state.gyroscope }

    /// The upward direction in the sensor frame: the last row of the orientation's matrix.
    public var up: Vector { orientation.rows.z }

    /// The estimated bias of the gyroscope, rad/s, sensor frame.
    public var bias: Vector { state.bias.value }

    /// An upper bound of the bias estimate's standard deviation, rad/s: from the covariance's largest row sum (an upper
    /// bound of its largest eigenvalue, Gershgorin), at most the deviation assumed at the start.
    public var biasDeviation: Double {
        let variance = min(state.bias.covariance.largestRowSum, coefficients.initialVariance)
        return variance.squareRoot() * Coefficients.radiansPerUnit
    }

    /// Whether the sensor has been at rest for `Parameters.restDuration`.
    public var isResting: Bool { state.isResting }

    /// What an update brings.
    public struct Estimate: Sendable, BitwiseCopyable {
        /// The upward direction in the sensor frame.
        public let up: Vector
        /// The gyroscope's bias, rad/s, sensor frame.
        public let bias: Vector
        public let isResting: Bool
    }

    /// Takes the next sample. A specific force of exactly zero in all axes, or a value that is no number, is a missing
    /// reading and changes nothing.
    /// - Parameters:
    ///   - angularRate: rad/s, sensor frame.
    ///   - acceleration: specific force, m/s², sensor frame.
    /// - Returns: what is asked for most, so that the filter need not be copied to ask it.
    @discardableResult
    public mutating func update(angularRate: Vector, acceleration: Vector) -> Estimate {
        if (angularRate + acceleration).sum().isFinite {
            predict(angularRate)
            if acceleration != Vector() {
                watchRest(acceleration)
                let tilt = correctInclination(acceleration)
                estimateBias(tilt: tilt)
            }
        }
        return Estimate(up: orientation.rows.z, bias: state.bias.value, isResting: state.isResting)
    }
}

extension VQF {
    /// Strap-down integration of the rate without its bias.
    private mutating func predict(_ angularRate: Vector) {
        let smooth = coefficients.restFilter.smooth(angularRate, &state.restRate)
        let deviation = angularRate - smooth
        if deviation.dot(deviation) >= coefficients.restRateSquared || smooth.largestMagnitude > coefficients.biasClip {
            state.restTime = 0
            state.isResting = false
        }
        state.smoothRate = smooth
        let step = Quaternion(smallRotation: (angularRate - state.bias.value) * coefficients.period)
        state.gyroscope = (state.gyroscope * step).renormalized
    }

    /// Rest: neither the rate nor the specific force strays from its low-passed value, for long enough.
    private mutating func watchRest(_ acceleration: Vector) {
        let deviation = acceleration - coefficients.restFilter.smooth(acceleration, &state.restForce)
        if deviation.dot(deviation) >= coefficients.restForceSquared {
            state.restTime = 0
            state.isResting = false
        } else {
            state.restTime += coefficients.period
            if state.restTime >= coefficients.restDuration { state.isResting = true }
        }
    }

    /// Turns the frame so that the low-passed specific force is vertical again; returns its direction before that.
    private mutating func correctInclination(_ acceleration: Vector) -> Vector {
        let inertial = coefficients.forceFilter.smooth(state.gyroscope.rotate(acceleration), &state.force)
        var tilt = state.correction.rotate(inertial)
        let norm = tilt.length
        if norm > 0 { tilt /= norm }
        // The shortest rotation of the direction onto the vertical (paper, eq. 9 and 10).
        let w = ((tilt.z + 1) / 2).squareRoot()
        let step =
            w > 1e-6
            ? Quaternion(w: w, x: 0.5 * tilt.y / w, y: -0.5 * tilt.x / w, z: 0)
            : Quaternion(w: 0, x: 1, y: 0, z: 0)
        state.correction = (step * state.correction).normalized
        return tilt
    }

    /// The Kalman update of the bias, from rest or from how fast the inclination has wandered.
    private mutating func estimateBias(tilt: Vector) {
        // The rows of the rotation matrix, and beside the first two their product with the bias, low-passed as the
        // force is. The third row's product is not needed: moving tells nothing of the bias about the vertical.
        let (rows, bias, filter) = (orientation.rows, state.bias.value, coefficients.forceFilter)
        let x = filter.smooth(SIMD4(rows.x, rows.x.dot(bias)), &state.rowX)
        let y = filter.smooth(SIMD4(rows.y, rows.y.dot(bias)), &state.rowY)
        let z = filter.smooth(rows.z, &state.rowZ)
        state.bias.age(growth: coefficients.growth, limit: coefficients.initialVariance)
        if state.isResting {
            let error = (state.smoothRate - bias).clamped(to: coefficients.biasClip)
            let axes = (x: Vector(1, 0, 0), y: Vector(0, 1, 0), z: Vector(0, 0, 1))
            state.bias.correct(rows: axes, error: error, weights: coefficients.restWeights)
        } else {
            let means = (x: x.first3, y: y.first3, z: z)
            // What the inclination has wandered in this sample, less what the present bias explains.
            let error = Vector(
                -tilt.y * coefficients.rate + x.w - means.x.dot(bias),
                tilt.x * coefficients.rate + y.w - means.y.dot(bias),
                -means.z.dot(bias))
            state.bias.correct(
                rows: means, error: error.clamped(to: coefficients.biasClip), weights: coefficients.motionWeights)
        }
        state.bias.value = state.bias.value.clamped(to: coefficients.biasClip)
    }
}

import Glibc

/// A gyroscope's bias and how well it is known: the state of VQF's Kalman filter.
///
/// The three measurements of an update have independent errors, so they are taken one after the other, which gives the
/// same as all at once and needs no inverse matrix (Bierman 1977, *Factorization Methods for Discrete Sequential
/// Estimation*, ch. II).
struct BiasEstimate: Sendable, BitwiseCopyable {
    /// rad/s, sensor frame.
    var value = Vector()
    /// Covariance in (0.01 °/s)².
    var covariance = SymmetricMatrix()

    /// A sample's worth of forgetting.
    @inline(__always)
    mutating func age(growth: Double, limit: Double) {
        let old = covariance.diagonal
        covariance.diagonal = old.replacing(with: old + growth, where: old .< limit)
    }

    /// Takes the measurements `rows · bias`.
    /// - Parameters:
    ///   - error: measured minus expected, rad/s.
    ///   - weights: variances of the measurements, (0.01 °/s)².
    @inline(__always)
    mutating func correct(rows: (x: Vector, y: Vector, z: Vector), error: Vector, weights: Vector) {
        var change = Vector()
        take(rows.x, error.x, weights.x, &change)
        take(rows.y, error.y, weights.y, &change)
        take(rows.z, error.z, weights.z, &change)
        value += change
    }

    @inline(__always)
    private mutating func take(_ row: Vector, _ error: Double, _ weight: Double, _ change: inout Vector) {
        let direction = covariance * row
        let gain = 1 / (weight + row.dot(direction))
        change += direction * (gain * (error - row.dot(change)))
        covariance.subtract(direction, gain)
    }
}

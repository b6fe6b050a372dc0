/// Three components in some right-handed frame; the names at each use say which.
public typealias Vector = SIMD3<Double>

extension SIMD3 where Scalar == Double {
    /// Scalar product.
    @inlinable @inline(__always) public func dot(_ other: SIMD3<Double>) -> Double { (self * other).sum() }

    /// Vector product.
    @inlinable @inline(__always) public func cross(_ other: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }

    /// Euclidean norm.
    @inlinable @inline(__always) public var length: Double { dot(self).squareRoot() }

    /// The direction, or nil for a vector too short (< 1e-9) or not finite to have one.
    @inlinable @inline(__always) public var direction: SIMD3<Double>? {
        let norm = length
        return norm > 1e-9 && norm.isFinite ? self / norm : nil
    }

    /// The largest magnitude of a component.
    @inlinable @inline(__always) var largestMagnitude: Double { Swift.max(abs(x), abs(y), abs(z)) }

    /// Each component held within ±`limit`.
    @inlinable @inline(__always)
    func clamped(to limit: Double) -> SIMD3<Double> {
        clamped(lowerBound: SIMD3(repeating: -limit), upperBound: SIMD3(repeating: limit))
    }
}

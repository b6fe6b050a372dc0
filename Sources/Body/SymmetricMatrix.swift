import Glibc

/// A symmetric 3×3 matrix, such as second moments.
public struct SymmetricMatrix: Sendable, BitwiseCopyable {
    /// xx, yy, zz.
    public var diagonal = Vector()
    /// yz, xz, xy: each beside the axis it leaves out.
    public var others = Vector()

    /// Zero.
    public init() {}

    /// The product with a vector.
    @inlinable @inline(__always)
    public static func * (m: SymmetricMatrix, v: Vector) -> Vector {
        Vector(
            m.diagonal.x * v.x + m.others.z * v.y + m.others.y * v.z,
            m.others.z * v.x + m.diagonal.y * v.y + m.others.x * v.z,
            m.others.y * v.x + m.others.x * v.y + m.diagonal.z * v.z)
    }

    /// Takes off v·vᵀ·factor.
    @inlinable @inline(__always)
    public mutating func subtract(_ v: Vector, _ factor: Double) {
        diagonal -= v * v * factor
        others -= Vector(v.y * v.z, v.x * v.z, v.x * v.y) * factor
    }

    /// Adds another matrix.
    public mutating func add(_ other: SymmetricMatrix) {
        diagonal += other.diagonal
        others += other.others
    }

    /// The largest sum of magnitudes in a row.
    var largestRowSum: Double {
        let a = Vector(abs(others.x), abs(others.y), abs(others.z))
        return max(
            abs(diagonal.x) + a.y + a.z, max(abs(diagonal.y) + a.x + a.z, abs(diagonal.z) + a.x + a.y))
    }

    /// Multiplies every element.
    public mutating func scale(_ factor: Double) {
        diagonal *= factor
        others *= factor
    }

    /// Adds v·vᵀ.
    @inlinable @inline(__always)
    public mutating func add(_ v: Vector) { subtract(v, -1) }

    /// The first principal direction in the plane across a unit vector, in closed form, and the share of the plane's
    /// variance along it (0.5 to 1); nil where there is none to speak of.
    func principalDirection(across normal: Vector) -> (direction: Vector, share: Double)? {
        let helper = abs(normal.x) < 0.8 ? Vector(1, 0, 0) : Vector(0, 1, 0)
        guard let e1 = normal.cross(helper).direction else { return nil }
        let e2 = normal.cross(e1)
        let m1 = self * e1
        let (c11, c12, c22) = (e1.dot(m1), e2.dot(m1), e2.dot(self * e2))
        guard c11 + c22 > 1e-9 else { return nil }
        let angle = 0.5 * atan2(2 * c12, c11 - c22)
        let spread = ((c11 - c22) * (c11 - c22) + 4 * c12 * c12).squareRoot()
        return (cos(angle) * e1 + sin(angle) * e2, 0.5 * (1 + spread / (c11 + c22)))
    }
}

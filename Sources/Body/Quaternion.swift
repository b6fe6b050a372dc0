import Glibc

/// A unit quaternion that rotates vectors: `v' = q ⊗ v ⊗ q*`, Hamilton product, scalar first.
public struct Quaternion: Sendable, Equatable, BitwiseCopyable {
    public var w, x, y, z: Double

    @inlinable public init(w: Double, x: Double, y: Double, z: Double) {
        self.w = w
        self.x = x
        self.y = y
        self.z = z
    }

    /// No rotation.
    public static let identity = Quaternion(w: 1, x: 0, y: 0, z: 0)

    /// The rotation by `vector`'s length (rad) about its direction.
    public init(rotationVector vector: Vector) {
        let angle = vector.length
        if angle < 1e-12 {
            self = .identity
        } else {
            let s = sin(angle / 2) / angle
            self.init(w: cos(angle / 2), x: s * vector.x, y: s * vector.y, z: s * vector.z)
        }
    }

    @inlinable public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
        Quaternion(
            w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
            x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
            z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w)
    }

    /// The inverse rotation.
    @inlinable public var conjugate: Quaternion { Quaternion(w: w, x: -x, y: -y, z: -z) }

    /// The same rotation with unit norm.
    @inlinable public var normalized: Quaternion {
        let norm = (w * w + x * x + y * y + z * z).squareRoot()
        return Quaternion(w: w / norm, x: x / norm, y: y / norm, z: z / norm)
    }

    /// The vector, rotated.
    @inlinable public func rotate(_ v: Vector) -> Vector {
        let u = Vector(x, y, z)
        let t = 2 * u.cross(v)
        return v + w * t + u.cross(t)
    }
}

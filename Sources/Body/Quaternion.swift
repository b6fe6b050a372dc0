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

    /// The rotation by a vector's length (rad) about its direction, without a root or a sine where it is short: the
    /// Taylor series up to the eighth power are exact to the last bit below 0.2 rad, which is 20 rad/s at 100 Hz.
    @inlinable @inline(__always)
    init(smallRotation vector: Vector) {
        let h = 0.25 * vector.dot(vector)
        guard h < 0.01 else {
            self.init(rotationVector: vector)
            return
        }
        let s = 0.5 * (1 - h / 6 * (1 - h / 20 * (1 - h / 42 * (1 - h / 72))))
        let c = 1 - h / 2 * (1 - h / 12 * (1 - h / 30 * (1 - h / 56)))
        self.init(w: c, x: s * vector.x, y: s * vector.y, z: s * vector.z)
    }

    @inlinable @inline(__always) public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
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

    /// The same rotation with unit norm, where the norm has only strayed by rounding: one step of Newton's iteration.
    @inlinable @inline(__always) var renormalized: Quaternion {
        let factor = 1.5 - 0.5 * (w * w + x * x + y * y + z * z)
        return Quaternion(w: w * factor, x: x * factor, y: y * factor, z: z * factor)
    }

    /// The rows of the rotation matrix: the outer frame's axes in the inner frame.
    @inlinable @inline(__always) var rows: (x: Vector, y: Vector, z: Vector) {
        (
            Vector(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (w * y + x * z)),
            Vector(2 * (w * z + x * y), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            Vector(2 * (x * z - w * y), 2 * (w * x + y * z), 1 - 2 * (x * x + y * y))
        )
    }

    /// The vector, rotated.
    @inlinable @inline(__always) public func rotate(_ v: Vector) -> Vector {
        let u = Vector(x, y, z)
        let t = 2 * u.cross(v)
        return v + w * t + u.cross(t)
    }
}

import Glibc

/// A unit quaternion that takes vectors of an inner frame to an outer one: v_outer = q v_inner q*.
public struct Quaternion: Sendable, Equatable, BitwiseCopyable {
    public var w: Double
    public var v: SIMD3<Double>

    public static let identity = Quaternion(w: 1, v: .zero)

    public init(w: Double, v: SIMD3<Double>) {
        self.w = w
        self.v = v
    }

    /// The rotation by `angle` (rad) about a unit axis, right-handed.
    public init(angle: Double, axis: SIMD3<Double>) {
        w = cos(angle / 2)
        v = axis * sin(angle / 2)
    }

    static func x(_ angle: Double) -> Quaternion { Quaternion(w: cos(angle / 2), v: [sin(angle / 2), 0, 0]) }
    static func y(_ angle: Double) -> Quaternion { Quaternion(w: cos(angle / 2), v: [0, sin(angle / 2), 0]) }
    static func z(_ angle: Double) -> Quaternion { Quaternion(w: cos(angle / 2), v: [0, 0, sin(angle / 2)]) }

    /// The inverse rotation.
    public var conjugate: Quaternion { Quaternion(w: w, v: -v) }

    /// First `b`, then `a`.
    public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
        Quaternion(w: a.w * b.w - dot(a.v, b.v), v: a.w * b.v + b.w * a.v + cross(a.v, b.v))
    }

    /// The vector of the inner frame, in the outer frame.
    public func rotate(_ u: SIMD3<Double>) -> SIMD3<Double> {
        let t = 2 * cross(v, u)
        return u + w * t + cross(v, t)
    }

    /// A rotation drawn evenly from all rotations (Shoemake 1992).
    public static func random(using random: inout WalkerRandom) -> Quaternion {
        let (u, a, b) = (random.unit(), 2 * Double.pi * random.unit(), 2 * Double.pi * random.unit())
        let (p, q) = ((1 - u).squareRoot(), u.squareRoot())
        return Quaternion(w: p * sin(a), v: [p * cos(a), q * sin(b), q * cos(b)])
    }
}

func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
}

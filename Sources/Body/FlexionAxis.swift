import Glibc

/// The mediolateral (flexion) axis of a shank in its sensor's frame, learnt while the person moves, for any mounting.
///
/// Walking turns a shank mostly about its flexion axis, but rotation about its own long axis can be larger in some
/// people after stroke. So the long axis is taken from gravity (the mean specific force of a shank points up along it)
/// and the flexion axis is the direction *perpendicular to it* along which the angular rate varies most: the first
/// principal component of the rate's covariance in that plane. Its sign follows from swing being short and fast and
/// stance long and slow, which makes the third moment of the forward swing rate positive.
///
/// Rotating the sensor rotates the result: nothing here prefers one of the sensor's own axes.
public struct FlexionAxis: Sendable, BitwiseCopyable {
    /// Forgetting time of gravity's mean, s.
    private static let gravityTime = 3.0
    /// Forgetting time of the rates' moments, s.
    private static let momentTime = 8.0

    private let gravityGain: Double
    private let momentGain: Double
    private var count = 0
    private var gravity = Vector()
    private var xx = 0.0, yy = 0.0, zz = 0.0, xy = 0.0, xz = 0.0, yz = 0.0
    private var third = 0.0

    /// The long axis, unit length, pointing up.
    public private(set) var long = Vector(0, 0, 1)
    /// The flexion axis, unit length, sensor frame; positive rate about it is forward swing.
    public private(set) var flexion = Vector(1, 0, 0)

    /// - Parameter rate: sampling rate, Hz.
    public init(rate: Double) {
        gravityGain = 1 - exp(-1 / (Self.gravityTime * rate))
        momentGain = exp(-1 / (Self.momentTime * rate))
    }

    /// The forward axis: perpendicular to both others.
    public var forward: Vector { flexion.cross(long) }

    /// How often the flexion axis turned out to point the other way, after it had been taken for forward.
    public private(set) var reversals = 0

    /// How much of the rate's variance across the long axis lies along the flexion axis, 0.5 to 1.
    public private(set) var planarity = 0.5

    /// Takes the next sample.
    /// - Parameters:
    ///   - angularRate: low-passed, rad/s.
    ///   - acceleration: specific force, m/s².
    public mutating func update(angularRate w: Vector, acceleration: Vector) {
        count += 1
        gravity += (acceleration - gravity) * max(gravityGain, 1 / Double(count))
        if let up = gravity.direction { long = up }
        xx = momentGain * xx + w.x * w.x
        yy = momentGain * yy + w.y * w.y
        zz = momentGain * zz + w.z * w.z
        xy = momentGain * xy + w.x * w.y
        xz = momentGain * xz + w.x * w.z
        yz = momentGain * yz + w.y * w.z
        turnAxis()
        let hadSign = third > 0
        let forward = w.dot(flexion)
        third = momentGain * third + forward * forward * forward
        if third < 0 {
            third = -third
            flexion = -flexion
            if hadSign { reversals += 1 }
        }
    }

    /// The first principal direction of the moments in the plane across the long axis, in closed form.
    private mutating func turnAxis() {
        guard let e1 = (flexion - long * flexion.dot(long)).direction ?? Self.anyNormal(of: long) else { return }
        let e2 = long.cross(e1)
        let m1 = moments(e1)
        let c11 = e1.dot(m1)
        let c12 = e2.dot(m1)
        let c22 = e2.dot(moments(e2))
        guard c11 + c22 > 1e-9 else {
            flexion = e1
            return
        }
        let angle = 0.5 * atan2(2 * c12, c11 - c22)
        flexion = cos(angle) * e1 + sin(angle) * e2
        let spread = ((c11 - c22) * (c11 - c22) + 4 * c12 * c12).squareRoot()
        planarity = 0.5 * (1 + spread / (c11 + c22))
    }

    private func moments(_ v: Vector) -> Vector {
        Vector(xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z, xz * v.x + yz * v.y + zz * v.z)
    }

    private static func anyNormal(of v: Vector) -> Vector? {
        v.cross(abs(v.x) < 0.8 ? Vector(1, 0, 0) : Vector(0, 1, 0)).direction
    }
}

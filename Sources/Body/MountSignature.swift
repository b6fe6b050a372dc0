import Glibc

/// How a sensor sits on its segment, as some strides of walking show it: where up is and about which axis the segment
/// turns, in the sensor's axes, and how it moves.
public struct MountSignature: Sendable, Equatable, BitwiseCopyable {
    /// The mean specific force's direction.
    public var up: Vector
    /// The direction across `up` about which the segment turns most, with the sign that makes the rate's third moment
    /// positive: a shank swings fast and stands long.
    public var flexion: Vector
    /// Root mean square of the angular rate about `flexion`, across `flexion` and `up`, and about `up`, rad/s.
    public var flexing: Double
    public var tilting: Double
    public var twisting: Double
    /// Skewness of the rate about `flexion`, never negative.
    public var skewness: Double
    /// Standard deviation of the specific force's norm, m/s².
    public var shaking: Double
    /// Mean rate about `up`, rad/s: the whole body turns.
    public var turning: Double

    /// Nil for a sensor that feels no gravity or that gave too few samples.
    public init?(_ moments: MotionMoments) {
        guard moments.count >= 8, let up = moments.force.direction,
            let e1 = up.cross(abs(up.x) < 0.8 ? Vector(1, 0, 0) : Vector(0, 1, 0)).direction
        else { return nil }
        let e2 = up.cross(e1)
        let (m1, m2) = (moments.second(e1), moments.second(e2))
        let angle = 0.5 * atan2(2 * e2.dot(m1), e1.dot(m1) - e2.dot(m2))
        let axis = e1 * cos(angle) + e2 * sin(angle)
        let across = up.cross(axis)
        let share = 1 / moments.count
        func size(_ v: Vector) -> Double { (max(0, v.dot(moments.second(v))) * share).squareRoot() }
        self.up = up
        (flexing, tilting, twisting) = (size(axis), size(across), size(up))
        let third = moments.third(axis) * share
        flexion = third < 0 ? -axis : axis
        skewness = flexing > 1e-6 ? abs(third) / (flexing * flexing * flexing) : 0
        let mean = moments.forceNorms * share
        shaking = max(0, moments.forceSquares * share - mean * mean).squareRoot()
        turning = moments.rate.dot(up) * share
        guard (flexing + tilting + twisting + shaking + skewness + turning).isFinite else { return nil }
    }

    /// The angle by which the sensor's axes are turned against another signature's, rad: from `up`, and where `axes`
    /// says so from `flexion` too.
    public func angle(to other: MountSignature, axes: Axes) -> Double {
        let tilt = Self.angle(up, other.up)
        guard axes != .up else { return tilt }
        // The other's flexion axis, carried along with up by the shortest turn.
        let carried = Self.carry(other.flexion, from: other.up, to: up)
        var twist = Self.angle(flexion, carried)
        if axes == .unsigned { twist = min(twist, Double.pi - twist) }
        return (tilt * tilt + twist * twist).squareRoot()
    }

    /// Which directions of a segment stand out enough to be compared.
    public enum Axes: Sendable, BitwiseCopyable {
        /// A trunk turns about every axis: only up.
        case up
        /// A thigh turns about one axis, forwards as backwards.
        case unsigned
        /// A shank turns about one axis, and forwards is its swing.
        case signed
    }

    static func angle(_ a: Vector, _ b: Vector) -> Double { atan2(a.cross(b).length, a.dot(b)) }

    private static func carry(_ v: Vector, from a: Vector, to b: Vector) -> Vector {
        let cosine = a.dot(b)
        guard cosine > -0.999 else { return v }
        let axis = a.cross(b)
        return v + axis.cross(v) + axis.cross(axis.cross(v)) / (1 + cosine)
    }
}

import Glibc

/// How a sensor sits on its segment: the segment's axes in the sensor's frame. In upright standing they point forward,
/// to the left and up.
public struct SegmentFrame: Sendable, Equatable, BitwiseCopyable {
    public let forward: Vector
    public let left: Vector
    public let up: Vector

    /// A segment of the leg.
    /// - Parameters:
    ///   - up: the vertical in standing, sensor frame, unit length.
    ///   - flexion: the axis about which the lower end swings forward, sensor frame; its part across `up` counts.
    public init?(up: Vector, flexion: Vector) {
        guard let right = (flexion - up * flexion.dot(up)).direction else { return nil }
        self.init(up: up, left: -right)
    }

    /// The pelvis or trunk.
    /// - Parameters:
    ///   - up: the vertical in standing, sensor frame, unit length.
    ///   - forward: the walking direction, sensor frame; its part across `up` counts.
    public init?(up: Vector, forward: Vector) {
        guard let ahead = (forward - up * forward.dot(up)).direction else { return nil }
        self.init(up: up, left: up.cross(ahead))
    }

    private init(up: Vector, left: Vector) {
        self.up = up
        self.left = left
        forward = left.cross(up)
    }

    /// Rotation about the mediolateral axis against the vertical, rad: positive with the lower end in front, which is
    /// an upper end behind.
    /// - Parameter vertical: the upward direction, sensor frame.
    public func pitch(_ vertical: Vector) -> Double { atan2(vertical.dot(forward), vertical.dot(up)) }

    /// Rotation about the forward axis against the vertical, rad: positive with the left side up.
    /// - Parameter vertical: the upward direction, sensor frame.
    public func roll(_ vertical: Vector) -> Double { atan2(vertical.dot(left), vertical.dot(up)) }

    /// The angle between the segment's long axis and the vertical, rad, 0 to π.
    /// - Parameter vertical: the upward direction, sensor frame, unit length.
    public func inclination(_ vertical: Vector) -> Double { acos(min(1, max(-1, vertical.dot(up)))) }
}

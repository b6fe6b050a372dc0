import Glibc
public import IMU

/// An ideal sensor on the moving body: axes along the segment, no error of any kind.
///
/// A value with a memory of where in the walk it was asked last: asking in order of time is fast, any order is right.
public struct BodySensor: Sendable {
    public let walker: Walker
    public let placement: Placement
    private let shock: Shock
    /// The last place in each track.
    private var hints = Hints()
    private var shockHints = SIMD4<Int>(repeating: 0)

    private struct Hints {
        var heading = 0, speed = 0, forward = 0, sideways = 0, height = 0, ground = 0, obliquity = 0, rotation = 0
        var tilt = 0, inclination = 0, lean = 0, thigh = 0, shank = 0, tibia = 0, roll = 0, foothold = 0
    }

    /// How the segment is turned in the world (X along the first walking direction, Z up), and where the sensor is
    /// relative to a point that moves with the walk's smooth speed, m.
    public struct Pose: Sendable {
        public var orientation: Quaternion
        public var position: SIMD3<Double>
    }

    init(walker: Walker, placement: Placement) {
        self.walker = walker
        self.placement = placement
        shock = Shock(placement: placement)
    }

    /// Specific force (m/s²) and angular rate (rad/s) in the segment's axes.
    public mutating func reading(at time: Double) -> (acceleration: SIMD3<Double>, angularRate: SIMD3<Double>) {
        // Central differences over 1 ms: exact to 1e-4 m/s² on motions of a body.
        let h = 0.0005
        let before = pose(at: time - h)
        let now = pose(at: time)
        let after = pose(at: time + h)
        let between = before.orientation.conjugate * after.orientation
        let angularRate = between.v * ((between.w < 0 ? -1 : 1) / h)
        let (heading, turning) = walker.pelvis.heading.sample(at: time, hint: &hints.heading)
        let (speed, speeding) = walker.pelvis.speed.sample(at: time, hint: &hints.speed)
        var acceleration = (before.position - 2 * now.position + after.position) / (h * h)
        acceleration += Quaternion.z(heading).rotate([speeding, speed * turning, 0])
        acceleration.z += Units.standardGravity
        return (now.orientation.conjugate.rotate(acceleration) + shocks(at: time), angularRate)
    }

    /// Orientation and position of the sensor.
    public mutating func pose(at time: Double) -> Pose {
        let pelvis = walker.pelvis
        let sway = sway(at: time)
        let heading = Quaternion.z(pelvis.heading.value(at: time, hint: &hints.heading))
        var centre: SIMD3<Double> = [
            pelvis.forward.value(at: time, hint: &hints.forward) + 0.9 * sway.x,
            pelvis.sideways.value(at: time, hint: &hints.sideways) + 0.9 * sway.y,
            pelvis.height.value(at: time, hint: &hints.height) + pelvis.ground.value(at: time, hint: &hints.ground),
        ]
        let turned = Quaternion.z(pelvis.rotation.value(at: time, hint: &hints.rotation))
        let dropped = Quaternion.x(frontalAngle(at: time) - sway.y)
        guard let side = placement.side else {
            let lean =
                pelvis.tilt.value(at: time, hint: &hints.tilt)
                + pelvis.inclination.value(at: time, hint: &hints.inclination) + sway.x
            let trunk = heading * turned * .y(lean) * dropped * rocked(at: time)
            return Pose(orientation: trunk, position: heading.rotate(centre) + trunk.rotate([-0.09, 0, 0.08]))
        }
        let left = side == .left ? 1.0 : -1.0
        centre += (turned * dropped).rotate([0, 0.085 * left, -0.08])
        let leg = walker.legs[side]
        let thigh = heading * .y(-leg.thigh.value(at: time, hint: &hints.thigh) + sway.x)
        let hip = heading.rotate(centre)
        if placement == .leftThigh || placement == .rightThigh {
            let tilted = thigh * rocked(at: time)
            return Pose(orientation: tilted, position: hip + thigh.rotate([0.06, 0.03 * left, -0.34]))
        }
        let outward = leg.shankRoll.value(at: time, hint: &hints.roll)
        let inward = leg.tibialRotation.value(at: time, hint: &hints.tibia)
        let forward = leg.shank.angle(at: time, hint: &hints.shank)
        let shank = heading * .x(-left * outward) * .y(-forward + sway.x) * .z(-left * inward)
        let hanging = hip + thigh.rotate([0, 0, -0.42]) + shank.rotate([0.02, 0.05 * left, -0.10])
        let footholds = walker.footholds[side]
        var position = hanging
        if let index = footholds.lastIndex(before: time, key: { $0.start }, hint: &hints.foothold) {
            let ankle = hanging + shank.rotate(Foothold.ankle(left: left))
            position += footholds[index].correction(at: time, hanging: ankle)
        }
        return Pose(orientation: shank * rocked(at: time), position: position)
    }

    /// Knee flexion of a side in degrees, counted from full extension.
    public mutating func kneeFlexionDegrees(_ side: Side, at time: Double) -> Double {
        let leg = walker.legs[side]
        return (leg.thigh.value(at: time, hint: &hints.thigh) - leg.shank.angle(at: time, hint: &hints.shank))
            * Units.degreesPerRadian
    }

    /// Angles of the pelvis and lumbar unit, rad, without sway: forward inclination; obliquity with the left side up
    /// positive; rotation in the walking direction's frame with the right side forward positive.
    public mutating func lumbarAngles(at time: Double) -> (inclination: Double, obliquity: Double, rotation: Double) {
        let pelvis = walker.pelvis
        let inclination =
            pelvis.tilt.value(at: time, hint: &hints.tilt)
            + pelvis.inclination.value(at: time, hint: &hints.inclination)
        return (inclination, frontalAngle(at: time), pelvis.rotation.value(at: time, hint: &hints.rotation))
    }

    private mutating func frontalAngle(at time: Double) -> Double {
        walker.pelvis.obliquity.value(at: time, hint: &hints.obliquity)
            + walker.pelvis.lean.value(at: time, hint: &hints.lean)
    }

    /// Slow sway of the quiet body: forward and to the left, rad.
    private func sway(at time: Double) -> SIMD2<Double> {
        let size = walker.parameters.swayDegrees * Units.radiansPerDegree
        guard size > 0 else { return .zero }
        let phases = walker.swayPhases
        return [
            size * (0.6 * sin(0.85 * time + phases.x) + 0.4 * sin(2.1 * time + phases.y)),
            size * 0.6 * (0.6 * sin(0.7 * time + phases.z) + 0.4 * sin(1.7 * time + phases.w)),
        ]
    }

    /// The sides whose contacts this sensor feels.
    private var feltSides: [Side] { placement.side.map { [$0] } ?? Side.allCases }

    private mutating func shocks(at time: Double) -> SIMD3<Double> {
        var sum = SIMD3<Double>.zero
        forEachStrike(at: time) { shock, peak, strike, side in
            sum += shock.force(elapsed: time - strike.time, peak: peak * strike.strength, side: side)
        } push: { shock, push in
            sum += push.strength * shock.push(elapsed: time - push.time)
        }
        return sum
    }

    private mutating func rocked(at time: Double) -> Quaternion {
        var small = SIMD3<Double>.zero
        forEachStrike(at: time) { shock, peak, strike, side in
            small += shock.rock(elapsed: time - strike.time, strength: strike.strength * peak / 28, side: side)
        } push: { _, _ in
        }
        let half = small / 2
        return Quaternion(w: (1 - dot(half, half)).squareRoot(), v: half)
    }

    private mutating func forEachStrike(
        at time: Double, _ strike: (Shock, Double, (time: Double, strength: Double), Side) -> Void,
        push: (Shock, (time: Double, strength: Double)) -> Void
    ) {
        for side in Side.allCases where placement.side == nil || placement.side == side {
            let leg = walker.legs[side]
            let lane = side == .left ? 0 : 2
            if let index = leg.strikes.lastIndex(before: time, key: { $0.time }, hint: &shockHints[lane]) {
                strike(shock, walker.parameters.shock, leg.strikes[index], side)
            }
            if let index = leg.pushes.lastIndex(before: time, key: { $0.time }, hint: &shockHints[lane + 1]) {
                push(shock, leg.pushes[index])
            }
        }
    }
}

extension Array {
    /// The last element whose key is ≤ `time`, or nil. `hint` remembers the last answer.
    func lastIndex(before time: Double, key: (Element) -> Double, hint: inout Int) -> Int? {
        guard let first, key(first) <= time else { return nil }
        var index = Swift.min(hint, count - 1)
        while index > 0, key(self[index]) > time { index -= 1 }
        while index + 1 < count, key(self[index + 1]) <= time { index += 1 }
        hint = index
        return index
    }
}

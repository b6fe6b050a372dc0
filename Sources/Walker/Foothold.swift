import Glibc
import IMU

/// A foot flat on the ground: for a while in mid-stance the ankle stays where it is and the shank turns about it.
///
/// The legs hang from the pelvis, and their angles alone leave the standing ankle sliding by some centimetres. So the
/// shank's place is led into the ankle's foothold in early stance, held there about Perry's mid-stance (12 to 31 % of
/// the cycle), and led back to the hanging leg before push-off. Steps at starts, stops and turns, and where the
/// manner changes, are left as they hang.
struct Foothold: Sendable, Equatable {
    /// Shares of stance: led in from `takes` to `holds`, led out from `leaves` to `gone`.
    static let takes = 0.0, holds = 0.28, leaves = 0.46, gone = 0.80
    /// The ankle in the shank's axes, seen from the sensor, m: the sensor sits 10 cm below the knee of a 42 cm shank.
    static func ankle(left: Double) -> SIMD3<Double> { [-0.02, -0.05 * left, -0.32] }

    var start: Double
    var stance: Double
    /// Walking velocity while it lasts, m/s.
    var velocity: SIMD3<Double>
    /// Where the ankle stands at `middle`, relative to the point that moves with the walk's smooth speed, m.
    var ankle: SIMD3<Double> = .zero

    var middle: Double { start + 0.5 * (Self.holds + Self.leaves) * stance }
    var end: Double { start + Self.gone * stance }

    /// How far the shank has to be moved so that its ankle, hanging at `hanging`, stands on the foothold.
    func correction(at time: Double, hanging: SIMD3<Double>) -> SIMD3<Double> {
        let part = share(at: time)
        return part > 0 ? part * (ankle - velocity * (time - middle) - hanging) : .zero
    }

    private func share(at time: Double) -> Double {
        let u = (time - start) / stance
        return u <= Self.takes || u >= Self.gone
            ? 0
            : u < Self.holds
                ? Self.ease((u - Self.takes) / (Self.holds - Self.takes))
                : u <= Self.leaves ? 1 : Self.ease((Self.gone - u) / (Self.gone - Self.leaves))
    }

    /// Minimum jerk (Flash & Hogan 1985).
    private static func ease(_ u: Double) -> Double { u * u * u * (10 - 15 * u + 6 * u * u) }
}

extension Walker {
    /// The footholds of a side, without their places: every steady step whose stance also ends steadily.
    static func footholds(_ side: Side, plan: WalkPlan, pelvis: PelvisMotion) -> [Foothold] {
        var found: [Foothold] = []
        var hint = 0
        for bout in plan.bouts {
            for (index, step) in bout.steps.enumerated() where step.side == side && step.isSteady {
                guard index + 2 < bout.steps.count, bout.steps[index + 2].isSteady || index + 4 == bout.steps.count
                else { continue }
                let heading = Quaternion.z(pelvis.heading.value(at: step.contact, hint: &hint))
                found.append(
                    Foothold(
                        start: step.contact, stance: bout.steps[index + 2].liftOff - step.contact,
                        velocity: heading.rotate([plan.styles[step.manner].pace, 0, 0])))
            }
        }
        return found
    }
}

import IMU

/// The pelvis (and lumbar unit) over a walk. Frame of the walking direction: X forward, Y left, Z up.
///
/// The pelvis is lowest in double support and highest in mid-stance, moves over the standing foot, is fastest about
/// contact, drops towards the swinging side and turns with the advancing leg (Perry; Winter).
struct PelvisMotion: Sendable {
    /// Walking direction about the vertical, rad, positive to the left.
    private(set) var heading = Track(.minimumJerk, start: 0)
    /// Walking speed along the direction, m/s.
    private(set) var speed = Track(.minimumJerk, start: 0)
    private(set) var forward = Track(.cosine, start: 0)
    private(set) var sideways = Track(.cosine, start: 0)
    private(set) var height = Track(.cosine, start: 0)
    /// The height of the ground under it, m.
    private(set) var ground = Track(.minimumJerk, start: 0)
    /// About X, rad: positive with the left side up.
    private(set) var obliquity = Track(.cosine, start: 0)
    /// About X, rad: leaning to the right is positive; the walk's constant part.
    private(set) var lean = Track(.minimumJerk, start: 0)
    /// About Z, rad: positive with the right side forward.
    private(set) var rotation = Track(.cosine, start: 0)
    /// About Y, rad: forward positive; the step-wise part.
    private(set) var tilt = Track(.cosine, start: 0)
    /// About Y, rad: the posture.
    private(set) var inclination: Track

    init(plan: WalkPlan, parameters: GaitParameters) {
        inclination = Track(.minimumJerk, start: parameters.lumbarInclinationDegrees * Units.radiansPerDegree)
        var bouts = plan.bouts.makeIterator()
        for state in plan.states {
            switch state.activity {
            case .standing: break
            case .sitting: sit(from: state.start, to: state.end, parameters: parameters)
            case .walking:
                if let bout = bouts.next() { walk(bout, parameters: parameters, styles: plan.styles) }
            }
        }
        for turn in plan.turns {
            heading.hold(until: turn.start)
            heading.append(heading.last + turn.degrees * Units.radiansPerDegree, at: turn.end)
        }
    }

    private mutating func sit(from start: Double, to end: Double, parameters: GaitParameters) {
        let upright = parameters.lumbarInclinationDegrees * Units.radiansPerDegree
        let seated = parameters.sittingInclinationDegrees * Units.radiansPerDegree
        inclination.hold(until: start)
        inclination.append(upright + 0.5, at: start + 1.1)
        inclination.append(seated, at: start + 2.4)
        inclination.hold(until: end - 2.4)
        inclination.append(seated + 0.5, at: end - 1.3)
        inclination.append(upright, at: end)
        for (down, up) in [(start, end)] {
            height.hold(until: down + 0.2)
            height.append(-0.40, at: down + 2)
            height.hold(until: up - 2)
            height.append(0, at: up - 0.2)
            forward.hold(until: down + 0.2)
            forward.append(-0.35, at: down + 2)
            forward.hold(until: up - 2)
            forward.append(0, at: up - 0.2)
        }
    }

    private mutating func walk(_ bout: WalkPlan.Bout, parameters: GaitParameters, styles: StepStyles) {
        let tilting = parameters.pelvicTiltDegrees * Units.radiansPerDegree
        let turning = parameters.pelvicRotationDegrees * Units.radiansPerDegree
        let steps = bout.steps
        for track in [\Self.forward, \.sideways, \.height, \.obliquity, \.rotation, \.tilt] {
            self[keyPath: track].hold(until: bout.start + 0.2)
        }
        speed.hold(until: bout.start + 0.3)
        lean.hold(until: bout.start)
        lean.append(-parameters.lateralLeanDegrees * Units.radiansPerDegree, at: bout.start + 0.8)
        // Weight goes over the first standing foot before the other can leave the ground.
        sideways.append(steps[0].side == .left ? -0.022 : 0.022, at: steps[0].liftOff + 0.15)
        for (index, step) in steps.enumerated() where index + 1 < steps.count {
            let length = steps[index + 1].contact - step.contact
            let left = step.side == .left ? 1.0 : -1.0
            let reach = min(step.reach, 1.1)
            let drop = parameters.pelvicDropDegrees[step.side] * Units.radiansPerDegree
            let rise = styles[step.manner].parameters.pelvicExcursion / 2
            // Walking, the body is lowest in double support; running, in the middle of stance.
            let lowest = step.manner == .running ? styles[.running].parameters.stanceFraction : 0.10
            height.append(-rise * reach, at: step.contact + lowest * length)
            height.append(rise * reach, at: step.contact + (lowest + 0.50) * length)
            climb(step, steps[index + 1], styles)
            forward.append(0.010 * reach, at: step.contact + 0.24 * length)
            forward.append(-0.010 * reach, at: step.contact + 0.72 * length)
            sideways.append(0.022 * left, at: step.contact + 0.50 * length)
            obliquity.append(0, at: step.contact)
            obliquity.append(drop * left, at: step.contact + 0.36 * length)
            rotation.append(-turning * left * reach, at: step.contact)
            tilt.append(tilting * reach, at: step.contact + 0.12 * length)
            tilt.append(-tilting * reach, at: step.contact + 0.62 * length)
        }
        let last = steps[steps.count - 1].contact
        pace(steps, styles)
        speed.hold(until: steps[max(steps.count - 3, 1)].contact)
        speed.append(0, at: last + 0.35)
        obliquity.append(0, at: last)
        lean.hold(until: last)
        lean.append(0, at: last + 0.6)
        rotation.append(0, at: last + 0.1)
        for track in [\Self.forward, \.sideways, \.height, \.tilt] { self[keyPath: track].append(0, at: last + 0.55) }
    }

    /// Going up, the body is lifted over the foot that has been set down; going down, it is lowered onto the next one.
    private mutating func climb(_ step: WalkPlan.Step, _ next: WalkPlan.Step, _ styles: StepStyles) {
        let change = max(0, styles[step.manner].riser) + min(0, styles[next.manner].riser)
        guard change != 0 else { return }
        let length = next.contact - step.contact
        ground.hold(until: step.contact + 0.05 * length)
        ground.append(ground.last + change, at: step.contact + 0.95 * length)
    }

    /// The speed of each manner; it changes within two steps.
    private mutating func pace(_ steps: [WalkPlan.Step], _ styles: StepStyles) {
        speed.append(styles[steps[0].manner].pace, at: steps[min(1, steps.count - 1)].contact)
        for index in steps.indices.dropFirst() where steps[index].manner != steps[index - 1].manner {
            speed.hold(until: steps[index - 1].contact)
            speed.append(styles[steps[index].manner].pace, at: steps[min(index + 1, steps.count - 1)].contact)
        }
    }
}

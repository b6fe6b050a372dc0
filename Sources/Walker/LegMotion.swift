import IMU

/// One leg's segment angles over a walk. Sagittal angles are positive when the segment's lower end is forward; the
/// knee flexes by thigh minus shank.
///
/// Shapes after the usual tables of level walking (Perry, *Gait Analysis*; Winter, *Biomechanics and Motor Control of
/// Human Movement*): the hip flexes to about 24° before contact and extends to about −12° at three quarters of stance;
/// the shank stands about 18° forward at contact, drops through loading response, leans over the foot, is thrown
/// back at push-off and swings through with one peak of rate at six tenths of swing.
struct LegMotion: Sendable {
    private(set) var thigh: Track
    private(set) var shank: RateSpline
    private(set) var tibialRotation = Track(.minimumJerk, start: 0)
    /// Tilt of the shank in the frontal plane, outward positive (knee towards the outside).
    private(set) var shankRoll = Track(.minimumJerk, start: 0)
    /// Initial contacts and beginnings of push-offs, each with its strength.
    private(set) var strikes: [(time: Double, strength: Double)] = []
    private(set) var pushes: [(time: Double, strength: Double)] = []

    private static let standingShank = -0.03
    private static let standingThigh = 0.02
    private static let seat = 1.45

    init(side: Side, plan: WalkPlan, seed: UInt64) {
        thigh = Track(.cosine, start: Self.standingThigh)
        shank = RateSpline(start: Self.standingShank)
        var draw = WalkerRandom(seed: seed, purpose: side == .left ? 11 : 12)
        var bouts = plan.bouts.makeIterator()
        for state in plan.states {
            switch state.activity {
            case .standing: break
            case .sitting: sit(from: state.start, to: state.end)
            case .walking:
                guard let bout = bouts.next() else { break }
                walk(bout, side: side, styles: plan.styles, draw: &draw)
            }
        }
    }

    private mutating func sit(from start: Double, to end: Double) {
        thigh.hold(until: start + 0.2)
        thigh.append(Self.seat, at: start + 2)
        thigh.hold(until: end - 2)
        thigh.append(Self.standingThigh, at: end - 0.2)
        swayShank(from: start + 0.2, to: start + 2, target: 0.05)
        swayShank(from: end - 2, to: end - 0.2, target: Self.standingShank)
    }

    private mutating func swayShank(from start: Double, to end: Double, target: Double) {
        shank.hold(until: start)
        shank.append(
            [.init(time: (start + end) / 2, fixed: 0, free: 1, slope: 0), .init(time: end, fixed: 0, slope: 0)],
            to: target)
    }

    private mutating func walk(
        _ bout: WalkPlan.Bout, side: Side, styles: StepStyles, draw: inout WalkerRandom
    ) {
        let steps = bout.steps.filter { $0.side == side }
        guard !steps.isEmpty else { return }
        thigh.hold(until: bout.start + 0.1)
        shank.hold(until: bout.start + 0.1)
        tibialRotation.hold(until: bout.start)
        shankRoll.hold(until: bout.start)
        for (index, step) in steps.enumerated() {
            let stance = step.liftOff - (index > 0 ? steps[index - 1].contact : bout.start + 0.1)
            let next = index + 1 < steps.count ? steps[index + 1] : nil
            let cycle = StepShape(
                step: step, next: next, stanceBefore: stance,
                side: side, styles: styles,
                troughs: (
                    -0.004 + 0.004 * draw.boundedNormal(),
                    -0.014 + 0.004 * draw.boundedNormal()
                ))
            appendThigh(cycle, closing: next == nil)
            appendPushOff(cycle, fromStanding: index == 0)
            appendSwing(cycle)
            appendLoading(cycle)
            appendRotations(step, next: next)
            strikes.append((step.contact, styles[step.manner].shock * step.reach * (1 + 0.12 * draw.boundedNormal())))
            pushes.append((step.liftOff - Shock.pushLead, cycle.rate))
        }
    }

    private mutating func appendThigh(_ cycle: StepShape, closing: Bool) {
        let step = cycle.step
        thigh.append(cycle.thighBack, at: step.liftOff - cycle.hipLead * cycle.stanceBefore)
        thigh.append(cycle.thighForward, at: step.contact - 0.06)
        if closing { thigh.append(Self.standingThigh, at: step.contact + 0.55) }
    }

    /// From mid-stance (or standing) to the foot's leaving, and on to the shank's backmost angle.
    private mutating func appendPushOff(_ cycle: StepShape, fromStanding: Bool) {
        let (end, stance, rate) = (cycle.finalTrough, cycle.stanceBefore, cycle.pushOffRate)
        let start = shank.lastTime
        var knots: [RateSpline.Knot] = []
        if fromStanding {
            knots.append(.init(time: start + 0.5 * (end - start), fixed: 0, free: -1))
        } else {
            let middle = end - 0.48 * stance
            if middle > start + 0.03 { knots.append(.init(time: middle, fixed: 0, free: -1)) }
            knots.append(.init(time: end - 0.29 * stance, fixed: -0.3 * rate, free: -1))
        }
        knots.append(.init(time: end - 0.13 * stance, fixed: -2.1 * rate, free: fromStanding ? 0 : -0.15))
        knots.append(.init(time: end, fixed: -3.2 * rate, slope: 0))
        // Behind the contact the shank goes on backwards for a moment: a fixed stretch, so its angle is known.
        let back = cycle.backmost - end
        let slope = cycle.backmostSlope
        let drop = -3.2 * rate * back / 2 - slope * back * back / 12
        shank.append(knots, to: cycle.shankBack - drop)
        shank.append([.init(time: cycle.backmost, fixed: 0, slope: slope)], to: 0)
    }

    private mutating func appendSwing(_ cycle: StepShape) {
        let (start, end) = (cycle.backmost, cycle.initialTrough)
        let span = end - start
        shank.append(
            [
                .init(time: start + 0.30 * span, fixed: 0, free: 0.60),
                .init(time: start + 0.57 * span, fixed: 0, free: 1, slope: 0),
                .init(time: start + 0.78 * span, fixed: 0, free: 0.66),
                .init(time: start + cycle.forwardShare * span, fixed: 0, free: 0),
                .init(time: end, fixed: cycle.contactRate, slope: 0),
            ], to: cycle.shankForward)
    }

    private mutating func appendLoading(_ cycle: StepShape) {
        let start = cycle.initialTrough
        guard let loaded = cycle.loaded else {
            shank.append(
                [
                    .init(time: start + 0.06, fixed: -1.2 * cycle.rate, free: -0.5),
                    .init(time: start + 0.25, fixed: 0, free: -1, slope: 0),
                    .init(time: start + 0.6, fixed: 0, slope: 0),
                ], to: Self.standingShank)
            return
        }
        shank.append(
            [
                .init(time: start + 0.48 * (loaded.time - start), fixed: 0, free: -1),
                .init(time: loaded.time, fixed: -0.85 * cycle.rate, slope: 0),
            ], to: loaded.shank)
    }

    private mutating func appendRotations(_ step: WalkPlan.Step, next: WalkPlan.Step?) {
        let stance = (next?.liftOff ?? step.contact + 0.7) - step.contact
        let inward = step.tibialRotation * Units.radiansPerDegree
        tibialRotation.append(0, at: step.contact)
        tibialRotation.append(inward, at: step.contact + 0.28 * stance)
        tibialRotation.append(inward * 0.8, at: step.contact + 0.5 * stance)
        tibialRotation.append(0, at: step.contact + 0.95 * stance)
        shankRoll.append(0, at: step.contact)
        shankRoll.append(0.035 * step.reach, at: step.contact + 0.2 * stance)
        shankRoll.append(0.02 * step.reach, at: step.contact + 0.6 * stance)
        shankRoll.append(-0.03 * step.reach, at: step.contact + 1.05 * stance)
    }
}

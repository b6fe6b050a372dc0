import IMU

/// The contacts of a whole script, drawn from the parameters: the skeleton that the motion is hung on.
struct WalkPlan: Sendable {
    /// A foot's way through one step: it leaves the ground, lands, and carries.
    struct Step: Sendable {
        var side: Side
        /// When the foot left the ground before this landing.
        var liftOff: Double
        /// The initial contact.
        var contact: Double
        /// Share of the full excursion of hip and shank: short first and last steps, short steps in turns.
        var reach: Double
        /// Internal rotation of the tibia in the stance that follows, degrees.
        var tibialRotation: Double
        var manner: Manner
        /// Not the first or last steps, not in a turn, not where the manner changes.
        var isSteady: Bool
    }

    struct Bout: Sendable {
        var start: Double
        var end: Double
        /// In order of contact; sides alternate. The last two feet stay down.
        var steps: [Step] = []
    }

    let styles: StepStyles
    var bouts: [Bout] = []
    var turns: [WalkTruth.Turn] = []
    var states: [WalkTruth.State] = []
    var duration = 0.0

    init(_ parameters: GaitParameters, script: [Activity], seed: UInt64) {
        styles = StepStyles(parameters)
        var draw = WalkerRandom(seed: seed, purpose: 1)
        var now = 0.0
        var index = 0
        while index < script.count {
            if script[index].manner != nil {
                let start = now
                var legs: [Leg] = []
                while index < script.count, let manner = script[index].manner {
                    if legs.last?.manner != manner { legs.append(Leg(start: now, manner: manner)) }
                    if case .turn(let degrees) = script[index] {
                        turns.append(.init(start: now, end: now + script[index].duration, degrees: degrees))
                    }
                    now += script[index].duration
                    index += 1
                }
                let bout = Self.bout(styles, legs, from: start, to: now, turns: turns, draw: &draw)
                now = bout.end
                bouts.append(bout)
                append(.walking, from: start, to: now)
            } else {
                let start = now
                now += script[index].duration
                if case .sit = script[index] {
                    append(.sitting, from: start, to: now)
                } else {
                    append(.standing, from: start, to: now)
                }
                index += 1
            }
        }
        duration = now
    }

    private mutating func append(_ activity: WalkTruth.Activity, from start: Double, to end: Double) {
        if let last = states.last, last.activity == activity {
            states[states.count - 1].end = end
        } else {
            states.append(.init(activity: activity, start: start, end: end))
        }
    }

    /// A part of a bout that goes along in one manner, from a time on.
    private struct Leg {
        var start: Double
        var manner: Manner
    }

    private static func bout(
        _ styles: StepStyles, _ legs: [Leg], from start: Double, to end: Double, turns: [WalkTruth.Turn],
        draw: inout WalkerRandom
    ) -> Bout {
        func manner(_ time: Double) -> Manner { legs.last { $0.start <= time }?.manner ?? legs[0].manner }
        func turning(_ time: Double) -> Bool { turns.contains { time > $0.start - 0.2 && time < $0.end + 0.2 } }
        let first: Side = draw.unit() < 0.5 ? .left : .right
        let begun = styles[legs[0].manner].parameters
        let stepTimeNoise = begun.stepTimeDeviation
        var contacts = [
            (side: first, time: start + 0.55 + 0.95 * begun.swingTime(first), manner: legs[0].manner)
        ]
        while true {
            let (side, last) = (contacts[contacts.count - 1].side.opposite, contacts[contacts.count - 1].time)
            let spread = turning(last) ? 1.5 * stepTimeNoise : stepTimeNoise
            let manner = manner(last)
            let time = last + styles[manner].parameters.stepTime(side) + spread * draw.boundedNormal()
            contacts.append((side, time, manner))
            // The step that passes the end is the closing one; a walk has at least two.
            if time >= end - 0.6, contacts.count > 2 { break }
        }
        var bout = Bout(start: start, end: contacts[contacts.count - 1].time + 0.75)
        for (index, contact) in contacts.enumerated() {
            let parameters = styles[contact.manner].parameters
            let shortest = 0.2 * parameters.strideTime
            let liftOff: Double
            if index == 0 {
                liftOff = start + 0.55
            } else {
                // The foot that lands now was on the ground since two contacts ago (or since the standing).
                let other = contacts[index - 1].time
                let down = index > 1 ? contacts[index - 2].time : other - parameters.stepTime(contacts[index - 1].side)
                let stretch = (contact.time - down) / parameters.strideTime
                let wanted =
                    down + parameters.stanceTime(contact.side) * (1 + 0.5 * (stretch - 1))
                    + parameters.stanceTimeDeviation * draw.boundedNormal()
                // Running, it leaves before the other one lands.
                let earliest = contact.manner == .running ? down + 0.1 : other + 0.02
                liftOff = min(max(wanted, earliest), contact.time - shortest)
            }
            let turns = turning(contact.time) || (index > 0 && turning(contacts[index - 1].time))
            let isLast = index == contacts.count - 1
            var reach = 1 + 0.025 * draw.boundedNormal()
            if index == 0 { reach *= 0.75 }
            if turns { reach *= 0.78 }
            if isLast { reach = 0.12 }
            bout.steps.append(
                Step(
                    side: contact.side, liftOff: liftOff, contact: contact.time, reach: reach,
                    tibialRotation: max(
                        0,
                        parameters.tibialRotationDegrees[contact.side]
                            + parameters.tibialRotationDeviation * draw.boundedNormal()),
                    manner: contact.manner,
                    isSteady: index >= 2 && index < contacts.count - 2 && !turns
                        && contacts[index - 2...index + 2].allSatisfy { $0.manner == contact.manner }))
        }
        return bout
    }

    /// The truth that follows from the plan.
    var truth: WalkTruth {
        var truth = WalkTruth()
        truth.turns = turns
        truth.states = states
        truth.duration = duration
        for bout in bouts {
            let steps = bout.steps
            for (index, step) in steps.enumerated() {
                truth.contacts.append(.init(kind: .finalContact, side: step.side, time: step.liftOff))
                truth.contacts.append(.init(kind: .initialContact, side: step.side, time: step.contact))
                guard index >= 2 else { continue }
                let opening = steps[index - 2]
                truth.strides.append(
                    .init(
                        side: step.side, start: opening.contact, finalContact: step.liftOff, end: step.contact,
                        stepTime: step.contact - steps[index - 1].contact,
                        tibialRotationDegrees: opening.tibialRotation,
                        isSteady: step.isSteady && opening.isSteady && steps[index - 1].isSteady,
                        manner: step.manner))
            }
        }
        truth.contacts.sort { $0.time < $1.time }
        return truth
    }
}

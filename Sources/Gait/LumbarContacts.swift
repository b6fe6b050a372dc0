import Body
import IMU
import Rings

/// Initial and final contacts of both feet from the lumbar unit alone, causal, at a fixed lag, in any mounting. No
/// walking interval is given: a jolt is a step when another one follows it.
///
/// - *Steps.* As a foot takes the weight the body is pushed up and back (Zijlstra & Hof 2003 read the contact off the
///   forward acceleration's peak before it falls; McCamley et al. 2012 off the vertical's slope). One direction holds
///   both, b = ½·up − forward, and a step is a crest of the *change* along it, J(t) = b·(a(t + τ) − a(t − τ)), with
///   τ = 0.11 s and a low-passed at 4 Hz. No filter looks both ways: the lag is the low-pass's delay and τ.
/// - *Initial contact.* The steepest change along b of the acceleration low-passed at 6 Hz, near the crest.
/// - *Side.* `LumbarSide` and `SideSequence`.
/// - *Final contact* of the other foot: it ends double support. Half of it is expectation (a share of the step) and
///   half observation (the steepest fall of the pelvis' roll), because either alone errs more.
///
/// A contact is said provisionally at the crest and confirmed (or retracted) when no larger one has followed; the
/// first of a walk when the second has come.
struct LumbarContacts: Sendable {
    let parameters: Parameters
    private(set) var nextID: UInt64
    /// Half the span of J, in samples, and the lag of its times, s.
    private let reach: Int
    private let coarseLag: Double
    private let fineReach: Int
    private let fineLag: Double
    private let rollReach: Int
    private let rollLag: Double
    private let period: Double

    /// The last two values of J, the older first, and the readings' numbers end with the newer one's.
    private var older = 0.0
    private var newer = 0.0
    private var jolt: Jolt?
    /// The first step of a walk, until the second proves it.
    private var first: Step?
    private var last: HostTime?
    private var meanJolt = 0.0
    private var sequence = SideSequence()
    private var finals: [Final] = []
    private var now = HostTime(nanoseconds: .min)
    /// The sides whose contacts are wanted.
    private(set) var supplies: PerSide<Bool>
    /// What the last sample brought.
    private(set) var outbox: [ContactOutput] = []

    /// A contact that may be retracted yet; the id is nil where it was not said.
    private struct Step: Sendable {
        var id: UInt64?
        var time: HostTime
        var side: Side
    }

    private struct Jolt: Sendable {
        var size: Double
        /// Of the sample at the crest, and of the last one used.
        var time: HostTime
        var step: Step
    }

    private struct Final: Sendable {
        var said: Step
        /// The initial contact that it follows, and the step that ended there, s.
        var after: HostTime
        var step: Double
        var certainty: Double
    }

    /// - Parameters:
    ///   - signals: of the same sensor.
    ///   - firstID: the contacts' ids count up from it.
    init(signals: LumbarSignals, firstID: UInt64, parameters: Parameters = Parameters()) {
        self.parameters = parameters
        nextID = firstID
        period = 1 / signals.rate
        reach = max(1, Int((parameters.reach * signals.rate).rounded()))
        coarseLag = signals.coarseFilter.delay + Double(reach) * period
        fineReach = max(1, Int((parameters.fineReach * signals.rate).rounded()))
        fineLag = signals.fineFilter.delay + Double(fineReach) * period
        rollReach = max(1, Int((parameters.rollReach * signals.rate).rounded()))
        rollLag = signals.fineFilter.delay + Double(rollReach) * period
        supplies = PerSide(left: true, right: true)
        outbox.reserveCapacity(8)
        finals.reserveCapacity(4)
    }

    /// The time up to which every contact has been confirmed or retracted.
    var settled: HostTime {
        guard now.nanoseconds != .min else { return now }
        var time = now.advanced(seconds: -(coarseLag + parameters.hold + parameters.before))
        if let first { time = min(time, first.time) }
        if let jolt { time = min(time, jolt.step.time) }
        return time
    }

    /// Takes the next sample.
    /// - Parameter supplies: the sides whose contacts are wanted; what is pending of another is withdrawn.
    mutating func take(_ reading: LumbarReading, _ signals: LumbarSignals, supplies: PerSide<Bool>) {
        outbox.removeAll(keepingCapacity: true)
        now = reading.time
        supply(supplies)
        let change = change(signals)
        if newer > threshold, newer >= older, newer > change { crest(newer, signals) }
        older = newer
        newer = change
        if let jolt, now.seconds(since: jolt.time) >= parameters.hold - 0.5 * period { accept(jolt, signals) }
        if let first, now.seconds(since: first.time) > parameters.maximumStep + coarseLag + parameters.hold {
            retract(first)
            self.first = nil
        }
        closeFinals(signals)
    }

    /// After a gap: what is pending is withdrawn.
    mutating func interrupt(at time: HostTime) {
        outbox.removeAll(keepingCapacity: true)
        now = max(now, time)
        if let jolt { retract(jolt.step) }
        if let first { retract(first) }
        for final in finals { retract(final.said) }
        jolt = nil
        first = nil
        last = nil
        finals.removeAll(keepingCapacity: true)
        older = 0
        newer = 0
        meanJolt = 0
    }
}

extension LumbarContacts {
    private var threshold: Double {
        guard let last, meanJolt > 0, now.seconds(since: last) < parameters.memory else { return parameters.startFloor }
        return max(parameters.floor, parameters.share * meanJolt)
    }

    /// b at the latest reading; nil until the walking direction is known.
    private func braking(_ signals: LumbarSignals) -> Vector? {
        let up = signals.history[signals.history.endIndex - 1].up
        return signals.forward.direction(up: up).map { parameters.upShare * up - $0 }
    }

    /// J, delayed by `coarseLag`.
    private func change(_ signals: LumbarSignals) -> Double {
        let end = signals.history.endIndex - 1
        guard end - 2 * reach >= signals.history.startIndex, let braking = braking(signals) else { return 0 }
        return (signals.history[end].coarse - signals.history[end - 2 * reach].coarse).dot(braking)
    }

    /// J was greatest at the last sample: a step, unless a larger one follows or has just been.
    private mutating func crest(_ size: Double, _ signals: LumbarSignals) {
        if let jolt, jolt.size >= size { return }
        let time = signals.history[signals.history.endIndex - 2].time
        guard let contact = contact(near: time.advanced(seconds: -coarseLag), until: time, signals) else { return }
        if let last, contact.seconds(since: last) < parameters.minimumStep { return }
        if let jolt { retract(jolt.step) }
        jolt = nil
        let odds = sequence.next(own: ownOdds(contact, signals), interval: interval(to: contact))
        let side = SideSequence.side(odds)
        jolt = Jolt(size: size, time: time, step: say(.initial, side, at: contact, confidence(odds) * 0.9))
    }

    private func interval(to contact: HostTime) -> Double? {
        guard let last, contact.seconds(since: last) <= parameters.maximumStep else { return nil }
        return contact.seconds(since: last)
    }

    private func ownOdds(_ contact: HostTime, _ signals: LumbarSignals) -> Double {
        LumbarSide.odds(LumbarSide.evidence(at: contact, signals, forward: signals.direction) ?? 0)
    }

    private func confidence(_ odds: Double) -> Double {
        SideSequence.certainty(odds) * min(0.9, 0.4 + 0.1 * Double(sequence.steps))
    }

    /// The steepest change along b near a time, between samples by a parabola through three.
    private func contact(near time: HostTime, until: HostTime, _ signals: LumbarSignals) -> HostTime? {
        guard let braking = braking(signals) else { return nil }
        let history = signals.history
        let from = time.advanced(seconds: fineLag - parameters.before)
        let to = min(until, time.advanced(seconds: fineLag + parameters.after))
        func weighed(_ index: Int) -> Double {
            guard index - 2 * fineReach >= history.startIndex, index < history.endIndex else { return 0 }
            let slope = (history[index].fine - history[index - 2 * fineReach].fine).dot(braking)
            let off = (history[index].time.seconds(since: time) - fineLag - parameters.expected) / parameters.spread
            return slope * max(0, 1 - off * off)
        }
        var best = -1
        var height = -Double.infinity
        var index = history.lowerBound(of: from) { $0.time }
        while index < history.endIndex, history[index].time <= to {
            let value = weighed(index)
            if value > height {
                height = value
                best = index
            }
            index += 1
        }
        guard best >= 0 else { return nil }
        let (a, c) = (weighed(best - 1), weighed(best + 1))
        let curvature = a - 2 * height + c
        let shift = curvature < 0 ? max(-0.5, min(0.5, 0.5 * (a - c) / curvature)) : 0
        return history[best].time.advanced(seconds: shift * period - fineLag - parameters.lag)
    }

    /// No larger jolt followed: the step stands.
    private mutating func accept(_ jolt: Jolt, _ signals: LumbarSignals) {
        self.jolt = nil
        let contact = jolt.step.time
        let interval = interval(to: contact)
        sequence.take(own: ownOdds(contact, signals), interval: interval)
        meanJolt = meanJolt > 0 && interval != nil ? meanJolt + 0.2 * (jolt.size - meanJolt) : jolt.size
        last = contact
        var step = jolt.step
        let side = SideSequence.side(sequence.odds)
        guard let interval else {
            if let first { retract(first) }
            first = settle(step, on: side)
            return
        }
        if let opening = first {
            first = nil
            let proven = settle(opening, on: side.opposite)
            confirm(.initial, proven)
            follow(proven, step: interval, signals)
        }
        step = settle(step, on: side)
        confirm(.initial, step)
        follow(step, step: interval, signals)
    }

    /// The final contact of the other foot, expected after an initial one.
    private mutating func follow(_ initial: Step, step: Double, _ signals: LumbarSignals) {
        let expected = parameters.doubleSupport * min(step, parameters.longestStep)
        let certainty = confidence(sequence.odds) * 0.8
        let said = say(.final, initial.side.opposite, at: initial.time.advanced(seconds: expected), certainty * 0.9)
        finals.append(Final(said: said, after: initial.time, step: step, certainty: certainty))
        closeFinals(signals)
    }

    /// Confirms the final contacts whose windows are complete.
    private mutating func closeFinals(_ signals: LumbarSignals) {
        while let final = finals.first {
            let expected = parameters.doubleSupport * min(final.step, parameters.longestStep)
            let centre = expected + parameters.rollLag
            let to = min(parameters.latestFinal, centre + parameters.rollSpread)
            guard now.seconds(since: final.after) >= to + rollLag else { return }
            finals.removeFirst()
            var said = final.said
            if let fall = steepestFall(final, centre: centre, to: to, signals) {
                said.time = final.after.advanced(seconds: 0.5 * (expected + fall - parameters.rollLag))
            }
            confirm(.final, said, final.certainty)
        }
    }

    /// When the roll towards the foot in the air falls off most steeply, s after the initial contact.
    private func steepestFall(_ final: Final, centre: Double, to: Double, _ signals: LumbarSignals) -> Double? {
        let history = signals.history
        let up = history[history.endIndex - 1].up
        guard let forward = signals.forward.direction(up: up) else { return nil }
        // After a left contact the right side of the pelvis drops: positive about forward.
        let towards = final.said.side == .right ? forward : -forward
        var best: Double?
        var height = 0.0
        let from = final.after.advanced(seconds: parameters.earliestFinal + rollLag)
        var index = max(history.startIndex + 2 * rollReach, history.lowerBound(of: from) { $0.time })
        while index < history.endIndex {
            let since = history[index].time.seconds(since: final.after) - rollLag
            if since > to { break }
            let off = (since - centre) / parameters.rollSpread
            let fall = (history[index - 2 * rollReach].smoothRate - history[index].smoothRate).dot(towards)
            let value = fall * max(0, 1 - off * off)
            if value > height {
                height = value
                best = since
            }
            index += 1
        }
        return best
    }
}

extension LumbarContacts {
    /// Withdraws what is pending of a side that another sensor supplies from now on.
    private mutating func supply(_ wanted: PerSide<Bool>) {
        guard wanted != supplies else { return }
        supplies = wanted
        for index in finals.indices where !wanted[finals[index].said.side] {
            retract(finals[index].said)
            finals[index].said.id = nil
        }
        if let step = first, !wanted[step.side] {
            retract(step)
            first?.id = nil
        }
        if let step = jolt?.step, !wanted[step.side] {
            retract(step)
            jolt?.step.id = nil
        }
    }

    private mutating func say(_ kind: Contact.Kind, _ side: Side, at time: HostTime, _ confidence: Double) -> Step {
        guard supplies[side] else { return Step(id: nil, time: time, side: side) }
        let id = nextID
        nextID += 1
        outbox.append(.contact(contact(id, kind, side, time, .provisional, confidence)))
        return Step(id: id, time: time, side: side)
    }

    /// The same contact on the side that it turned out to be on: one on the other side is retracted and said anew.
    private mutating func settle(_ step: Step, on side: Side) -> Step {
        guard step.side != side else { return step }
        retract(step)
        return say(.initial, side, at: step.time, confidence(sequence.odds) * 0.9)
    }

    private mutating func confirm(_ kind: Contact.Kind, _ step: Step, _ certainty: Double? = nil) {
        guard let id = step.id else { return }
        let certainty = certainty ?? confidence(sequence.odds)
        outbox.append(.contact(contact(id, kind, step.side, step.time, .confirmed, certainty)))
    }

    private mutating func retract(_ step: Step) {
        guard let id = step.id else { return }
        outbox.append(.retraction(Retraction(id: id, side: step.side, emitted: now)))
    }

    private func contact(
        _ id: UInt64, _ kind: Contact.Kind, _ side: Side, _ time: HostTime, _ status: Contact.Status,
        _ confidence: Double
    ) -> Contact {
        Contact(
            id: id, kind: kind, side: side, time: time, emitted: now, status: status, confidence: confidence,
            source: .lumbar)
    }
}

import Body
import IMU
import Rings

/// Initial and final contacts of one foot from its shank unit, causal, from the first swing on.
///
/// The family of rules is Salarian et al. 2004 and Trojaniello et al. 2014: the shank's swing is a positive lobe of its
/// flexion rate; the final contact lies before it and the initial contact after it. Where the rules read the contact
/// off a trough of the rate, which on many legs flips between two troughs 70 ms apart, this detector uses two features
/// on either side of the contact and takes the mean of what each says of it, because they stay in place and their
/// person-to-person offsets run against each other:
/// - *initial contact*: the shank stops swinging forward just before the foot meets the ground (the rate's zero
///   crossing), and the strike's acceleration reaches the shank just after (the largest norm of the specific force).
/// - *final contact*: the forward acceleration is least at push-off, and the rate's zero crossing starts the swing.
///   Where a leg pushes off too softly for that minimum to stand out, the rate's push-off trough takes its place.
///
/// The strike and the push-off are impacts: they lie a fixed time from the contact. The crossings belong to the swing,
/// which keeps its shape when it becomes longer or shorter: they lie a share of it from the contact. So legs that
/// swing for different times are read alike.
///
/// Each contact is said twice: provisionally as soon as the rate shows it, and confirmed (or retracted) when the
/// window around it is complete.
struct ShankContacts: Sendable {
    private enum Phase: Sendable {
        /// The foot is on the ground (or not known to be in the air).
        case stance
        /// The rate has passed the swing floor; FC is said, its window may still be open.
        case swing
        /// Swing's end was seen; the strike's peak is being looked for.
        case landing
    }

    private let parameters: Parameters
    private let side: Side
    private var signals: ShankSignals
    private var history: HistoryRing<ShankReading>
    private var phase = Phase.stance

    /// The next contact's id.
    private(set) var nextID: UInt64
    private let idStep: UInt64
    private var meanPeak = 0.0
    /// Running mean of the push-off's least forward acceleration, m/s²; 0 where none shows.
    private var pushOffDepth: Double?
    /// Running mean of the stance times, s; 0 until known.
    private var meanStance = 0.0
    /// Running mean of the time between the crossings of a swing, s.
    private var meanLobe: Double
    private var swings = 0

    private var crossingUp: HostTime?
    private var crossingDown = HostTime(nanoseconds: .min)
    private var trough = 0.0
    private var troughTime = HostTime(nanoseconds: 0)
    private var peak = 0.0
    /// The axis has kept its sign since then.
    private var learntSince = HostTime(nanoseconds: .min)
    private var stanceSince = HostTime(nanoseconds: .min)
    private var lastSwing = HostTime(nanoseconds: .min)
    private var finalContact: Pending?
    /// What the last sample brought.
    private(set) var outbox: [ContactOutput] = []
    private var initialContact: Pending?

    private struct Pending: Sendable {
        var id: UInt64
        var time: HostTime
    }

    /// - Parameters:
    ///   - rate: sampling rate, Hz.
    ///   - firstID, idStep: the contacts' ids are `firstID`, `firstID + idStep`, …, so that two feet never collide.
    init(side: Side, rate: Double, firstID: UInt64, idStep: UInt64, parameters: Parameters = Parameters()) {
        self.side = side
        self.parameters = parameters
        meanLobe = parameters.usualLobe
        nextID = firstID
        self.idStep = idStep
        signals = ShankSignals(rate: rate)
        history = HistoryRing(capacity: Int(rate * 4) + 1)
        outbox.reserveCapacity(8)
    }

    /// The time up to which every contact has been confirmed or retracted, but for those still pending.
    var settled: HostTime {
        guard history.endIndex > history.startIndex else { return HostTime(nanoseconds: .min) }
        var time = history[history.endIndex - 1].time.advanced(seconds: -signals.rateFilter.delay)
        if let pending = initialContact { time = min(time, pending.time) }
        if phase != .stance { time = min(time, crossingDown > stanceSince ? crossingDown : time) }
        return time.advanced(seconds: -parameters.strikeDelay)
    }

    /// The readings so far, for measures over a stride.
    var readings: HistoryRing<ShankReading> { history }

    /// The axes learnt so far.
    var axis: FlexionAxis { signals.axis }

    /// After a gap in the samples: what is pending is withdrawn, the axes are kept.
    mutating func interrupt(at time: HostTime) {
        outbox.removeAll(keepingCapacity: true)
        for pending in [finalContact, initialContact] {
            if let pending { outbox.append(.retraction(Retraction(id: pending.id, side: side, emitted: time))) }
        }
        finalContact = nil
        initialContact = nil
        crossingUp = nil
        trough = 0
        phase = .stance
        stanceSince = HostTime(nanoseconds: .min)
        history.removeAll()
        signals.interrupt()
    }

    /// The sensor has turned on the shank: what is pending is withdrawn, and the axes are learnt anew as at the start.
    mutating func realign(at time: HostTime) {
        interrupt(at: time)
        signals.realign()
        meanPeak = 0
        pushOffDepth = nil
        learntSince = HostTime(nanoseconds: .min)
    }

    /// Takes the next sample; `up` is the upward direction in the sensor's frame.
    mutating func take(time: HostTime, acceleration: Vector, angularRate: Vector, up: Vector) {
        outbox.removeAll(keepingCapacity: true)
        let previous = !history.isEmpty ? history[history.endIndex - 1] : nil
        let reading = signals.take(time: time, acceleration: acceleration, angularRate: angularRate, up: up)
        history.append(reading)
        guard let previous else { return }
        forgetPeaks(at: time)
        if reading.isReversed { reverse(at: reading) }
        switch phase {
        case .stance: duringStance(previous, reading)
        case .swing: duringSwing(previous, reading)
        case .landing: duringLanding(reading)
        }
    }
}

/// What a contact detector says.
enum ContactOutput: Sendable, BitwiseCopyable {
    case contact(Contact)
    case retraction(Retraction)
}

extension ShankContacts {
    private var swingThreshold: Double { max(parameters.swingFloor, parameters.peakShare * meanPeak) }

    private var confidence: Double { min(0.95, 0.5 + 0.09 * Double(swings)) * (0.5 + 0.5 * signals.axis.planarity) }

    private mutating func forgetPeaks(at time: HostTime) {
        if meanPeak > 0, time.seconds(since: lastSwing) > parameters.memory {
            meanPeak = 0
            meanStance = 0
            meanLobe = parameters.usualLobe
        }
    }

    /// The first swing of a walk is decided as a whole, because the axis may still turn out to point the other way.
    private var isUnproven: Bool { meanPeak == 0 }

    /// What looked like swing went backwards: it was the push-off, and its end is the start of the swing.
    private mutating func reverse(at reading: ShankReading) {
        for pending in [finalContact, initialContact] {
            if let pending { outbox.append(.retraction(Retraction(id: pending.id, side: side, emitted: reading.time))) }
        }
        finalContact = nil
        initialContact = nil
        crossingUp = phase == .landing && reading.swing > 0 ? crossingDown : nil
        phase = .stance
        trough = 0
        peak = 0
        learntSince = reading.time
    }

    private mutating func duringStance(
        _ previous: ShankReading, _ reading: ShankReading
    ) {
        if let pending = finalContact, reading.time.seconds(since: pending.time) > parameters.swingDeadline {
            outbox.append(.retraction(Retraction(id: pending.id, side: side, emitted: reading.time)))
            finalContact = nil
            trough = 0
        }
        guard stanceSince.nanoseconds == .min || reading.time.seconds(since: stanceSince) > parameters.minimumStance
        else { return }
        if reading.swing <= 0 {
            crossingUp = nil
            if reading.swing < trough, isLate(in: reading) {
                trough = reading.swing
                troughTime = reading.time
            }
        } else if previous.swing <= 0 || crossingUp == nil {
            crossingUp = crossing(previous, reading)
        }
        sayFinalContact(reading)
        if let start = crossingUp, reading.swing > swingThreshold {
            beginSwing(start, reading)
        }
    }

    /// Whether a push-off is to be expected: the shank also dips early in stance, as the foot is loaded.
    private func isLate(in reading: ShankReading) -> Bool {
        meanStance == 0 || stanceSince.nanoseconds == .min
            || reading.time.seconds(since: stanceSince) > parameters.pushOffShare * meanStance
    }

    /// The provisional final contact: the rate has come half way up from a push-off trough.
    private mutating func sayFinalContact(_ reading: ShankReading) {
        let deep = max(parameters.troughFloor, 0.15 * meanPeak)
        guard finalContact == nil, trough < -deep, reading.swing > 0.5 * trough else { return }
        let seen = troughTime.advanced(seconds: parameters.troughLead - signals.rateFilter.delay)
        finalContact = say(.final, at: min(seen, reading.time), reading)
    }

    private mutating func beginSwing(
        _ start: HostTime, _ reading: ShankReading
    ) {
        if finalContact == nil { finalContact = say(.final, at: min(start, reading.time), reading) }
        phase = .swing
        peak = reading.swing
        trough = 0
    }

    private mutating func duringSwing(
        _ previous: ShankReading, _ reading: ShankReading
    ) {
        peak = max(peak, reading.swing)
        guard let start = crossingUp else { return }
        let lasted = reading.time.seconds(since: start)
        if finalContact != nil, lasted > parameters.swingProof, !isUnproven {
            confirmFinalContact(start, reading)
        }
        if reading.swing <= 0 {
            if lasted < parameters.minimumSwing {
                withdrawFinalContact(reading)
                returnToStance(reading)
            } else {
                crossingDown = crossing(previous, reading)
                initialContact = say(.initial, at: min(landing, reading.time), reading)
                phase = .landing
            }
        } else if lasted > parameters.maximumSwing {
            withdrawFinalContact(reading)
            returnToStance(reading)
        }
    }

    private mutating func duringLanding(_ reading: ShankReading) {
        guard let pending = initialContact else { return }
        if reading.swing > swingThreshold {
            // The leg swings on: that was a dip, not the end of swing.
            outbox.append(.retraction(Retraction(id: pending.id, side: side, emitted: reading.time)))
            initialContact = nil
            phase = .swing
            return
        }
        let delay = signals.forceFilter.delay
        let wait = isUnproven ? parameters.proof : parameters.strikeAfter
        guard reading.time.seconds(since: crossingDown) >= wait + delay else { return }
        if finalContact != nil, let start = crossingUp { confirmFinalContact(start, reading) }
        let time = strike(before: reading.time)
            .map { Self.mean($0.advanced(seconds: -parameters.strikeDelay), landing) } ?? pending.time
        if let start = crossingUp { meanLobe += 0.2 * (crossingDown.seconds(since: start) - meanLobe) }
        initialContact = nil
        confirm(.initial, id: pending.id, at: time, reading)
        swings += 1
        meanPeak = meanPeak == 0 ? peak : meanPeak + 0.2 * (peak - meanPeak)
        lastSwing = time
        returnToStance(reading)
        stanceSince = time
    }

    private mutating func returnToStance(_ reading: ShankReading) {
        phase = .stance
        crossingUp = nil
        trough = 0
        peak = 0
    }

    private mutating func withdrawFinalContact(_ reading: ShankReading) {
        guard let pending = finalContact else { return }
        outbox.append(.retraction(Retraction(id: pending.id, side: side, emitted: reading.time)))
        finalContact = nil
    }

    private mutating func confirmFinalContact(
        _ start: HostTime, _ reading: ShankReading
    ) {
        guard let pending = finalContact else { return }
        // Not before there was anything to see.
        let time = max(finalContactTime(start), history[history.startIndex].time)
        finalContact = nil
        let stance = time.seconds(since: stanceSince)
        if stanceSince.nanoseconds != .min, stance < parameters.longestStance {
            meanStance = meanStance == 0 ? stance : meanStance + 0.2 * (stance - meanStance)
        }
        confirm(.final, id: pending.id, at: time, reading)
    }

    private mutating func finalContactTime(_ start: HostTime) -> HostTime {
        let push = pushOff(around: start)
        let depth = push?.depth ?? 0
        let mean = pushOffDepth.map { $0 + 0.2 * (depth - $0) } ?? depth
        pushOffDepth = mean
        let softness = (mean - parameters.firmPushOff) / (parameters.softPushOff - parameters.firmPushOff)
        let leaving = start.advanced(seconds: -parameters.finalLobeShare * meanLobe)
        guard let push else { return troughContact(start, leaving) }
        let firm = Self.mean(push.time.advanced(seconds: parameters.pushOffLead), leaving)
        let soft = softness > 0 ? troughContact(start, leaving) : firm
        return firm.advanced(seconds: min(1, max(0, softness)) * soft.seconds(since: firm))
    }

    /// The final contact from the rate's trough in place of the push-off.
    /// - Parameter leaving: the final contact as the crossing alone says.
    private func troughContact(_ start: HostTime, _ leaving: HostTime) -> HostTime {
        let delay = signals.rateFilter.delay
        let from = start.advanced(seconds: delay - parameters.troughBefore)
        guard
            let trough = extremum(
                from: from, to: start.advanced(seconds: delay), { $0.time < learntSince ? $0.swing : -$0.swing })
        else { return leaving }
        return Self.mean(trough.time.advanced(seconds: parameters.troughLead - delay), leaving)
    }

    /// The initial contact as the end of the swing alone says.
    private var landing: HostTime {
        let lobe = crossingUp.map { crossingDown.seconds(since: $0) } ?? meanLobe
        return crossingDown.advanced(seconds: parameters.initialLobeShare * lobe)
    }

    private static func mean(_ a: HostTime, _ b: HostTime) -> HostTime {
        a.advanced(seconds: 0.5 * b.seconds(since: a))
    }

    /// When the forward acceleration was least before swing's start, corrected for the filter's delay, and how small.
    /// What came before the axis was reversed was read with the other sign.
    private func pushOff(around start: HostTime) -> (time: HostTime, depth: Double)? {
        let delay = signals.forceFilter.delay
        return extremum(
            from: start.advanced(seconds: delay - parameters.pushOffBefore),
            to: start.advanced(seconds: delay + parameters.pushOffAfter)
        ) { $0.time < learntSince ? $0.forward : -$0.forward }.map { ($0.time.advanced(seconds: -delay), -$0.value) }
    }

    /// The strike's acceleration peak, corrected for the filter's delay.
    private func strike(before now: HostTime) -> HostTime? {
        let delay = signals.forceFilter.delay
        return extremum(
            from: crossingDown.advanced(seconds: delay),
            to: min(now, crossingDown.advanced(seconds: delay + parameters.strikeAfter))
        ) { $0.force }?.time.advanced(seconds: -delay)
    }

    /// The largest crest between two times and its time, between samples by a parabola through three of them.
    private func extremum(
        from: HostTime, to: HostTime, _ value: (ShankReading) -> Double
    ) -> (time: HostTime, value: Double)? {
        var best = -1
        var index = history.endIndex - 1
        while index >= history.startIndex, history[index].time >= from {
            let isNewer = history[index].time <= to && isCrest(index, value)
            if isNewer, best < 0 || value(history[index]) > value(history[best]) { best = index }
            index -= 1
        }
        guard best >= 0 else { return nil }
        guard best > history.startIndex, best + 1 < history.endIndex else {
            return (history[best].time, value(history[best]))
        }
        let (a, b, c) = (value(history[best - 1]), value(history[best]), value(history[best + 1]))
        let curvature = a - 2 * b + c
        let shift = curvature < 0 ? max(-0.5, min(0.5, 0.5 * (a - c) / curvature)) : 0
        let period = history[best + 1].time.seconds(since: history[best].time)
        return (history[best].time.advanced(seconds: shift * period), b)
    }

    /// Whether a value is no lower than its neighbours: the end of a slope that leaves the window is no extremum.
    private func isCrest(_ index: Int, _ value: (ShankReading) -> Double) -> Bool {
        guard index > history.startIndex, index + 1 < history.endIndex else { return false }
        let height = value(history[index])
        return height >= value(history[index - 1]) && height >= value(history[index + 1])
    }

    /// When the rate passed zero between two samples, corrected for the filter's delay.
    private func crossing(_ a: ShankReading, _ b: ShankReading) -> HostTime {
        let span = b.swing - a.swing
        let part = abs(span) > 1e-12 ? max(0, min(1, -a.swing / span)) : 1
        return a.time.advanced(seconds: part * b.time.seconds(since: a.time) - signals.rateFilter.delay)
    }

    private mutating func say(
        _ kind: Contact.Kind, at time: HostTime, _ reading: ShankReading
    ) -> Pending {
        let pending = Pending(id: nextID, time: time)
        nextID += idStep
        outbox.append(
            .contact(
                Contact(
                    id: pending.id, kind: kind, side: side, time: time, emitted: reading.time, status: .provisional,
                    confidence: confidence * 0.9)))
        return pending
    }

    private mutating func confirm(
        _ kind: Contact.Kind, id: UInt64, at time: HostTime, _ reading: ShankReading
    ) {
        outbox.append(
            .contact(
                Contact(
                    id: id, kind: kind, side: side, time: time, emitted: reading.time, status: .confirmed,
                    confidence: confidence)))
    }
}

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

    let parameters: Parameters
    private let side: Side
    var signals: ShankSignals
    var history: HistoryRing<ShankReading>
    private var phase = Phase.stance

    /// The next contact's id.
    private(set) var nextID: UInt64
    private let idStep: UInt64
    private var meanPeak = 0.0
    /// Running mean of the push-off's least forward acceleration, m/s²; 0 where none shows.
    var pushOffDepth: Double?
    /// Running mean of the stance times, s; 0 until known.
    private var meanStance = 0.0
    /// Running mean of the time between the crossings of a swing, s.
    var meanLobe: Double
    private var swings = 0

    var crossingUp: HostTime?
    var crossingDown = HostTime(nanoseconds: .min)
    private var trough = 0.0
    private var troughTime = HostTime(nanoseconds: 0)
    private var peak = 0.0
    /// The axis has kept its sign since then.
    var learntSince = HostTime(nanoseconds: .min)
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
        guard reading.time.seconds(since: landing) >= wait + delay else { return }
        if finalContact != nil, let start = crossingUp { confirmFinalContact(start, reading) }
        let time =
            strike(before: reading.time)
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

public import Body
public import IMU

/// One person's gait, from the samples of a kit's sensors in host time: contacts, strides, bouts and turns.
///
/// Each foot runs by itself on its own sensor; only what needs both feet (the step time) waits for the other one, and
/// not longer than `patience`. Any subset of placements works.
public struct GaitAnalyzer: Sendable {
    /// How long a stride waits for the other foot's sensor to catch up, s.
    public static let patience = 1.0

    private var left: Foot?
    private var right: Foot?
    private var turns: TurnDetector?
    private var bouts = BoutTracker()
    private var segments = BodySegments()

    public init() {}

    /// Adds a sensor once its rate is known, or again when its rate has changed: `interrupt` it first then, and the
    /// contacts are numbered on. Placements that nothing is computed from yet are accepted and ignored.
    public mutating func add(_ placement: Placement, rate: Double) {
        segments.add(placement, rate: rate)
        switch placement {
        case .leftShank: left = Self.foot(.left, rate: rate, firstID: left?.contacts.nextID ?? 1)
        case .rightShank: right = Self.foot(.right, rate: rate, firstID: right?.contacts.nextID ?? 2)
        case .lumbar: turns = TurnDetector(rate: rate)
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    private static func foot(_ side: Side, rate: Double, firstID: UInt64) -> Foot {
        Foot(side: side, contacts: ShankContacts(side: side, rate: rate, firstID: firstID, idStep: 2))
    }

    /// Knee flexion by the last samples of thigh and shank, rad, counted from standing; NaN while unknown.
    public func kneeFlexion(_ side: Side) -> Double { segments.kneeFlexion(side) }

    /// How long the person stood, walked and sat.
    public var posture: PostureTracker { segments.posture }

    /// How far the person bends, from the lumbar unit; nil without one.
    public var inclinationRange: InclinationRange? { segments.inclinationRange }

    /// How quietly the person stood so far, from the lumbar unit; nil while unknown.
    public var sway: StandingSway? { segments.sway }

    /// Whether the person is in a bout of walking.
    public var isWalking: Bool { bouts.start != nil }

    /// Takes the next sample of a sensor, in its own order.
    public mutating func take(
        _ placement: Placement, time: HostTime, acceleration: Vector, angularRate: Vector,
        into sink: (GaitOutput) -> Void
    ) {
        guard
            let up = segments.take(placement, time: time, acceleration: acceleration, angularRate: angularRate)
        else { return }
        switch placement {
        case .leftShank: Self.step(&left, time, acceleration, angularRate, up, sink)
        case .rightShank: Self.step(&right, time, acceleration, angularRate, up, sink)
        case .lumbar:
            if let turn = turns?.take(time: time, angularRate: angularRate, up: up) { sink(.turn(turn)) }
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
        closeStrides(at: time, sink)
    }

    /// After a gap too long to bridge: strides that wait for the other foot are closed with what is known, and what is
    /// pending at that sensor is withdrawn.
    public mutating func interrupt(_ placement: Placement, at time: HostTime, into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        segments.interrupt(placement, at: time)
        switch placement {
        case .leftShank: Self.interrupt(&left, time, sink)
        case .rightShank: Self.interrupt(&right, time, sink)
        default: turns?.interrupt()
        }
    }

    /// After a gap that was bridged: strides over it are not steady.
    public mutating func markUnsteady(_ placement: Placement, until time: HostTime) {
        segments.distrust(placement, until: time)
        switch placement {
        case .leftShank: left?.unsteadyBefore = time
        case .rightShank: right?.unsteadyBefore = time
        default: break
        }
    }

    /// No sample has come for a while though time goes on: what that time ends is closed.
    public mutating func rest(at time: HostTime, into sink: (GaitOutput) -> Void) { closeStrides(at: time, sink) }

    /// At the end of the data: contacts that are still provisional are withdrawn, and what waits is closed.
    public mutating func finish(into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        if let time = left?.now { Self.interrupt(&left, time, sink) }
        if let time = right?.now { Self.interrupt(&right, time, sink) }
        if let bout = bouts.close(at: HostTime(nanoseconds: .max), force: true) { sink(.bout(bout)) }
    }
}

extension GaitAnalyzer {
    private static func step(
        _ foot: inout Foot?, _ time: HostTime, _ acceleration: Vector, _ angularRate: Vector, _ up: Vector,
        _ sink: (GaitOutput) -> Void
    ) {
        guard foot != nil else { return }
        foot!.now = time
        foot!.contacts.take(time: time, acceleration: acceleration, angularRate: angularRate, up: up)
        foot!.say(sink)
    }

    private static func interrupt(_ foot: inout Foot?, _ time: HostTime, _ sink: (GaitOutput) -> Void) {
        foot?.contacts.interrupt(at: time)
        foot?.say(sink)
        foot?.interrupt(at: time)
    }

    /// Closes the strides whose other foot is known, in order of their ends.
    private mutating func closeStrides(at now: HostTime, _ sink: (GaitOutput) -> Void) {
        while let side = nextReady(at: now) {
            close(side, sink)
        }
        if let bout = bouts.close(at: walkedUntil(now)) {
            left?.steadiness.restart()
            right?.steadiness.restart()
            sink(.bout(bout))
        }
    }

    /// The time up to which all strides are known.
    private func walkedUntil(_ now: HostTime) -> HostTime {
        guard now.nanoseconds != .max else { return HostTime(nanoseconds: .min) }
        return now.advanced(seconds: -Self.patience)
    }

    /// The foot whose next stride can be closed. Mutating only so that the analyzer is not copied to ask it.
    private mutating func nextReady(at now: HostTime) -> Side? {
        let first = left?.nextEnd
        let second = right?.nextEnd
        let side: Side
        switch (first, second) {
        case (nil, nil): return nil
        case (.some, nil): side = .left
        case (nil, .some): side = .right
        case (.some(let a), .some(let b)): side = a <= b ? .left : .right
        }
        guard let end = side == .left ? first : second else { return nil }
        let isLate = now.nanoseconds == .max || now.seconds(since: end) > Self.patience
        guard !isLate else { return side }
        guard segments.haveReached(end, side) else { return nil }
        let settled = side == .left ? right?.contacts.settled : left?.contacts.settled
        // Without a sample nothing is settled.
        return settled.map { $0 >= end } ?? true ? side : nil
    }

    private mutating func close(_ side: Side, _ sink: (GaitOutput) -> Void) {
        guard var closed = side == .left ? left?.closeNext() : right?.closeNext() else { return }
        if !bouts.continues(at: closed.start) {
            if let bout = bouts.close(at: closed.start, force: true) { sink(.bout(bout)) }
            if side == .left { left?.steadiness.restart() } else { right?.steadiness.restart() }
        }
        let isSteady = side == .left ? left?.judge(closed) : right?.judge(closed)
        let opposite = (side == .left ? right : left)?.lastInitial(within: closed.start, closed.end)
        closed.isSteady = isSteady ?? false
        if let opposite { closed[.stepTime] = closed.end.seconds(since: opposite) }
        if closed.stanceTime.isFinite {
            let final = closed.start.advanced(seconds: closed.stanceTime)
            segments.measure(
                StrideSpan(side: side, start: closed.start, finalContact: final, end: closed.end, opposite: opposite),
                into: &closed)
        }
        bouts.take(closed)
        sink(.stride(closed))
    }
}

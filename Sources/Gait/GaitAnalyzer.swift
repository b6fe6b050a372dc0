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
    private let body: BodyDimensions

    public init(body: BodyDimensions = BodyDimensions()) { self.body = body }

    /// Adds a sensor once its rate is known, or again when its rate has changed: `interrupt` it first then, and the
    /// contacts are numbered on. Placements that carry no gait events yet are accepted and ignored.
    public mutating func add(_ placement: Placement, rate: Double) {
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

    /// Whether the person is in a bout of walking.
    public var isWalking: Bool { bouts.start != nil }

    /// Takes the next sample of a sensor, in its own order.
    public mutating func take(
        _ placement: Placement, time: HostTime, acceleration: Vector, angularRate: Vector,
        into sink: (GaitOutput) -> Void
    ) {
        switch placement {
        case .leftShank:
            Self.step(&left, time, acceleration, angularRate, sink)
            closeStrides(at: time, sink)
        case .rightShank:
            Self.step(&right, time, acceleration, angularRate, sink)
            closeStrides(at: time, sink)
        case .lumbar:
            if let turn = turns?.take(time: time, acceleration: acceleration, angularRate: angularRate) {
                sink(.turn(turn))
            }
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    /// After a gap too long to bridge: strides that wait for the other foot are closed with what is known, and what is
    /// pending at that sensor is withdrawn.
    public mutating func interrupt(_ placement: Placement, at time: HostTime, into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        switch placement {
        case .leftShank: Self.interrupt(&left, time, sink)
        case .rightShank: Self.interrupt(&right, time, sink)
        default: turns?.interrupt()
        }
    }

    /// After a gap that was bridged: strides over it are not steady.
    public mutating func markUnsteady(_ placement: Placement, until time: HostTime) {
        switch placement {
        case .leftShank: left?.unsteadyBefore = time
        case .rightShank: right?.unsteadyBefore = time
        default: break
        }
    }

    /// A sensor has turned on its segment: what was learnt of its axes is forgotten.
    public mutating func realign(_ placement: Placement, at time: HostTime, into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        switch placement {
        case .leftShank: Self.realign(&left, time, sink)
        case .rightShank: Self.realign(&right, time, sink)
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
        _ foot: inout Foot?, _ time: HostTime, _ acceleration: Vector, _ angularRate: Vector,
        _ sink: (GaitOutput) -> Void
    ) {
        guard foot != nil else { return }
        foot!.now = time
        foot!.contacts.take(time: time, acceleration: acceleration, angularRate: angularRate)
        foot!.say(sink)
    }

    private static func interrupt(_ foot: inout Foot?, _ time: HostTime, _ sink: (GaitOutput) -> Void) {
        foot?.contacts.interrupt(at: time)
        foot?.say(sink)
        foot?.interrupt(at: time)
    }

    private static func realign(_ foot: inout Foot?, _ time: HostTime, _ sink: (GaitOutput) -> Void) {
        foot?.contacts.realign(at: time)
        foot?.say(sink)
        foot?.realign(at: time)
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

    private func nextReady(at now: HostTime) -> Side? {
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
        guard (side == .left ? left : right)?.hasSeenNext != false || isLate else { return nil }
        guard let other = side == .left ? right : left else { return side }
        let isKnown = other.now.nanoseconds != .min && other.contacts.settled >= end
        return isKnown || isLate ? side : nil
    }

    private mutating func close(_ side: Side, _ sink: (GaitOutput) -> Void) {
        guard var closed = side == .left ? left?.closeNext() : right?.closeNext() else { return }
        if !bouts.continues(at: closed.start) {
            if let bout = bouts.close(at: closed.start, force: true) { sink(.bout(bout)) }
            if side == .left { left?.steadiness.restart() } else { right?.steadiness.restart() }
        }
        let isSteady = side == .left ? left?.judge(closed) : right?.judge(closed)
        let other = side == .left ? right : left
        closed.isSteady = isSteady ?? false
        if let opposite = other?.lastInitial(within: closed.start, closed.end) {
            closed[.stepTime] = closed.end.seconds(since: opposite)
        }
        let middle = closed.start.advanced(seconds: 0.5 * closed.strideTime)
        if let lifted = other?.firstFinal(within: closed.start, middle) {
            closed[.doubleSupportTime] = lifted.seconds(since: closed.start)
        }
        if side == .left {
            left?.measurePath(&closed, height: body.shankSensorHeight)
        } else {
            right?.measurePath(&closed, height: body.shankSensorHeight)
        }
        bouts.take(closed)
        sink(.stride(closed))
    }
}

public import Body
public import IMU

/// One person's gait, from the samples of a kit's sensors in host time: contacts, strides, bouts and turns.
///
/// Each foot runs by itself on its own shank unit; a foot that has none, or whose unit has fallen silent, gets its
/// contacts from the lumbar unit. Only what needs both feet (the step time) waits for the other one, and not longer
/// than `patience`. Any subset of placements works.
public struct GaitAnalyzer: Sendable {
    /// How long a stride waits for the other foot's sensor to catch up, s.
    public static let patience = 1.0
    /// A shank unit that has been silent for this long is replaced by the lumbar unit, s.
    public static let silence = 2.0
    /// Contacts by shank units are numbered 1, 3, … on the left and 2, 4, … on the right; by the lumbar unit from here.
    private static let firstLumbarID: UInt64 = 1 << 32

    private var left = Foot(side: .left)
    private var right = Foot(side: .right)
    private var lumbar: LumbarUnit?
    private var bouts = BoutTracker()
    private var segments = BodySegments()
    private let body: BodyDimensions

    /// Whether the lumbar unit bears the shank units' labels out.
    public private(set) var swapCheck = SwapCheck()

    public init(body: BodyDimensions = BodyDimensions()) {
        self.body = body
    }

    /// Adds a sensor once its rate is known, or again when its rate has changed: `interrupt` it first then, and the
    /// contacts are numbered on. Placements that nothing is computed from yet are accepted and ignored.
    public mutating func add(_ placement: Placement, rate: Double) {
        segments.add(placement, rate: rate)
        switch placement {
        case .leftShank: left.wear(rate: rate, firstID: 1, idStep: 2)
        case .rightShank: right.wear(rate: rate, firstID: 2, idStep: 2)
        case .lumbar: lumbar = LumbarUnit(rate: rate, firstID: lumbar?.contacts.nextID ?? Self.firstLumbarID)
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    /// Knee flexion by the last samples of thigh and shank, rad, counted from standing; NaN while unknown.
    public func kneeFlexion(_ side: Side) -> Double { segments.kneeFlexion(side) }

    /// How long the person stood, walked and sat.
    public var posture: PostureTracker { segments.posture }

    /// How far the person bends, from the lumbar unit; nil without one.
    public var inclinationRange: InclinationRange? { segments.inclinationRange }

    /// The mean lumbar inclination in sitting, rad, forward positive; NaN while unknown.
    public var sittingInclination: Double { segments.sittingInclination }

    /// How quietly the person stood so far, from the lumbar unit; nil while unknown.
    public var sway: StandingSway? { segments.sway }

    /// How often the lumbar unit's belt has slid round the waist; `realign` it then.
    public var beltSlides: Int { segments.beltSlides }

    /// How the lumbar unit sits has become known or suspect: what its belt is compared with is gathered anew.
    public mutating func watchBeltAnew() { segments.watchBeltAnew() }

    /// Whether the person is in a bout of walking.
    public var isWalking: Bool { bouts.start != nil }

    /// The unit that a foot's contacts come from now; nil where no sensor gives any.
    public func source(of side: Side) -> Contact.Source? {
        let foot = side == .left ? left : right
        if foot.source == .lumbar { return lumbar == nil ? nil : .lumbar }
        return foot.shank == nil ? nil : .shank
    }

    /// Takes the next sample of a sensor, in its own order.
    public mutating func take(
        _ placement: Placement, time: HostTime, acceleration: Vector, angularRate: Vector,
        into sink: (GaitOutput) -> Void
    ) {
        guard
            let up = segments.take(placement, time: time, acceleration: acceleration, angularRate: angularRate)
        else { return }
        switch placement {
        case .leftShank:
            Self.step(&left, time, acceleration, angularRate, up, sink)
        case .rightShank:
            Self.step(&right, time, acceleration, angularRate, up, sink)
        case .lumbar: stepLumbar(time, acceleration, angularRate, up, sink)
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
        case .leftShank: left.interruptShank(at: time, into: sink)
        case .rightShank: right.interruptShank(at: time, into: sink)
        case .lumbar:
            lumbar?.interrupt(at: time)
            interruptLumbarFeet(at: time, sink)
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    /// After a gap that was bridged: strides over it are not steady.
    public mutating func markUnsteady(_ placement: Placement, until time: HostTime) {
        segments.distrust(placement, until: time)
        switch placement {
        case .leftShank: left.unsteadyBefore = time
        case .rightShank: right.unsteadyBefore = time
        case .lumbar:
            if left.source == .lumbar { left.unsteadyBefore = time }
            if right.source == .lumbar { right.unsteadyBefore = time }
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    /// A sensor has turned on its segment: what was learnt of its axes is forgotten.
    public mutating func realign(_ placement: Placement, at time: HostTime, into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        segments.realign(placement, at: time)
        swapCheck.restart()
        switch placement {
        case .leftShank: left.realign(at: time, into: sink)
        case .rightShank: right.realign(at: time, into: sink)
        case .lumbar:
            lumbar?.realign(at: time)
            interruptLumbarFeet(at: time, sink)
        case .leftThigh, .rightThigh, .leftFoot, .rightFoot: break
        }
    }

    /// No sample has come for a while though time goes on: what that time ends is closed.
    public mutating func rest(at time: HostTime, into sink: (GaitOutput) -> Void) { closeStrides(at: time, sink) }

    /// At the end of the data: contacts that are still provisional are withdrawn, and what waits is closed.
    public mutating func finish(into sink: (GaitOutput) -> Void) {
        closeStrides(at: HostTime(nanoseconds: .max), sink)
        left.interruptShank(at: left.now, into: sink)
        right.interruptShank(at: right.now, into: sink)
        if let time = lumbar?.now { lumbar?.interrupt(at: time) }
        sayLumbar(sink)
        if let bout = bouts.close(at: HostTime(nanoseconds: .max), force: true) { sink(.bout(bout)) }
    }
}

extension GaitAnalyzer {
    private static func step(
        _ foot: inout Foot, _ time: HostTime, _ acceleration: Vector, _ angularRate: Vector, _ up: Vector,
        _ sink: (GaitOutput) -> Void
    ) {
        foot.change(to: .shank, at: time)
        foot.take(time: time, acceleration: acceleration, angularRate: angularRate, up: up, into: sink)
    }

    private mutating func stepLumbar(
        _ time: HostTime, _ acceleration: Vector, _ angularRate: Vector, _ up: Vector, _ sink: (GaitOutput) -> Void
    ) {
        guard lumbar != nil else { return }
        let supplies = PerSide(left: isSilent(left, at: time), right: isSilent(right, at: time))
        if supplies.left { left.change(to: .lumbar, at: time) }
        if supplies.right { right.change(to: .lumbar, at: time) }
        let turn = lumbar!.take(
            time: time, acceleration: acceleration, angularRate: angularRate, up: up, supplies: supplies)
        sayLumbar(sink)
        if let turn { sink(.turn(turn)) }
    }

    private func isSilent(_ foot: Foot, at time: HostTime) -> Bool {
        guard foot.shank != nil, foot.now.nanoseconds != .min else { return true }
        return time.seconds(since: foot.now) > Self.silence
    }

    /// Hands on what the lumbar unit withdrew; the strides that it makes begin anew.
    private mutating func interruptLumbarFeet(at time: HostTime, _ sink: (GaitOutput) -> Void) {
        sayLumbar(sink)
        if left.source == .lumbar { left.interrupt(at: time) }
        if right.source == .lumbar { right.interrupt(at: time) }
    }

    /// Hands on what the lumbar unit brought.
    private mutating func sayLumbar(_ sink: (GaitOutput) -> Void) {
        guard let outbox = lumbar?.contacts.outbox else { return }
        for output in outbox {
            switch output {
            case .contact(let contact):
                sink(.contact(contact))
                if contact.side == .left { left.keep(contact) } else { right.keep(contact) }
            case .retraction(let retraction): sink(.retraction(retraction))
            }
        }
    }

    /// Compares a shank unit's label with the lumbar unit's evidence about the contact that opened a walking stride:
    /// what tells the sides apart in walking does not in running or on stairs.
    private mutating func checkSwap(_ stride: Stride) {
        guard stride.source == .shank, stride.mode == .walking, let lumbar,
            let evidence = LumbarSide.evidence(at: stride.start, lumbar.signals, forward: segments.walkingForward)
        else { return }
        swapCheck.take(side: stride.side, evidence: evidence)
    }

    /// Closes the strides whose other foot is known, in order of their ends.
    private mutating func closeStrides(at now: HostTime, _ sink: (GaitOutput) -> Void) {
        while let side = nextReady(at: now) {
            close(side, sink)
        }
        if let bout = bouts.close(at: walkedUntil(now)) {
            left.steadiness.restart()
            right.steadiness.restart()
            segments.endBout()
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
        let side: Side
        let end: HostTime
        switch (left.nextEnd, right.nextEnd) {
        case (nil, nil): return nil
        case (.some(let first), nil): (side, end) = (.left, first)
        case (nil, .some(let second)): (side, end) = (.right, second)
        case (.some(let first), .some(let second)): (side, end) = first <= second ? (.left, first) : (.right, second)
        }
        let isLate = now.nanoseconds == .max || now.seconds(since: end) > Self.patience
        guard !isLate else { return side }
        guard side == .left ? left.hasSeenNext : right.hasSeenNext, segments.haveReached(end, side, from: source(side))
        else { return nil }
        guard let settled = settled(side.opposite) else { return side }
        return settled >= end ? side : nil
    }

    private func source(_ side: Side) -> Contact.Source { side == .left ? left.source : right.source }

    /// The time up to which a foot's contacts are known; nil where no sensor gives any.
    private func settled(_ side: Side) -> HostTime? {
        if source(side) == .lumbar { return lumbar?.contacts.settled }
        guard let shank = side == .left ? left.shank : right.shank else { return nil }
        let now = side == .left ? left.now : right.now
        return now.nanoseconds == .min ? now : shank.settled
    }

    private mutating func close(_ side: Side, _ sink: (GaitOutput) -> Void) {
        var closed = side == .left ? left.closeNext() : right.closeNext()
        if !bouts.continues(at: closed.start) {
            if let bout = bouts.close(at: closed.start, force: true) { sink(.bout(bout)) }
            segments.endBout()
            if side == .left { left.steadiness.restart() } else { right.steadiness.restart() }
        }
        closed.isSteady =
            side == .left ? left.judge(closed, lumbar: lumbar?.signals) : right.judge(closed, lumbar: lumbar?.signals)
        let other = side == .left ? right : left
        let opposite = other.lastInitial(within: closed.start, closed.end)
        if let opposite { closed[.stepTime] = closed.end.seconds(since: opposite) }
        let middle = closed.start.advanced(seconds: 0.5 * closed.strideTime)
        if let lifted = other.firstFinal(within: closed.start, middle) {
            closed[.doubleSupportTime] = lifted.seconds(since: closed.start)
        }
        judgeMode(&closed)
        checkSwap(closed)
        if closed.stanceTime.isFinite {
            let final = closed.start.advanced(seconds: closed.stanceTime)
            segments.measure(
                StrideSpan(
                    side: side, start: closed.start, finalContact: final, end: closed.end,
                    // The lumbar unit tells the side by the pelvic drop: that drop cannot be measured by it then.
                    opposite: closed.source == .shank ? opposite : nil),
                learns: closed.mode == .walking, into: &closed)
        }
        bouts.take(closed)
        sink(.stride(closed))
    }

    /// Measures the foot's way, tells running and stairs from walking, and sets them apart.
    private mutating func judgeMode(_ stride: inout Stride) {
        let height = body.shankSensorHeight
        let way =
            stride.side == .left
            ? left.measurePath(&stride, height: height) : right.measurePath(&stride, height: height)
        let isUnderWay = stride.side == .left ? left.isUnderWay : right.isUnderWay
        // A walk's first stride rests on axes that one swing has shown.
        var evidence = ModeRule.Evidence(strideTime: stride.strideTime, way: isUnderWay ? way : .unknown)
        evidence.apparentClimb = (stride.side == .left ? left : right).apparentClimb.rate
        evidence.dutyFactor = dutyFactor(stride)
        evidence.leastForce = segments.leastTrunkForce(from: stride.start, to: stride.end)
        evidence.swingPeak = (stride.side == .left ? left : right).swingPeak(stride)
        stride.mode = ModeRule.mode(evidence)
        guard stride.mode != .walking else {
            if stride.side == .left {
                left.apparentClimb.take(evidence.way, strideTime: stride.strideTime)
            } else {
                right.apparentClimb.take(evidence.way, strideTime: stride.strideTime)
            }
            return
        }
        stride.isSteady = false
        if stride.side == .left { left.steadiness.restart() } else { right.steadiness.restart() }
        // The way rests on a shank that stands nearly upright in mid-stance, which it does not in running.
        if stride.mode == .running {
            stride[.strideLength] = .nan
            stride[.walkingSpeed] = .nan
        }
    }

    /// The share of a stride that a foot stands: the mean with the other foot's last stride, where that has just ended,
    /// so that a foot that is spared is not taken for one that runs. NaN where no shank unit tells it.
    private func dutyFactor(_ stride: Stride) -> Double {
        guard stride.source == .shank else { return .nan }
        let own = stride.stanceTime / stride.strideTime
        let other = stride.side == .left ? right.lastDuty : left.lastDuty
        guard let other, stride.end.seconds(since: other.end) < stride.strideTime else { return own }
        return 0.5 * (own + other.share)
    }
}

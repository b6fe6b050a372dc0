import Body
import IMU
import Rings

/// One foot's chain: contacts, the strides they close, and what is remembered of them for the other foot.
struct Foot: Sendable {
    private static let remembered = 16

    private struct Waiting: Sendable {
        var stride: StrideBuilder.Closed
        var source: Contact.Source
    }

    let side: Side
    /// Contacts from the foot's own shank unit.
    private(set) var shank: ShankContacts?
    /// The unit whose contacts make the strides.
    private(set) var source = Contact.Source.shank
    var steadiness = Steadiness()
    private var builder = StrideBuilder()
    /// Strides that wait for the other foot.
    private var waiting: [Waiting] = []
    private var initials: [HostTime] = []
    private var finals: [HostTime] = []
    private var path = StridePath()
    var apparentClimb = ApparentClimb()
    /// The share of the last closed stride that the foot stood, and that stride's end.
    private(set) var lastDuty: (share: Double, end: HostTime)?
    /// Whether the last closed stride began where the one before it ended: it was not the first of a walk.
    private(set) var isUnderWay = false
    private var lastEnd: HostTime?
    /// The shank unit's last sample.
    private(set) var now = HostTime(nanoseconds: .min)
    /// No stride that began before this is steady: samples were missing.
    var unsteadyBefore = HostTime(nanoseconds: .min)

    init(side: Side) {
        self.side = side
        waiting.reserveCapacity(Self.remembered)
        initials.reserveCapacity(Self.remembered)
        finals.reserveCapacity(Self.remembered)
    }

    /// The foot's shank unit has become known, or its rate has changed: the contacts are numbered on.
    mutating func wear(rate: Double, firstID: UInt64, idStep: UInt64) {
        shank = ShankContacts(side: side, rate: rate, firstID: shank?.nextID ?? firstID, idStep: idStep)
    }

    /// The end of the next stride to close.
    var nextEnd: HostTime? { waiting.first?.stride.end }

    /// Whether this foot has seen all that the next stride to close needs of it: the mid-stance behind its end.
    var hasSeenNext: Bool {
        guard let next = waiting.first, next.source == .shank, let final = next.stride.finalContact else { return true }
        let wait = StridePath.midStance * final.seconds(since: next.stride.start) + StridePath.halfWindow
        return now.seconds(since: next.stride.end) >= wait
    }

    /// Takes the shank unit's next sample, with the upward direction in its frame, and hands on what it brought.
    mutating func take(
        time: HostTime, acceleration: Vector, angularRate: Vector, up: Vector, into sink: (GaitOutput) -> Void
    ) {
        guard shank != nil else { return }
        now = time
        shank!.take(time: time, acceleration: acceleration, angularRate: angularRate, up: up)
        say(sink)
    }

    /// After a gap in the shank unit's samples: what is pending is withdrawn, and the next stride begins anew.
    mutating func interruptShank(at time: HostTime, into sink: (GaitOutput) -> Void) {
        shank?.interrupt(at: time)
        say(sink)
        interrupt(at: time)
    }

    /// After a gap in the samples that the contacts come from: the next stride begins anew.
    mutating func interrupt(at time: HostTime) {
        builder.interrupt()
        initials.removeAll(keepingCapacity: true)
        finals.removeAll(keepingCapacity: true)
        unsteadyBefore = time
    }

    /// From now on the strides are made of another unit's contacts.
    mutating func change(to source: Contact.Source, at time: HostTime) {
        guard source != self.source else { return }
        self.source = source
        interrupt(at: time)
    }

    /// Keeps a confirmed contact of the unit that the strides are made of.
    mutating func keep(_ contact: Contact) {
        guard contact.source == source, contact.status == .confirmed else { return }
        if contact.kind == .initial {
            if initials.count == Self.remembered { initials.removeFirst() }
            initials.append(contact.time)
        } else {
            if finals.count == Self.remembered { finals.removeFirst() }
            finals.append(contact.time)
        }
        if let closed = builder.take(contact) { waiting.append(Waiting(stride: closed, source: source)) }
    }

    /// The last initial contact strictly between two times.
    func lastInitial(within start: HostTime, _ end: HostTime) -> HostTime? {
        initials.last { $0 > start && $0 < end }
    }

    /// The sensor has turned on the shank: its axes are learnt anew, and the next strides are steady again once they are
    /// known.
    mutating func realign(at time: HostTime, into sink: (GaitOutput) -> Void) {
        shank?.realign(at: time)
        say(sink)
        interrupt(at: time)
        steadiness.restart()
        path = StridePath()
        apparentClimb = ApparentClimb()
    }

    /// The first final contact strictly between two times.
    func firstFinal(within start: HostTime, _ end: HostTime) -> HostTime? {
        finals.first { $0 > start && $0 < end }
    }

    /// The next stride, with what this foot alone can say of it.
    mutating func closeNext() -> Stride {
        let (closed, source) = { ($0.stride, $0.source) }(waiting.removeFirst())
        var stride = Stride(side: side, start: closed.start, end: closed.end, isSteady: false, source: source)
        isUnderWay = closed.start == lastEnd
        lastEnd = closed.end
        guard let final = closed.finalContact else { return stride }
        stride[.stanceTime] = final.seconds(since: closed.start)
        stride[.swingTime] = closed.end.seconds(since: final)
        if source == .shank, let shank {
            lastDuty = (stride.stanceTime / stride.strideTime, stride.end)
            stride[.tibialRotation] = TibialRotation.excursion(
                side: side, start: closed.start, finalContact: final, end: closed.end, readings: shank.readings)
            (stride[.tibialRotationRate], stride[.shankFrontalRate]) = ShankLoading.rates(
                side: side, start: closed.start, finalContact: final, end: closed.end, readings: shank.readings)
        }
        return stride
    }

    /// Whether the stride enters the indices.
    /// - Parameter lumbar: the lumbar unit's signals, where the contacts come from it.
    mutating func judge(_ stride: Stride, lumbar: LumbarSignals?) -> Bool {
        let heading =
            stride.source == .lumbar
            ? lumbar?.history.headingChange(from: stride.start, to: stride.end)
            : shank?.readings.headingChange(from: stride.start, to: stride.end)
        let isRegular = steadiness.judge(strideTime: stride.strideTime, headingChange: heading ?? .nan)
        return isRegular && stride.start >= unsteadyBefore
    }

    /// The largest forward rate of the shank in a stride, rad/s; NaN where no shank unit tells it.
    func swingPeak(_ stride: Stride) -> Double {
        guard stride.source == .shank, let shank else { return .nan }
        var peak = -Double.infinity
        for number in shank.readings.numbers(in: stride.start...stride.end, by: { $0.time }) {
            peak = max(peak, shank.readings[number].swing)
        }
        return peak
    }

    /// How far the ankle went, and how fast; answers with its way.
    mutating func measurePath(_ stride: inout Stride, height: Double) -> StridePath.Way {
        guard stride.stanceTime.isFinite, stride.source == .shank, let shank else { return .unknown }
        let wait = StridePath.midStance * stride.stanceTime
        let way = path.way(
            from: stride.start.advanced(seconds: wait), to: stride.end.advanced(seconds: wait), height: height,
            axis: shank.axis, isSteady: stride.isSteady, readings: shank.readings)
        if StridePath.plausible.contains(way.length) {
            stride[.strideLength] = way.length
            stride[.walkingSpeed] = way.length / stride.strideTime
        }
        return way
    }

    /// Hands on what the shank unit brought, and keeps the confirmed contacts.
    private mutating func say(_ sink: (GaitOutput) -> Void) {
        guard let outbox = shank?.outbox else { return }
        for output in outbox {
            switch output {
            case .contact(let contact):
                sink(.contact(contact))
                keep(contact)
            case .retraction(let retraction): sink(.retraction(retraction))
            }
        }
    }
}

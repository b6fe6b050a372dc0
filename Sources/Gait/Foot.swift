import IMU

/// One foot's chain: contacts, the strides they close, and what is remembered of them for the other foot.
struct Foot: Sendable {
    private static let remembered = 16

    let side: Side
    var contacts: ShankContacts
    var steadiness = Steadiness()
    private var builder = StrideBuilder()
    /// Strides that wait for the other foot.
    private var waiting: [StrideBuilder.Closed] = []
    private var initials: [HostTime] = []
    private var finals: [HostTime] = []
    private var path = StridePath()
    /// The last sample's time.
    var now = HostTime(nanoseconds: .min)
    /// No stride that began before this is steady: samples were missing.
    var unsteadyBefore = HostTime(nanoseconds: .min)

    init(side: Side, contacts: ShankContacts) {
        self.side = side
        self.contacts = contacts
        waiting.reserveCapacity(Self.remembered)
        initials.reserveCapacity(Self.remembered)
        finals.reserveCapacity(Self.remembered)
    }

    /// The end of the next stride to close.
    var nextEnd: HostTime? { waiting.first?.end }

    /// Whether this foot has seen all that the next stride to close needs of it: the mid-stance behind its end.
    var hasSeenNext: Bool {
        guard let closed = waiting.first, let final = closed.finalContact else { return true }
        let wait = StridePath.midStance * final.seconds(since: closed.start) + StridePath.halfWindow
        return now.seconds(since: closed.end) >= wait
    }

    /// Hands on what the last sample brought, and keeps the confirmed contacts.
    mutating func say(_ sink: (GaitOutput) -> Void) {
        for output in contacts.outbox {
            switch output {
            case .contact(let contact):
                sink(.contact(contact))
                if contact.status == .confirmed { keep(contact) }
            case .retraction(let retraction):
                sink(.retraction(retraction))
            }
        }
    }

    /// After a gap: the next stride begins anew.
    mutating func interrupt(at time: HostTime) {
        builder.interrupt()
        initials.removeAll(keepingCapacity: true)
        finals.removeAll(keepingCapacity: true)
        unsteadyBefore = time
    }

    /// The last initial contact strictly between two times.
    func lastInitial(within start: HostTime, _ end: HostTime) -> HostTime? {
        initials.last { $0 > start && $0 < end }
    }

    /// The sensor has turned on the shank: the next strides are steady again once its axes are known.
    mutating func realign(at time: HostTime) {
        interrupt(at: time)
        steadiness.restart()
        path = StridePath()
    }

    /// The first final contact strictly between two times.
    func firstFinal(within start: HostTime, _ end: HostTime) -> HostTime? {
        finals.first { $0 > start && $0 < end }
    }

    /// The next stride, with what this foot alone can say of it.
    mutating func closeNext() -> Stride {
        let closed = waiting.removeFirst()
        var stride = Stride(side: side, start: closed.start, end: closed.end, isSteady: false)
        if let final = closed.finalContact {
            stride[.stanceTime] = final.seconds(since: closed.start)
            stride[.swingTime] = closed.end.seconds(since: final)
            stride[.tibialRotation] = TibialRotation.excursion(
                side: side, start: closed.start, finalContact: final, end: closed.end, readings: contacts.readings)
        }
        return stride
    }

    /// Whether the stride enters the indices.
    mutating func judge(_ stride: Stride) -> Bool {
        let heading = TibialRotation.headingChange(start: stride.start, end: stride.end, readings: contacts.readings)
        let isRegular = steadiness.judge(strideTime: stride.strideTime, headingChange: heading)
        return isRegular && stride.start >= unsteadyBefore
    }

    /// How far the ankle went, and how fast.
    mutating func measurePath(_ stride: inout Stride, height: Double) {
        guard stride.stanceTime.isFinite else { return }
        let wait = StridePath.midStance * stride.stanceTime
        let length = path.length(
            from: stride.start.advanced(seconds: wait), to: stride.end.advanced(seconds: wait), height: height,
            axis: contacts.axis, isSteady: stride.isSteady, readings: contacts.readings)
        stride[.strideLength] = length
        stride[.walkingSpeed] = length / stride.strideTime
    }

    private mutating func keep(_ contact: Contact) {
        if contact.kind == .initial {
            if initials.count == Self.remembered { initials.removeFirst() }
            initials.append(contact.time)
        } else {
            if finals.count == Self.remembered { finals.removeFirst() }
            finals.append(contact.time)
        }
        if let closed = builder.take(contact) { waiting.append(closed) }
    }
}

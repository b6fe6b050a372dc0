import FakeWearables
import IMU

/// One wearable with its body and its link, behind a radio that is somebody else's.
struct RadioStation {
    let id: String
    private(set) var counts = Counts()
    private var source: SampleSource
    private var link: FakeLink<AnyFakePeripheral>
    private let absences: [Range<Double>]
    private var isAway = false
    /// The connection interval that was said last, s.
    private var interval = 0.0
    private var address: [UInt8]
    private var nextReading: (time: Double, reading: WearableReading?)?
    /// Notifications on their way, in order of arrival.
    private var arriving: [(arrival: Double, notification: FakeNotification)] = []

    /// What became of the readings.
    struct Counts: Encodable {
        var placement = ""
        var readings = 0
        var notificationsSent = 0
        var lostByFullQueue = 0
        var lostOnAir = 0
    }

    init(
        placement: Placement, source: SampleSource, peripheral: AnyFakePeripheral, faults: RadioFaults,
        absences: [Range<Double>], seed: UInt64
    ) {
        id = placement.name
        counts.placement = placement.name
        self.source = source
        self.absences = absences
        link = FakeLink(peripheral, faults: faults, seed: seed)
        address = peripheral.advertisement.address
        nextReading = self.source.next()
    }

    var peripheral: AnyFakePeripheral { link.peripheral }
    var hasEnded: Bool { nextReading == nil && arriving.isEmpty }

    /// Lets time pass up to a time of the walk.
    mutating func pass(to time: Double, say: (RadioMessage) throws -> Void) throws {
        while let next = nextReading, next.time <= time {
            nextReading = source.next()
            guard let reading = next.reading else { continue }
            counts.readings += 1
            arriving += link.send(reading, at: next.time)
            if link.peripheral.outputRate > 0 { source.setRate(link.peripheral.outputRate) }
        }
        arriving += link.deliver(until: time)
        while let first = arriving.first, first.arrival <= time {
            arriving.removeFirst()
            counts.notificationsSent += 1
            var message = RadioMessage(.notify, id: id)
            message.characteristic = first.notification.characteristic
            message.value = RadioMessage.hex(first.notification.bytes)
            try say(message)
        }
        (counts.lostByFullQueue, counts.lostOnAir) = (link.radio.overruns, link.radio.lost)
        try show(at: time, say: say)
    }

    /// Says when the wearable goes away, comes back, or has another address or connection interval.
    private mutating func show(at time: Double, say: (RadioMessage) throws -> Void) throws {
        let mustBeAway = absences.contains { $0.contains(time) }
        let current = link.peripheral.advertisement.address
        let isNew = current != address
        if mustBeAway != isAway || isNew {
            if mustBeAway || isNew { link.disconnect() }
            (isAway, address) = (mustBeAway, current)
            if mustBeAway { arriving = [] }
            try say(mustBeAway ? RadioMessage(.away, id: id) : RadioMessage(id: id, link.peripheral))
            // Whoever is shown anew has been told nothing yet.
            interval = 0
        }
        guard !isAway, link.radio.faults.interval(at: time) != interval else { return }
        interval = link.radio.faults.interval(at: time)
        var message = RadioMessage(.interval, id: id)
        message.intervalMs = interval * 1000
        try say(message)
    }

    /// Does what the radio's program asks; returns the reply to a read or a write.
    mutating func take(_ request: RadioRequest) -> RadioMessage? {
        let characteristic = request.characteristic ?? ""
        let reply: FakeReply
        switch request.type {
        case .connect:
            link.peripheral.connect(mtu: request.mtu ?? 23)
            return nil
        case .disconnect:
            link.disconnect()
            arriving = []
            return nil
        case .subscribe, .unsubscribe:
            _ = link.peripheral.subscribe(characteristic, request.type == .subscribe)
            return nil
        case .write: reply = link.peripheral.write(characteristic, RadioMessage.bytes(request.value ?? "") ?? [])
        case .read: reply = link.peripheral.read(characteristic)
        }
        var message = RadioMessage(.reply, id: id)
        message.request = request.request
        switch reply {
        case .done: break
        case .value(let bytes): message.value = RadioMessage.hex(bytes)
        case .error(let code): message.error = Int(code)
        }
        return message
    }
}

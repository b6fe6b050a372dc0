internal import Bluetooth
internal import CLinux
internal import Drivers
internal import GATT
internal import IMU
internal import Rings

/// One sensor over Bluetooth Low Energy: connects, sets the device up as its driver says, decodes, notices silence and
/// loss, and comes back. The ingest thread owns it.
final class BluetoothLink: SensorLink {
    let parts: LinkParts
    var problem: LinkProblem?
    private let bluetooth: BluetoothPlan

    private var phase = BluetoothPhase.idle(retryAt: 0)
    /// The last wait before connecting again, s; 0 once samples came.
    private var pause = 0.0
    private var conversation = Conversation()
    private var facts = RadioFacts()
    private var hasStreamed = false
    /// The device was told to stop, because the daemon does.
    private(set) var isStopping = false
    private var clock: ArrivalClock?
    /// No arrival may lie below it: the watermark was published.
    private var floor = HostTime(nanoseconds: .min)

    /// GAP's Device Name (Assigned Numbers, 3.8.1).
    private static let deviceName = BluetoothUUID(short: 0x2A00)

    init(_ parts: LinkParts, _ bluetooth: BluetoothPlan) { (self.parts, self.bluetooth) = (parts, bluetooth) }

    /// Only a device that is known by its name has to be looked for here; back ends look for addresses themselves.
    var wantsScan: Bool {
        if case .name = bluetooth.identity, case .idle = phase { true } else { false }
    }

    // MARK: What the desk calls

    /// Before values come: how to stamp them.
    func prepare(_ clock: ArrivalClock, floor: HostTime) {
        self.clock = clock
        self.floor = floor
    }

    func tick(now: Int64, time: HostTime, _ central: (any Central)?, _ missing: BluetoothProblem?) {
        output.flush()
        if let central {
            switch phase {
            case .idle(let retryAt): if now >= retryAt { connect(central, time) }
            case .connecting(let peer, let attempt): takeUp(peer, attempt, central, now, time)
            case .connected(_, let session): watch(session, now, time)
            }
            advance(now)
            if let seen = address.flatMap({ central.sighting(of: $0)?.rssi }) { facts.rssi = seen }
        } else if let missing {
            // Who has no device needs one before a radio.
            trouble(.bluetooth(bluetooth.identity == .unassigned ? .notAssigned : missing), time)
        }
        publish(time)
    }

    /// Carries out what is due.
    func advance(_ now: Int64) {
        guard case .connected(let peer, let session) = phase else { return }
        while true {
            switch conversation.next(answer: session.driver.answer, now: now) {
            case .nothing:
                if isStopping, conversation.isEmpty { isStopping = false }
                return
            case .giveUp:
                tell(.unanswered, stamp(now))
                lose(.bluetooth(.unusable), now, retryAfter: patience.longestRefusal)
                return
            case .perform(let intention):
                session.driver.sent(intention)
                session.lastSampleAt = max(session.lastSampleAt, now)
                peer.perform(
                    session.profile.map { session.table.adapted(intention.action, to: $0) } ?? intention.action)
                // Losing the link on the way ends the session.
                guard case .connected = phase else { return }
            }
        }
    }

    /// The daemon stops: tells the device to stop too.
    func stop() {
        guard case .connected(_, let session) = phase else { return }
        isStopping = true
        parts.capture?.stopping()
        conversation = Conversation(session.driver.stop(), now: clinux_boottime_ns())
        advance(clinux_boottime_ns())
    }

    func letGo() {
        switch phase {
        case .idle: break
        case .connecting(let peer, _), .connected(let peer, _): peer.close()
        }
    }

    // MARK: Connecting and losing

    private var address: BluetoothAddress? {
        switch phase {
        case .idle: nil
        case .connecting(_, let attempt): attempt.address
        case .connected(_, let session): session.address
        }
    }

    private func connect(_ central: any Central, _ time: HostTime) {
        do throws(BluetoothProblem) {
            let target: PeerTarget
            switch bluetooth.identity {
            case .address(let address, let type):
                if let problem = central.problem { throw problem }
                target = PeerTarget(address: address, type: type, adapter: bluetooth.adapter)
            case .name(let name):
                let seen = try find(name, central)
                target = PeerTarget(address: seen.address, type: seen.type, adapter: bluetooth.adapter)
            case .unassigned: throw .notAssigned
            }
            let attempt = BluetoothAttempt(target.address, central.sighting(of: target.address)?.advertisement)
            let peer: any Peer =
                if let capture = parts.capture {
                    CapturedPeer(target, central, self, capture)
                } else {
                    central.connect(target, self)
                }
            phase = .connecting(peer, attempt)
        } catch {
            // Looked at again at the next tick: when the radio is back, nobody shall wait for a longer pause.
            trouble(.bluetooth(error), time)
        }
    }

    private func find(_ name: String, _ central: any Central) throws(BluetoothProblem) -> Sighting {
        if let problem = central.problem ?? central.scanProblem { throw problem }
        let called = central.sightings.values.filter { $0.advertisement.name == name }
        guard let newest = called.max(by: { $0.time < $1.time }) else { throw .notSeen }
        // A device that changes its address is heard no more under the old one.
        let here = called.filter { newest.time.seconds(since: $0.time) < patience.rotation }
        guard here.count == 1 else { throw .severalOfThatName }
        return newest
    }

    /// The connection stands: what device is it?
    private func takeUp(
        _ peer: any Peer, _ attempt: BluetoothAttempt, _ central: any Central, _ now: Int64, _ time: HostTime
    ) {
        guard let table = attempt.table else { return }
        let since = attempt.standsSince ?? now
        attempt.standsSince = since
        let identity = attempt.identity(central.sighting(of: attempt.address)?.advertisement)
        if let identity { parts.capture?.advertisement(identity) }
        if let family = bluetooth.family ?? identity.flatMap({ PeripheralFamily($0) }) {
            begin(peer, attempt.address, family, table, now, time)
        } else if identity?.name != nil {
            lose(.bluetooth(.unknownDevice), now, retryAfter: patience.longestRefusal)
        } else if !attempt.isNameAsked, table.index(for: .read(Self.deviceName)) != nil {
            attempt.isNameAsked = true
            peer.perform(.read(Self.deviceName))
        } else if now &- since >= nanoseconds(patience.naming) {
            lose(.bluetooth(.unknownDevice), now, retryAfter: patience.longestRefusal)
        }
    }

    private func begin(
        _ peer: any Peer, _ address: BluetoothAddress, _ family: PeripheralFamily, _ table: GATTTable, _ now: Int64,
        _ time: HostTime
    ) {
        tell(.recognized(DriverIdentity(family), baud: nil), time)
        if hasStreamed { meter.reconnects += 1 }
        hasStreamed = true
        problem = nil
        let session = BluetoothSession(address, family, table, now: now)
        if let mtu = facts.mtu { session.driver.connected(mtu: mtu) }
        output.begin(timing: session.driver.timing)
        phase = .connected(peer, session)
        conversation = Conversation(session.driver.start(hertz: plan.rate), now: now)
    }

    private func lose(_ why: LinkProblem, _ now: Int64, retryAfter: Double? = nil) {
        let time = stamp(now)
        switch phase {
        case .idle: break
        case .connecting(let peer, _): peer.close()
        case .connected(let peer, let session):
            meter.retire(session.driver.counters)
            peer.close()
        }
        if output.isUp { meter.losses += 1 }
        output.lose(at: time)
        conversation = Conversation()
        isStopping = false
        facts.mtu = nil
        facts.interval = nil
        // At once first: a device that only stumbled is back within a connection's time.
        pause = min(max(patience.radioPause, pause * 2), patience.longestRadioPause)
        phase = .idle(retryAt: now &+ nanoseconds(retryAfter ?? pause))
        trouble(why, time)
    }

    // MARK: Time

    /// A connection alone is worth nothing: samples must come, or it is begun anew.
    private func watch(_ session: BluetoothSession, _ now: Int64, _ time: HostTime) {
        if conversation.isEmpty, output.isUp, now &- session.keptUpAt >= nanoseconds(patience.upkeep) {
            session.keptUpAt = now
            conversation = Conversation(session.driver.upkeep, now: now)
        }
        guard conversation.isEmpty, now &- session.lastSampleAt >= nanoseconds(patience.silence) else { return }
        if output.isUp {
            meter.losses += 1
            output.lose(at: time)
            session.driver.resynchronize()
        }
        trouble(.noSamples(bytesArrive: false), time)
        if now &- session.lastSampleAt >= nanoseconds(patience.radioSilence) {
            lose(.noSamples(bytesArrive: false), now)
        }
    }

    private func stamp(_ now: Int64) -> HostTime { max(clock?.hostTime(boottime: now) ?? floor, floor) }

    // MARK: Telling

    private func publish(_ time: HostTime) {
        var link = LinkMeter.Link(state: problem?.state ?? .opening, problem: problem)
        if case .connected(_, let session) = phase {
            link.state = problem != nil ? .silent : output.isUp ? .streaming : .hunting
            link.driver = DriverIdentity(session.driver.family)
            link.counters = session.driver.counters
            link.batteryPercent = session.driver.facts.batteryPercent
        }
        link.radio = facts
        meter.publish(link, output, time)
    }
}

// MARK: What the radio says

extension BluetoothLink: PeerHandler {
    func connected(_ table: GATTTable, mtu: Int?) {
        facts.mtu = mtu
        if case .connecting(_, let attempt) = phase { attempt.table = table }
    }

    func learnt(mtu: Int) {
        facts.mtu = mtu
        if case .connected(_, let session) = phase { session.driver.connected(mtu: mtu) }
    }

    func learnt(interval: ClosedRange<Double>) { facts.interval = interval.upperBound }

    func answered(_ answer: GATTAnswer) {
        switch phase {
        case .idle: break
        case .connecting(_, let attempt):
            // The device's name, or none.
            attempt.answeredName = ""
            if case .value(let bytes) = answer {
                attempt.answeredName = bytes.withUnsafeBytes { Advertisement.printable($0) } ?? ""
            }
        case .connected(_, let session):
            if case .value(let bytes) = answer, case .read(let characteristic)? = conversation.askedAction {
                bytes.withUnsafeBytes { take($0, from: characteristic, session) }
            }
            conversation.answered(answer)
        }
    }

    func notified(_ characteristic: BluetoothUUID, _ value: UnsafeRawBufferPointer) {
        guard case .connected(_, let session) = phase else { return }
        take(value, from: characteristic, session)
    }

    func lost(_ problem: BluetoothProblem) { lose(.bluetooth(problem), clinux_boottime_ns()) }

    private func take(_ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, _ session: BluetoothSession)
    {
        let now = clinux_boottime_ns()
        let arrival = stamp(now)
        let output = output
        let before = output.samples
        session.driver.take(
            value, from: characteristic, arrival: arrival, retimed: { output.retime($0, at: arrival) },
            { output.push($0) })
        guard output.samples != before else { return }
        session.lastSampleAt = now
        pause = 0
        if problem != nil {
            problem = nil
            tell(.resumed, arrival)
        }
    }
}

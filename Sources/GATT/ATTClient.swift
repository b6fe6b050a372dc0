public import Drivers

/// The client's side of the attribute protocol on one connection, pure: packets and time in, packets and events out.
/// It agrees on the MTU, discovers, and then carries out one action at a time. Every byte from the device is treated as
/// hostile: handles must rise, lengths must fit, lists are bounded, and what breaks the protocol ends the connection.
public struct ATTClient: Sendable {
    public enum Event: Sendable, Equatable {
        /// Discovery is over: `table` and `mtu` hold.
        case ready
        /// What came of the action.
        case answered(GATTAnswer)
        case failed(ATTFailure)
    }

    /// Agreed number of bytes that a packet may have.
    public private(set) var mtu = ATT.leastMTU
    public var table: GATTTable { discovery.table }
    /// Packets to be sent, in order; whoever sends takes them away.
    public var outgoing: [[UInt8]] = []
    /// What happened; whoever reads takes it away.
    public var events: [Event] = []

    private let offeredMTU: Int
    private var step = Step.idle
    private var askedAt: Int64 = 0
    private var hasFailed = false

    private var discovery = ATTDiscovery()
    /// Handles of configuration descriptors that were found.
    private var configurations: [UInt16: UInt16] = [:]

    private static let patience: Int64 = 30_000_000_000

    /// What the last request was for.
    enum Step: Equatable {
        case idle
        case mtu
        case services(from: UInt16)
        case characteristics(from: UInt16)
        /// Looking for the configuration of the characteristic at an index, to write it.
        case configuration(Int, from: UInt16, isOn: Bool)
        case read(UInt16, [UInt8])
        case write
        case longWrite(UInt16, [UInt8], sent: Int)
        case executeWrite
    }

    /// - Parameter mtu: what to offer; 247 fills one packet of the link layer with data length extension.
    public init(offering mtu: Int = 247) { offeredMTU = max(ATT.leastMTU, min(mtu, 517)) }

    /// Whether an action is under way.
    public var isBusy: Bool { step != .idle }

    // MARK: What is asked of it

    /// The connection stands. Times are nanoseconds of any steady clock.
    public mutating func begin(now: Int64) { ask(.mtu, ATT.mtu(ATT.mtuRequest, offeredMTU), now) }

    /// Begins an action; its answer comes as an event. One at a time.
    public mutating func perform(_ action: Intention.Action, now: Int64) {
        guard step == .idle else { return events.append(.answered(.refused(.service))) }
        guard !hasFailed, let index = table.index(for: action) else { return answer(.refused(.noSuchCharacteristic)) }
        let characteristic = table.characteristics[index]
        switch action {
        case .serial: answer(.refused(.noSuchCharacteristic))
        case .subscribe: configure(index, isOn: true, now)
        case .unsubscribe: configure(index, isOn: false, now)
        case .read: ask(.read(characteristic.value, []), ATT.words(ATT.read, characteristic.value), now)
        case .write(_, let bytes, let isAcknowledged):
            write(bytes, to: characteristic, isAcknowledged: isAcknowledged, now)
        }
    }

    /// The transaction's time limit.
    public mutating func tick(now: Int64) {
        if step != .idle, now &- askedAt >= Self.patience { fail(.unanswered) }
    }

    private mutating func write(
        _ bytes: [UInt8], to characteristic: GATTCharacteristic, isAcknowledged: Bool, _ now: Int64
    ) {
        let canCommand = characteristic.properties.contains(.writeWithoutResponse)
        let canRequest = characteristic.properties.contains(.write)
        let isCommand = canCommand && (!isAcknowledged || !canRequest) && bytes.count <= mtu - 3
        if isCommand {
            outgoing.append(ATT.words(ATT.writeCommand, characteristic.value) + bytes)
            answer(.done)
        } else if bytes.count <= mtu - 3 {
            ask(.write, ATT.words(ATT.writeRequest, characteristic.value) + bytes, now)
        } else {
            prepare(characteristic.value, bytes, sent: 0, now)
        }
    }

    /// A value that no packet holds is written in parts (vol 3, part G, 4.9.4).
    private mutating func prepare(_ handle: UInt16, _ bytes: [UInt8], sent: Int, _ now: Int64) {
        guard sent < bytes.count else { return ask(.executeWrite, [ATT.executeWrite, 1], now) }
        let part = bytes[sent..<min(bytes.count, sent + mtu - 5)]
        ask(
            .longWrite(handle, bytes, sent: sent + part.count),
            ATT.words(ATT.prepareWrite, handle, UInt16(clamping: sent)) + part, now)
    }

    private mutating func configure(_ index: Int, isOn: Bool, _ now: Int64) {
        let characteristic = table.characteristics[index]
        guard !characteristic.properties.isDisjoint(with: .notifies) else {
            return answer(.refused(.noSuchCharacteristic))
        }
        if let handle = configurations[characteristic.value] {
            let bits: UInt16 = !isOn ? 0 : characteristic.properties.contains(.notify) ? 1 : 2
            ask(.write, ATT.words(ATT.writeRequest, handle, bits), now)
        } else if characteristic.value < characteristic.end {
            let from = characteristic.value + 1
            ask(
                .configuration(index, from: from, isOn: isOn),
                ATT.words(ATT.findInformation, from, characteristic.end), now)
        } else {
            answer(.refused(.noSuchCharacteristic))
        }
    }

    // MARK: What comes in

    /// Takes one packet.
    /// - Parameter notified: called for every value that the device sends unasked; the bytes are not kept.
    public mutating func receive(
        _ packet: UnsafeRawBufferPointer, now: Int64, notified: (BluetoothUUID, UnsafeRawBufferPointer) -> Void
    ) {
        guard !hasFailed, let opcode = packet.first else { return }
        switch opcode {
        case ATT.notification:
            if packet.count >= 3 { hand(on: packet.word(1), packet.part(3), notified) }
        case ATT.severalNotifications: takeSeveral(packet, notified)
        case ATT.indication:
            // Confirmed whether it is understood or not: the device waits (vol 3, part F, 3.4.7.2).
            outgoing.append([ATT.confirmation])
            if packet.count >= 3 { hand(on: packet.word(1), packet.part(3), notified) }
        case ATT.mtuRequest:
            // The device agrees too: we are a server without attributes.
            outgoing.append(ATT.mtu(ATT.mtuResponse, offeredMTU))
        case ATT.error: takeError(packet, now)
        case _ where opcode & 1 == 1: takeAnswer(opcode, packet, now)
        case _ where opcode & 0x40 == 0 && opcode != ATT.confirmation:
            // Any other request: not supported here.
            let handle = packet.count >= 3 ? packet.word(1) : 0
            var refusal = [ATT.error, opcode]
            refusal.append(word: handle)
            outgoing.append(refusal + [ATT.requestNotSupported])
        // Commands that a server would take.
        default: break
        }
    }

    private func hand(
        on handle: UInt16, _ value: UnsafeRawBufferPointer,
        _ notified: (BluetoothUUID, UnsafeRawBufferPointer) -> Void
    ) {
        guard let known = table.characteristics.first(where: { $0.value == handle }) else { return }
        notified(known.uuid, value)
    }

    /// Handle, length and value, over and over (vol 3, part F, 3.4.7.4).
    private func takeSeveral(
        _ packet: UnsafeRawBufferPointer, _ notified: (BluetoothUUID, UnsafeRawBufferPointer) -> Void
    ) {
        var at = 1
        while at + 4 <= packet.count {
            let length = Int(packet.word(at + 2))
            guard at + 4 + length <= packet.count else { return }
            hand(on: packet.word(at), packet.part(at + 4, at + 4 + length), notified)
            at += 4 + length
        }
    }

    private mutating func takeError(_ packet: UnsafeRawBufferPointer, _ now: Int64) {
        guard packet.count >= 5, step != .idle else { return }
        let code = packet[4]
        switch step {
        case .idle: return
        // Devices that know only the least MTU say so.
        case .mtu: discoverServices(from: 1, now)
        case .services: discoverCharacteristics(from: 1, now)
        case .characteristics: finishDiscovery()
        case .configuration: answer(.refused(.noSuchCharacteristic))
        case .read(_, let soFar):
            let isEnd = !soFar.isEmpty && (code == ATT.invalidOffset || code == ATT.attributeNotLong)
            answer(isEnd ? .value(soFar) : .refused(.attribute(code)))
        case .write, .longWrite, .executeWrite: answer(.refused(.attribute(code)))
        }
    }

    private mutating func takeAnswer(_ opcode: UInt8, _ packet: UnsafeRawBufferPointer, _ now: Int64) {
        switch (step, opcode) {
        case (.mtu, ATT.mtuResponse):
            guard packet.count >= 3 else { return fail(.malformed) }
            mtu = max(ATT.leastMTU, min(Int(packet.word(1)), offeredMTU))
            discoverServices(from: 1, now)
        case (.services(let from), ATT.answer(to: ATT.readByGroupType)): takeServices(packet, from, now)
        case (.characteristics(let from), ATT.answer(to: ATT.readByType)): takeCharacteristics(packet, from, now)
        case (.configuration(let index, let from, let isOn), ATT.answer(to: ATT.findInformation)):
            takeDescriptors(packet, index, from, isOn: isOn, now)
        case (.read(let handle, let soFar), ATT.answer(to: ATT.read)) where soFar.isEmpty:
            takeValue(packet, handle, soFar, now)
        case (.read(let handle, let soFar), ATT.answer(to: ATT.readBlob)): takeValue(packet, handle, soFar, now)
        case (.write, ATT.answer(to: ATT.writeRequest)), (.executeWrite, ATT.answer(to: ATT.executeWrite)):
            answer(.done)
        case (.longWrite(let handle, let bytes, let sent), ATT.answer(to: ATT.prepareWrite)):
            prepare(handle, bytes, sent: sent, now)
        // An answer to nothing that was asked: late or made up. It is passed over.
        default: break
        }
    }

    private mutating func takeValue(_ packet: UnsafeRawBufferPointer, _ handle: UInt16, _ soFar: [UInt8], _ now: Int64)
    {
        let value = soFar + packet.part(1)
        // A packet that is full may have been cut.
        guard packet.count == mtu, value.count < ATT.longestValue else {
            return answer(.value(Array(value.prefix(ATT.longestValue))))
        }
        ask(.read(handle, value), ATT.words(ATT.readBlob, handle, UInt16(clamping: value.count)), now)
    }

    // MARK: Discovery

    private mutating func discoverServices(from: UInt16, _ now: Int64) {
        ask(.services(from: from), ATT.words(ATT.readByGroupType, from, 0xFFFF, ATT.primaryService), now)
    }

    private mutating func discoverCharacteristics(from: UInt16, _ now: Int64) {
        ask(.characteristics(from: from), ATT.words(ATT.readByType, from, 0xFFFF, ATT.characteristic), now)
    }

    private mutating func takeServices(_ packet: UnsafeRawBufferPointer, _ from: UInt16, _ now: Int64) {
        do throws(ATTFailure) {
            let next = try discovery.takeServices(packet, from: from)
            if let next { discoverServices(from: next, now) } else { discoverCharacteristics(from: 1, now) }
        } catch {
            fail(error)
        }
    }

    private mutating func takeCharacteristics(_ packet: UnsafeRawBufferPointer, _ from: UInt16, _ now: Int64) {
        do throws(ATTFailure) {
            let next = try discovery.takeCharacteristics(packet, from: from)
            if let next { discoverCharacteristics(from: next, now) } else { finishDiscovery() }
        } catch {
            fail(error)
        }
    }

    private mutating func finishDiscovery() {
        guard !table.characteristics.isEmpty else { return fail(.empty) }
        step = .idle
        events.append(.ready)
    }

    private mutating func takeDescriptors(
        _ packet: UnsafeRawBufferPointer, _ index: Int, _ from: UInt16, isOn: Bool, _ now: Int64
    ) {
        guard packet.count >= 2, packet[1] == 1 || packet[1] == 2 else { return fail(.malformed) }
        let length = packet[1] == 1 ? 4 : 18
        let characteristic = table.characteristics[index]
        var last = from &- 1
        var at = 2
        while at + length <= packet.count {
            let handle = packet.word(at)
            guard handle > last, handle <= characteristic.end else { return fail(.malformed) }
            if length == 4, packet.word(at + 2) == ATT.clientConfiguration {
                configurations[characteristic.value] = handle
                return configure(index, isOn: isOn, now)
            }
            last = handle
            at += length
        }
        guard at > 2 else { return fail(.malformed) }
        guard last < characteristic.end else { return answer(.refused(.noSuchCharacteristic)) }
        ask(
            .configuration(index, from: last + 1, isOn: isOn),
            ATT.words(ATT.findInformation, last + 1, characteristic.end), now)
    }

    // MARK: Steps

    private mutating func ask(_ next: Step, _ packet: [UInt8], _ now: Int64) {
        step = next
        askedAt = now
        outgoing.append(packet)
    }

    private mutating func answer(_ answer: GATTAnswer) {
        step = .idle
        events.append(.answered(answer))
    }

    private mutating func fail(_ failure: ATTFailure) {
        guard !hasFailed else { return }
        hasFailed = true
        step = .idle
        events.append(.failed(failure))
    }
}

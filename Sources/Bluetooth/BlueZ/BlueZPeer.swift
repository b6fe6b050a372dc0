internal import CLinux
internal import Drivers
internal import GATT
internal import Glibc

/// One connection through bluetoothd.
final class BlueZPeer: Peer {
    let target: PeerTarget
    let token: UInt64
    private unowned let central: BlueZCentral
    private weak var handler: (any PeerHandler)?
    private var state = State.waiting(until: nil)
    private(set) var device: String?
    /// When bluetoothd was first seen to know the device.
    private var knownSince: Int64?
    /// Whether the connection was begun here; one that another program has is left to it.
    private var isOurs = false
    private var table = GATTTable()
    private var paths: [String] = []
    /// Characteristics that notify, by index: through a descriptor, or (nil) over the bus.
    private var notifying: [Int: UInt64?] = [:]
    private var hasPaired = false
    /// Where services were resolved before the bus showed any: how many characteristics it shows by now, and since when.
    private var late: (count: Int, since: Int64)?

    private enum State: Equatable {
        /// bluetoothd does not know the device yet, or nobody has looked.
        case waiting(until: Int64?)
        case connecting
        /// Connected; bluetoothd is discovering.
        case resolving(until: Int64)
        case up
        case closed
    }

    /// How long to wait for an advertisement before saying that none came; for bluetoothd's discovery.
    private static let patience: Int64 = 10_000_000_000
    private static let longestResolving: Int64 = 20_000_000_000
    /// Other adapters are given so long to hear a device that one has heard: devices advertise about ten times a second.
    private static let hearing: Int64 = 1_000_000_000
    /// Services that come late are complete when none came for so long.
    private static let settling: Int64 = 500_000_000

    init(_ target: PeerTarget, token: UInt64, _ central: BlueZCentral, _ handler: any PeerHandler) {
        self.target = target
        self.token = token
        self.central = central
        self.handler = handler
    }

    /// Whether the device must be looked for.
    var wantsScan: Bool { if case .waiting = state { true } else { false } }

    /// Whether something at this path is about the device.
    func isConcerned(by path: String) -> Bool {
        if let device { return path.hasPrefix(device) }
        return path.hasSuffix("/dev_" + target.address.description.replacing(":", with: "_"))
    }

    func close() {
        guard state != .closed else { return }
        // A connection that has not come about yet is taken back by it too; one that is gone needs none.
        let mustDisconnect = isOurs && (state == .connecting || device.map(central.isConnected) ?? false)
        state = .closed
        handler = nil
        for token in notifying.values { if let token { central.drop(token) } }
        notifying = [:]
        if mustDisconnect, let device, central.exists(device) { central.disconnect(device) }
        central.forget(self)
    }

    func lose(_ problem: BluetoothProblem) {
        guard state != .closed else { return }
        let handler = handler
        close()
        handler?.lost(problem)
    }

    func learn(_ interval: ClosedRange<Double>) { handler?.learnt(interval: interval) }

    // MARK: Connecting

    func tick(_ now: Int64) {
        switch state {
        case .waiting(nil):
            state = .waiting(until: now &+ Self.patience)
            look(now)
        case .waiting(let until?):
            look(now)
            if case .waiting = state, now >= until { lose(.notSeen) }
        case .resolving(let until):
            if now >= until { giveUpResolving() } else if late != nil { resolve(now) }
        case .connecting, .up, .closed: break
        }
    }

    /// Something changed about the device.
    func news(_ now: Int64) {
        switch state {
        case .waiting: look(now)
        case .connecting: break
        case .resolving:
            guard let device, central.isConnected(device) else { return lose(.connectionLost(errno: 0)) }
            resolve(now)
        case .up:
            guard let device, !central.isConnected(device) else { return }
            lose(.connectionLost(errno: 0))
        case .closed: break
        }
    }

    private func look(_ now: Int64) {
        do throws(BluetoothProblem) {
            let isLongKnown = knownSince.map { now &- $0 >= Self.hearing } ?? false
            switch try central.device(target, isLongKnown: isLongKnown) {
            case .unknown: return
            case .heardBySome:
                knownSince = knownSince ?? now
                return
            case .found(let path): device = path
            }
            guard let device else { return }
            isOurs = !central.isConnected(device)
            state = .connecting
            // bluetoothd goes on trying for as long as the kernel does.
            central.call(device, BlueZObjects.device, "Connect", within: 60) { [weak self] message in
                self?.finishConnecting(message)
            }
        } catch {
            lose(error)
        }
    }

    private func finishConnecting(_ message: BusMessage) {
        guard state == .connecting else { return }
        if let name = message.errorName, name != "org.bluez.Error.AlreadyConnected" {
            if let device { central.tried(target, device, succeeded: false) }
            return lose(Self.problem(name))
        }
        if let device {
            central.tried(target, device, succeeded: true)
            central.noteConnected(device)
        }
        let now = clinux_boottime_ns()
        state = .resolving(until: now &+ Self.longestResolving)
        resolve(now)
    }

    private func resolve(_ now: Int64) {
        guard let device, central.isResolved(device) else { return }
        let found = central.characteristics(of: device)
        // bluetoothd may say so before it shows any service, and then show one after the other (bluez/bluez#1489).
        if found.isEmpty || late.map({ $0.count != found.count }) ?? false { late = (found.count, now) }
        if let late, late.count == 0 || now &- late.since < Self.settling { return }
        table = GATTTable(found.map(\.characteristic))
        paths = found.map(\.path)
        state = .up
        handler?.connected(table, mtu: paths.lazy.compactMap { self.mtu($0) }.first)
    }

    /// bluetoothd found no services. What it remembers of a device that was never paired may be another firmware's; it
    /// is made to forget that, sees the device anew, and asks it.
    private func giveUpResolving() {
        if isOurs, let device, !central.isPaired(device) { central.remove(device) }
        lose(.protocolBroken)
    }

    private func mtu(_ path: String) -> Int? { central.property(path, "MTU")?.number.map { Int($0) } }

    private static func problem(_ error: String) -> BluetoothProblem {
        switch error {
        case "org.bluez.Error.NotReady": .adapterOff
        case "org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.UnknownMethod": .notSeen
        case "org.freedesktop.DBus.Error.AccessDenied": .notAllowed
        case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner": .noBluetoothd
        default: .outOfReach
        }
    }

    // MARK: Actions

    func perform(_ action: Intention.Action) {
        guard state == .up, let index = table.index(for: action) else {
            handler?.answered(.refused(.noSuchCharacteristic))
            return
        }
        switch action {
        case .serial: handler?.answered(.refused(.noSuchCharacteristic))
        case .subscribe: subscribe(index, action)
        case .unsubscribe: unsubscribe(index)
        case .read:
            call(index, "ReadValue", [.options([])], action) { .value($0.values().first?.bytes ?? []) }
        case .write(_, let bytes, let isAcknowledged):
            let kind =
                isAcknowledged && table.characteristics[index].properties.contains(.write) ? "request" : "command"
            call(index, "WriteValue", [.bytes(bytes), .options([("type", .text(kind))])], action) { _ in .done }
        }
    }

    /// Calls a method of a characteristic; a device that wants to be paired is paired once, and asked again.
    private func call(
        _ index: Int, _ member: String, _ arguments: [Bus.Argument], _ action: Intention.Action,
        _ read: @escaping (BusMessage) -> GATTAnswer
    ) {
        central.call(paths[index], BlueZObjects.characteristic, member, arguments, within: 30) { [weak self] message in
            guard let self, state == .up else { return }
            guard let name = message.errorName else {
                handler?.answered(read(message))
                return
            }
            if Self.wantsPairing(name, message.errorText), !hasPaired { return pair(then: action) }
            handler?.answered(.refused(Self.refusal(name, message.errorText, hasPaired: hasPaired)))
        }
    }

    private func pair(then action: Intention.Action) {
        hasPaired = true
        guard let device else { return }
        central.call(device, BlueZObjects.device, "Pair", within: 30) { [weak self] message in
            guard let self, state == .up else { return }
            if message.errorName == nil {
                perform(action)
            } else {
                handler?.answered(.refused(.notPaired))
            }
        }
    }

    private static func wantsPairing(_ name: String, _ text: String) -> Bool {
        name == "org.bluez.Error.NotPermitted" && text.contains("paired") || name == "org.bluez.Error.NotAuthorized"
    }

    private static func refusal(_ name: String, _ text: String, hasPaired: Bool) -> GATTRefusal {
        if wantsPairing(name, text) { return .notPaired }
        // "Operation failed with ATT error: 0x0e"
        if let digits = text.split(separator: "0x").last, text.contains("ATT error"),
            let code = UInt8(digits.prefix { $0.isHexDigit }, radix: 16)
        {
            return .attribute(code)
        }
        switch name {
        case "org.bluez.Error.NotPermitted": return .attribute(0x03)
        case "org.bluez.Error.NotSupported": return .attribute(0x06)
        case "org.bluez.Error.InvalidValueLength": return .attribute(0x0D)
        default: return .service
        }
    }

    // MARK: Notifications

    private func subscribe(_ index: Int, _ action: Intention.Action) {
        guard notifying[index] == nil else {
            handler?.answered(.done)
            return
        }
        // Versions that have the method show the property (BlueZ 5.48 and later).
        guard central.property(paths[index], "NotifyAcquired") != nil,
            table.characteristics[index].properties.contains(.notify)
        else { return startNotify(index, action) }
        central.call(paths[index], BlueZObjects.characteristic, "AcquireNotify", [.options([])]) {
            [weak self] message in
            let values = message.errorName == nil ? message.values() : []
            guard case .descriptor(let descriptor)? = values.first, descriptor >= 0 else {
                // Another program has it, or the device cannot: over the bus it may go all the same.
                if let self, state == .up { startNotify(index, action) }
                return
            }
            guard let self, state == .up else {
                Glibc.close(descriptor)
                return
            }
            notifying[index] = central.stream(descriptor, of: self, index: index)
            if values.count > 1, let mtu = values[1].number { handler?.learnt(mtu: Int(mtu)) }
            handler?.answered(.done)
        }
    }

    private func startNotify(_ index: Int, _ action: Intention.Action) {
        notifying[index] = .some(nil)
        call(index, "StartNotify", [], action) { _ in .done }
    }

    private func unsubscribe(_ index: Int) {
        guard let entry = notifying.removeValue(forKey: index) else {
            handler?.answered(.done)
            return
        }
        if let token = entry {
            // Closing the descriptor is how it is given back.
            central.drop(token)
            handler?.answered(.done)
        } else {
            call(index, "StopNotify", [], .unsubscribe(table.characteristics[index].uuid)) { _ in .done }
        }
    }

    /// A notification from its own descriptor.
    func notify(_ index: Int, _ value: UnsafeRawBufferPointer) {
        handler?.notified(table.characteristics[index].uuid, value)
    }

    /// A notification over the bus. False where it is another's.
    func notify(_ path: String, _ value: [UInt8]) -> Bool {
        guard state == .up, let index = paths.firstIndex(of: path) else { return false }
        // What was read changes the property too: only what was subscribed to notifies.
        if case .some(.none) = notifying[index] { value.withUnsafeBytes { notify(index, $0) } }
        return true
    }
}

internal import CLinux
internal import Drivers
public import GATT
internal import Glibc
internal import IMU

/// Bluetooth Low Energy through bluetoothd, over D-Bus: no rights are needed, other programs may use the radio too, and
/// notifications come through descriptors of their own (`AcquireNotify`), past the bus. Methods and properties as in
/// BlueZ's documentation, org.bluez.Adapter, Device, GattCharacteristic, AgentManager (5).
public final class BlueZCentral: Central {
    private let ready: ReadySet
    var bus: Bus?
    private var busProblem: BluetoothProblem?
    var objects = BlueZObjects()
    /// Whether bluetoothd is there and has shown its objects; nil while it has yet to answer.
    var isServed: Bool?
    var peers: [UInt64: BlueZPeer] = [:]
    var nextToken: UInt64 = 1
    /// Devices that bluetoothd is disconnecting.
    var leaving: Set<String> = []
    var choice = AdapterChoice<String>()
    /// What only the kernel tells: bluetoothd does not say which connection interval holds.
    private let management: ManagementSocket?
    let streams: NotificationStreams
    private static let busToken: UInt64 = 0
    private static let managementToken = UInt64.max
    private var retryBusAt: Int64 = 0

    private var ownerScans = false
    /// The adapters that were told to discover.
    private var isScanning: Set<String> = []
    private var scanUntil: Int64 = 0
    private var heard: [String: HostTime] = [:]
    public let scanProblem: BluetoothProblem? = nil

    static let agentPath = "/org/gaitd/agent"
    /// Discovery goes on for this long after it was last needed, so that it is not switched to and fro.
    private static let scanTail: Int64 = 3_000_000_000

    /// Whether bluetoothd is on the system bus now; waits for the bus's answer, 2 s at most.
    public static var isPresent: Bool { Bus.hasBlueZ }

    private let busAddress: String?

    /// bluetoothd of this machine.
    public convenience init() throws(BluetoothProblem) {
        // Without it everything but the intervals goes.
        try self.init(busAddress: nil, management: try? ManagementSocket())
    }

    /// - Parameters:
    ///   - busAddress: a bus other than the system's, for tests.
    ///   - management: tells connection intervals; the kernel sends them to those with CAP_NET_ADMIN only.
    public init(busAddress: String?, management: ManagementSocket?) throws(BluetoothProblem) {
        ready = try ReadySet()
        streams = NotificationStreams(ready)
        self.busAddress = busAddress
        self.management = management
        if let management { ready.watch(management.descriptor, token: Self.managementToken) }
        openBus()
    }

    public var descriptor: Int32 { ready.descriptor }

    public var problem: BluetoothProblem? {
        if let busProblem { return busProblem }
        guard let isServed else { return nil }
        guard isServed else { return .noBluetoothd }
        let adapters = objects.adapters(nil)
        if adapters.isEmpty { return .noAdapter }
        return adapters.contains(where: objects.isOn) ? nil : .adapterOff
    }

    public var sightings: [BluetoothAddress: Sighting] {
        var seen: [BluetoothAddress: Sighting] = [:]
        for path in heard.keys {
            guard let new = sighting(at: path) else { continue }
            if let old = seen[new.address], old.time > new.time { continue }
            seen[new.address] = new
        }
        return seen
    }

    public func sighting(of address: BluetoothAddress) -> Sighting? {
        objects.device(address, on: objects.adapters(nil)).flatMap(sighting(at:))
    }

    private func sighting(at path: String) -> Sighting? {
        guard let text = objects[path, BlueZObjects.device, "Address"]?.text, let address = BluetoothAddress(text)
        else {
            return nil
        }
        let type = objects[path, BlueZObjects.device, "AddressType"]?.text.flatMap(AddressType.init(rawValue:))
        return Sighting(
            address: address, type: type, rssi: objects.rssi(path), advertisement: objects.advertisement(path),
            time: heard[path] ?? HostTime(nanoseconds: .min))
    }

    // MARK: What the owner calls

    public func turn() {
        ready.turn { token in
            switch token {
            case Self.busToken: turnBus()
            case Self.managementToken: management?.read(take(news:))
            default: streams.read(token)
            }
        }
        watchBus()
    }

    public func tick(now: Int64) {
        if bus == nil, now >= retryBusAt { openBus() }
        // Timeouts of calls are the bus's own to notice.
        turnBus()
        for peer in Array(peers.values) { peer.tick(now) }
        renewScan(now)
        watchBus()
    }

    public func scan(_ isOn: Bool) { ownerScans = isOn }

    public func connect(_ target: PeerTarget, _ handler: any PeerHandler) -> any Peer {
        let peer = BlueZPeer(target, token: nextToken, self, handler)
        peers[nextToken] = peer
        nextToken += 1
        return peer
    }

    public func stop() {
        for peer in Array(peers.values) { peer.close() }
        ownerScans = false
        for adapter in isScanning { bus?.call(adapter, BlueZObjects.adapter, "StopDiscovery") }
        isScanning = []
        bus?.flush()
    }

    private func take(news: ManagementMessage) {
        guard case .parameters(let address, let interval) = news else { return }
        for peer in Array(peers.values) where peer.target.address == address { peer.learn(interval) }
    }

    // MARK: The bus

    private func openBus() {
        do throws(BluetoothProblem) {
            let bus = try Bus(address: busAddress)
            self.bus = bus
            busProblem = nil
            ready.watch(bus.descriptor, token: Self.busToken, writing: true)
            listen(bus)
            askForObjects()
        } catch {
            loseBus(error)
        }
    }

    private func loseBus(_ why: BluetoothProblem) {
        bus = nil
        busProblem = why
        retryBusAt = clinux_boottime_ns() &+ 1_000_000_000
        loseService()
    }

    /// bluetoothd is gone, and with it every connection.
    private func loseService() {
        isServed = false
        objects.forgetAll()
        heard = [:]
        isScanning = []
        leaving = []
        for peer in Array(peers.values) { peer.lose(.noBluetoothd) }
    }

    private func turnBus() {
        guard let bus else { return }
        if !bus.process() { loseBus(.noBus(errno: ECONNRESET)) }
    }

    private func watchBus() {
        guard let bus else { return }
        ready.watch(bus.descriptor, token: Self.busToken, writing: bus.wantsToWrite)
    }

    private func listen(_ bus: Bus) {
        bus.listen(
            "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.bluez'"
        ) { [unowned self] message in
            let values = message.values()
            guard values.count == 3 else { return }
            loseService()
            if values[2].text?.isEmpty == false {
                isServed = nil
                askForObjects()
            }
        }
        bus.listen(
            "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.ObjectManager'"
        ) { [unowned self] message in
            let values = message.values()
            guard values.count == 2, let path = values[0].text else { return }
            if message.member == "InterfacesAdded" {
                objects.add(path, values[1].table ?? [:])
                if values[1].table?[BlueZObjects.device] != nil { hear(path) }
            } else {
                objects.remove(path, values[1].list ?? [])
                if objects.all[path] == nil { heard[path] = nil }
            }
            news(path)
        }
        bus.listen(
            "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'"
        ) { [unowned self] message in take(change: message) }
        bus.serve(Self.agentPath) { [unowned self] message in grants(message) }
    }

    private func take(change message: BusMessage) {
        let values = message.values()
        guard values.count == 3, let interface = values[0].text, var changed = values[1].table else { return }
        let path = message.path
        if interface == BlueZObjects.characteristic, let value = changed.removeValue(forKey: "Value")?.bytes {
            for peer in peers.values where peer.notify(path, value) { break }
        }
        guard !changed.isEmpty || values[2].list?.isEmpty == false else { return }
        objects.change(path, interface, changed, values[2].list ?? [])
        if interface == BlueZObjects.device, changed["RSSI"] != nil { hear(path) }
        news(path)
    }

    private func hear(_ device: String) { heard[device] = HostTime(nanoseconds: clinux_boottime_ns()) }

    private func askForObjects() {
        bus?.call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects") { [unowned self] message in
            guard message.errorName == nil, let all = message.values().first?.table else {
                isServed = false
                return
            }
            objects.replace(with: all)
            isServed = true
            // Devices that want pairing ask; sensors have neither keys nor a display.
            bus?.call(
                "/org/bluez", "org.bluez.AgentManager1", "RegisterAgent",
                [.path(Self.agentPath), .text("NoInputNoOutput")])
            for peer in Array(peers.values) { peer.news(clinux_boottime_ns()) }
        }
    }

    private func news(_ path: String) {
        for peer in Array(peers.values) where peer.isConcerned(by: path) { peer.news(clinux_boottime_ns()) }
    }

    /// What bluetoothd asks the agent: yes for the devices that are to be connected, no for all others.
    private func grants(_ message: BusMessage) -> Bool {
        switch message.member {
        case "Release", "Cancel": return true
        case "RequestAuthorization", "AuthorizeService", "RequestConfirmation":
            guard let device = message.next()?.text else { return false }
            return peers.values.contains { $0.isConcerned(by: device) }
        default: return false
        }
    }

    // MARK: Discovery

    private func renewScan(_ now: Int64) {
        guard isServed == true else { return }
        if ownerScans || peers.values.contains(where: \.wantsScan) { scanUntil = now &+ Self.scanTail }
        let wants = now < scanUntil
        for adapter in objects.adapters(nil) {
            let isOn = objects.isOn(adapter)
            if !isOn { isScanning.remove(adapter) }
            guard isOn, wants != isScanning.contains(adapter) else { continue }
            if wants {
                isScanning.insert(adapter)
                // The filter first: without it a scan for both kinds of radio begins (bluez/bluez#2309).
                let filter: [(String, Bus.Argument.Option)] = [
                    ("Transport", .text("le")), ("DuplicateData", .truth(true)),
                ]
                bus?.call(adapter, BlueZObjects.adapter, "SetDiscoveryFilter", [.options(filter)])
                bus?.call(adapter, BlueZObjects.adapter, "StartDiscovery") { [unowned self] message in
                    if message.errorName != nil { isScanning.remove(adapter) }
                }
            } else {
                isScanning.remove(adapter)
                bus?.call(adapter, BlueZObjects.adapter, "StopDiscovery")
            }
        }
    }
}

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
    private var bus: Bus?
    private var busProblem: BluetoothProblem?
    private var objects = BlueZObjects()
    /// Whether bluetoothd is there and has shown its objects; nil while it has yet to answer.
    private var isServed: Bool?
    private var peers: [UInt64: BlueZPeer] = [:]
    private var nextToken: UInt64 = 1
    /// Devices that bluetoothd is disconnecting.
    private var leaving: Set<String> = []
    private let streams: NotificationStreams
    private static let busToken: UInt64 = 0
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

    /// - Parameter busAddress: a bus other than the system's, for tests.
    public init(busAddress: String? = nil) throws(BluetoothProblem) {
        ready = try ReadySet()
        streams = NotificationStreams(ready)
        self.busAddress = busAddress
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
            if token == Self.busToken { turnBus() } else { streams.read(token) }
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

    // MARK: What its peers call

    /// The device's path, where bluetoothd knows it.
    func device(_ target: PeerTarget) throws(BluetoothProblem) -> String? {
        if let problem { throw problem }
        guard isServed != nil else { return nil }
        let adapters = objects.adapters(target.adapter)
        guard !adapters.isEmpty else { throw .noAdapter }
        let usable = adapters.filter(objects.isOn)
        guard !usable.isEmpty else { throw .adapterOff }
        return objects.device(target.address, on: usable).flatMap { leaving.contains($0) ? nil : $0 }
    }

    func isConnected(_ device: String) -> Bool { objects.isConnected(device) }
    func isResolved(_ device: String) -> Bool { objects.isResolved(device) }
    func isPaired(_ device: String) -> Bool { objects[device, BlueZObjects.device, "Paired"]?.truth ?? false }

    /// bluetoothd (5.66) never says so itself where it hears of the attribute channel before it hears of the link: it logs
    /// "is already connected", and its answer to `Connect` is all there is. That the link is gone it says either way.
    func noteConnected(_ device: String) {
        objects.change(device, BlueZObjects.device, ["Connected": .truth(true)], [])
    }

    /// Ends a connection. bluetoothd takes up to 2 s, and would end one that was begun meanwhile: until it answers, the
    /// device is not connected again.
    func disconnect(_ device: String) {
        leaving.insert(device)
        call(device, BlueZObjects.device, "Disconnect") { [unowned self] _ in leaving.remove(device) }
    }

    /// Has bluetoothd forget a device, which ends its connection too.
    func remove(_ device: String) {
        guard let adapter = objects[device, BlueZObjects.device, "Adapter"]?.text else { return }
        bus?.call(adapter, BlueZObjects.adapter, "RemoveDevice", [.path(device)])
    }

    func exists(_ path: String) -> Bool { objects.all[path] != nil }

    func characteristics(of device: String) -> [(path: String, characteristic: GATTCharacteristic)] {
        objects.characteristics(of: device)
    }

    /// A property of a characteristic.
    func property(_ path: String, _ name: String) -> BusValue? { objects[path, BlueZObjects.characteristic, name] }

    func call(
        _ path: String, _ interface: String, _ member: String, _ arguments: [Bus.Argument] = [], within: Double = 10,
        _ answer: @escaping (BusMessage) -> Void
    ) { bus?.call(path, interface, member, arguments, within: within, answer) }

    func forget(_ peer: BlueZPeer) { peers[peer.token] = nil }

    /// Reads a characteristic's notifications from a descriptor; it is closed with `drop`.
    func stream(_ descriptor: Int32, of peer: BlueZPeer, index: Int) -> UInt64 {
        defer { nextToken += 1 }
        streams.add(descriptor, of: peer, index: index, token: nextToken)
        return nextToken
    }

    func drop(_ token: UInt64) { streams.drop(token) }
}

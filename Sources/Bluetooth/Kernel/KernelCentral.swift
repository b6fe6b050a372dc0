internal import CLinux
internal import Drivers
public import GATT
internal import Glibc
internal import IMU

/// Bluetooth Low Energy without bluetoothd: the attribute protocol over the kernel's L2CAP sockets. Connecting needs no
/// right; scanning needs CAP_NET_ADMIN.
public final class KernelCentral: Central {
    private let ready: ReadySet
    private let connector: any BearerConnector
    private let management: ManagementSocket?
    private var peers: [UInt64: KernelPeer] = [:]
    private var nextToken: UInt64 = 1
    private static let managementToken: UInt64 = 0

    private var adapters: [UInt16: ManagedAdapter] = [:]
    /// Adapters that the kernel has named but not described; nil before it named any.
    private var undescribed: Set<UInt16>?
    private var wantsScan = false
    private var isScanning: Set<UInt16> = []
    public private(set) var sightings: [BluetoothAddress: Sighting] = [:]
    public private(set) var scanProblem: BluetoothProblem?
    /// Kinds of address that connected, or that were tried last without success.
    private var types: [BluetoothAddress: AddressType] = [:]
    private var choice = AdapterChoice<UInt16>()
    /// How loud each adapter hears who was sighted, dBm.
    private var loudness: [BluetoothAddress: [UInt16: Int]] = [:]
    /// More devices than a clinic has; strangers' changing addresses must not fill the memory.
    static let mostSightings = 256

    /// The radio of this machine.
    public convenience init() throws(BluetoothProblem) {
        try self.init(connector: L2CAPConnector(), management: ManagementSocket())
    }

    /// - Parameter management: nil where there is none to be asked: then every adapter is taken to be there and on.
    public init(connector: any BearerConnector, management: ManagementSocket?) throws(BluetoothProblem) {
        ready = try ReadySet()
        self.connector = connector
        self.management = management
        guard let management else { return }
        ready.watch(management.descriptor, token: Self.managementToken)
        management.send(ManagementMessage.readAdapters, adapter: ManagementMessage.noAdapter)
    }

    public var descriptor: Int32 { ready.descriptor }

    /// Whether it is known which adapters there are; until then nobody is connected.
    var knowsAdapters: Bool { management == nil || undescribed?.isEmpty ?? false }

    public var problem: BluetoothProblem? {
        guard knowsAdapters, management != nil else { return nil }
        if adapters.isEmpty { return .noAdapter }
        return adapters.values.contains(where: \.isOn) ? nil : .adapterOff
    }

    // MARK: What the owner calls

    public func turn() {
        ready.turn { token in
            if token == Self.managementToken {
                management?.read(take)
            } else {
                peers[token]?.turn(clinux_boottime_ns())
            }
        }
    }

    public func tick(now: Int64) {
        for peer in Array(peers.values) { peer.tick(now) }
    }

    public func sighting(of address: BluetoothAddress) -> Sighting? { sightings[address] }

    public func scan(_ isOn: Bool) {
        guard isOn != wantsScan else { return }
        wantsScan = isOn
        if isOn { scanProblem = nil }
        renewScan()
    }

    public func connect(_ target: PeerTarget, _ handler: any PeerHandler) -> any Peer {
        let peer = KernelPeer(target, token: nextToken, self, handler)
        peers[nextToken] = peer
        nextToken += 1
        return peer
    }

    public func stop() {
        scan(false)
        for peer in Array(peers.values) { peer.close() }
    }

    // MARK: What its peers call

    /// A socket on its way to the device: through which adapter, and to which kind of address.
    func open(_ target: PeerTarget) throws(BluetoothProblem) -> (descriptor: Int32, way: Way) {
        let adapter = try adapter(target)
        let known = target.type ?? sightings[target.address]?.type
        let type = known ?? types[target.address] ?? (target.address.looksRandom ? .random : .public)
        let way = Way(type: type, isGuess: known == nil, adapter: adapter)
        do throws(BluetoothProblem) {
            let address = adapter.flatMap { adapters[$0]?.address }
            return (try connector.connect(target.address, type, adapter: address), way)
        } catch {
            if error == .outOfReach { tried(target.address, way, succeeded: false) }
            throw error
        }
    }

    /// How a device is tried.
    struct Way {
        var type: AddressType
        /// Whether the type is a guess.
        var isGuess: Bool
        /// The adapter's index; nil where the kernel chooses.
        var adapter: UInt16?
    }

    func watch(_ peer: KernelPeer, _ descriptor: Int32, writing: Bool) {
        ready.watch(descriptor, token: peer.token, writing: writing)
    }

    func forget(_ peer: KernelPeer) { peers[peer.token] = nil }

    /// An attempt is over; where the kind of address was a guess, the next one tries the other.
    func tried(_ address: BluetoothAddress, _ way: Way, succeeded: Bool) {
        types[address] = succeeded ? way.type : way.type.other
        if let adapter = way.adapter { choice.note(address, on: adapter, succeeded: succeeded) }
    }

    private func adapter(_ target: PeerTarget) throws(BluetoothProblem) -> UInt16? {
        guard management != nil else { return nil }
        let found = adapters.filter { index, adapter in
            target.adapter.map { $0 == "hci\(index)" || BluetoothAddress($0) == adapter.address } ?? true
        }
        guard !found.isEmpty else { throw .noAdapter }
        let candidates = found.filter(\.value.isOn).keys.map { index in
            AdapterChoice.Candidate(
                adapter: index, links: peers.values.count { $0.adapter == index },
                rssi: loudness[target.address]?[index])
        }
        guard let chosen = choice.choose(for: target.address, among: candidates) else { throw .adapterOff }
        return chosen
    }

    // MARK: Adapters and scanning

    private func take(_ message: ManagementMessage) {
        switch message {
        case .adapters(let indices):
            undescribed = Set(indices)
            for index in indices { management?.send(ManagementMessage.readAdapter, adapter: index) }
        case .adapterAdded(let index): management?.send(ManagementMessage.readAdapter, adapter: index)
        case .adapterRemoved(let index):
            adapters[index] = nil
            undescribed?.remove(index)
            isScanning.remove(index)
        case .adapter(let index, let adapter):
            undescribed?.remove(index)
            adapters[index] = adapter
            renewScan()
        case .power(let index, let isOn):
            adapters[index]?.isOn = isOn
            if !isOn { isScanning.remove(index) }
            renewScan()
        case .found(let adapter, let address, let type, let rssi, let data):
            sight(address, type, rssi, data)
            if sightings[address] != nil { loudness[address, default: [:]][adapter] = rssi }
        case .discovering(let index, let isOn):
            // The kernel ends a discovery by itself after some ten seconds.
            if isOn { isScanning.insert(index) } else { isScanning.remove(index) }
            renewScan()
        case .parameters(let address, let interval):
            for peer in Array(peers.values) where peer.target.address == address { peer.learn(interval) }
        case .refused(ManagementMessage.startDiscovery, let index, ManagementMessage.permissionDenied):
            scanProblem = .mayNotScan
            isScanning.remove(index)
        case .refused(ManagementMessage.startDiscovery, let index, _): isScanning.remove(index)
        case .refused(ManagementMessage.readAdapter, let index, _): undescribed?.remove(index)
        case .refused: break
        }
    }

    private func renewScan() {
        guard let management, scanProblem == nil else { return }
        for (index, adapter) in adapters where adapter.isOn && wantsScan != isScanning.contains(index) {
            let command = wantsScan ? ManagementMessage.startDiscovery : ManagementMessage.stopDiscovery
            management.send(command, adapter: index, [ManagementMessage.lowEnergy])
            if wantsScan { isScanning.insert(index) } else { isScanning.remove(index) }
        }
    }

    private func sight(_ address: BluetoothAddress, _ type: AddressType, _ rssi: Int?, _ data: [UInt8]) {
        guard sightings[address] != nil || sightings.count < Self.mostSightings else { return }
        var seen =
            sightings[address]
            ?? Sighting(
                address: address, type: type, rssi: rssi, advertisement: Advertisement(),
                time: HostTime(nanoseconds: 0))
        seen.type = type
        seen.rssi = rssi ?? seen.rssi
        seen.time = HostTime(nanoseconds: clinux_boottime_ns())
        data.withUnsafeBytes { seen.advertisement.take(advertisingData: $0) }
        sightings[address] = seen
    }
}

internal import Drivers
internal import GATT

// What its peers call.
extension BlueZCentral {
    /// The device's path on the adapter that is to carry it; nil while bluetoothd does not know it, and where several
    /// adapters can, until each has heard it.
    /// - Parameter isLongKnown: the adapters that have not heard it by now are not waited for.
    func device(_ target: PeerTarget, isLongKnown: Bool) throws(BluetoothProblem) -> DeviceSearch {
        if let problem { throw problem }
        guard isServed != nil else { return .unknown }
        let adapters = objects.adapters(target.adapter)
        guard !adapters.isEmpty else { throw .noAdapter }
        let usable = adapters.filter(objects.isOn)
        guard !usable.isEmpty else { throw .adapterOff }
        let known = usable.compactMap { adapter in
            objects.path(of: target.address, on: adapter).map { (adapter: adapter, device: $0) }
        }
        // One that is connected, perhaps by another program, stays where it is.
        if let connected = known.first(where: { objects.isConnected($0.device) }) {
            return leaving.contains(connected.device) ? .unknown : .found(connected.device)
        }
        guard !known.isEmpty else { return .unknown }
        let home = choice.home(of: target.address)
        guard known.count == usable.count || isLongKnown || known.contains(where: { $0.adapter == home }) else {
            return .heardBySome
        }
        let candidates = known.map { adapter, device in
            AdapterChoice.Candidate(adapter: adapter, links: links(on: adapter), rssi: objects.rssi(device))
        }
        let chosen = choice.choose(for: target.address, among: candidates)
        guard let device = known.first(where: { $0.adapter == chosen })?.device, !leaving.contains(device) else {
            return .unknown
        }
        return .found(device)
    }

    /// What bluetoothd knows of a device.
    enum DeviceSearch: Equatable {
        case unknown
        /// Other adapters may hear it yet.
        case heardBySome
        /// Its path.
        case found(String)
    }

    /// Connections that an adapter has or is making, other programs' too.
    private func links(on adapter: String) -> Int {
        var devices = Set(objects.connected(on: adapter))
        for peer in peers.values {
            if let device = peer.device, device.hasPrefix(adapter + "/") { devices.insert(device) }
        }
        return devices.count
    }

    /// An attempt to connect is over.
    func tried(_ target: PeerTarget, _ device: String, succeeded: Bool) {
        guard let adapter = objects[device, BlueZObjects.device, "Adapter"]?.text else { return }
        choice.note(target.address, on: adapter, succeeded: succeeded)
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

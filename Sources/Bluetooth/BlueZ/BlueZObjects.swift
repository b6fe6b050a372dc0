internal import Drivers
internal import GATT

/// What bluetoothd shows on the bus: objects by path, each with interfaces and their properties.
struct BlueZObjects {
    private(set) var all: [String: [String: [String: BusValue]]] = [:]

    static let adapter = "org.bluez.Adapter1"
    static let device = "org.bluez.Device1"
    static let characteristic = "org.bluez.GattCharacteristic1"

    /// The answer to GetManagedObjects.
    mutating func replace(with objects: [String: BusValue]) {
        all = [:]
        for (path, interfaces) in objects { add(path, interfaces.table ?? [:]) }
    }

    mutating func add(_ path: String, _ interfaces: [String: BusValue]) {
        for (interface, properties) in interfaces where interface.hasPrefix("org.bluez.") {
            all[path, default: [:]][interface] = properties.table ?? [:]
        }
    }

    mutating func remove(_ path: String, _ interfaces: [BusValue]) {
        for interface in interfaces { all[path]?[interface.text ?? ""] = nil }
        if all[path]?.isEmpty ?? false { all[path] = nil }
    }

    mutating func change(_ path: String, _ interface: String, _ changed: [String: BusValue], _ gone: [BusValue]) {
        guard all[path]?[interface] != nil else { return }
        all[path]?[interface]?.merge(changed) { $1 }
        for name in gone { all[path]?[interface]?[name.text ?? ""] = nil }
    }

    mutating func forgetAll() { all = [:] }

    subscript(path: String, interface: String, property: String) -> BusValue? { all[path]?[interface]?[property] }

    // MARK: What is asked of it

    /// The adapters' paths that a name (`hci0`) or an address means, in order; all without one.
    func adapters(_ name: String?) -> [String] {
        all.keys.filter { path in
            guard let adapter = all[path]?[Self.adapter] else { return false }
            guard let name else { return true }
            return path.hasSuffix("/" + name)
                || BluetoothAddress(name).map { adapter["Address"]?.text == $0.description } ?? false
        }.sorted()
    }

    func isOn(_ adapter: String) -> Bool { self[adapter, Self.adapter, "Powered"]?.truth ?? false }

    /// The device's path on one of those adapters: first where it is connected, else where it is heard loudest.
    func device(_ address: BluetoothAddress, on adapters: [String]) -> String? {
        let paths = adapters.compactMap { path(of: address, on: $0) }
        return paths.first { isConnected($0) }
            ?? paths.max { (rssi($0) ?? -200) < (rssi($1) ?? -200) }
    }

    /// The device's path on one adapter, where that knows it.
    func path(of address: BluetoothAddress, on adapter: String) -> String? {
        let path = adapter + "/dev_" + address.description.replacing(":", with: "_")
        return all[path]?[Self.device] != nil ? path : nil
    }

    /// The devices that are connected through an adapter.
    func connected(on adapter: String) -> [String] {
        all.keys.filter { $0.hasPrefix(adapter + "/dev_") && all[$0]?[Self.device] != nil && isConnected($0) }
    }

    func isConnected(_ device: String) -> Bool { self[device, Self.device, "Connected"]?.truth ?? false }
    func isResolved(_ device: String) -> Bool { self[device, Self.device, "ServicesResolved"]?.truth ?? false }
    func rssi(_ device: String) -> Int? { self[device, Self.device, "RSSI"]?.number.map { Int($0) } }

    /// A device's characteristics and their paths, in the order of their handles.
    func characteristics(of device: String) -> [(path: String, characteristic: GATTCharacteristic)] {
        all.keys.filter { $0.hasPrefix(device + "/") }.sorted().compactMap { path in
            guard let properties = all[path]?[Self.characteristic],
                let uuid = properties["UUID"]?.text.flatMap({ BluetoothUUID($0) })
            else { return nil }
            return (path, GATTCharacteristic(uuid: uuid, properties: Self.properties(properties["Flags"]?.list ?? [])))
        }
    }

    private static func properties(_ flags: [BusValue]) -> GATTProperties {
        var properties: GATTProperties = []
        for flag in flags {
            switch flag.text {
            case "read", "encrypt-read", "encrypt-authenticated-read": properties.insert(.read)
            case "write", "reliable-write", "encrypt-write", "encrypt-authenticated-write": properties.insert(.write)
            case "write-without-response": properties.insert(.writeWithoutResponse)
            case "notify": properties.insert(.notify)
            case "indicate": properties.insert(.indicate)
            default: break
            }
        }
        return properties
    }

    /// What the device advertised, as far as bluetoothd keeps it.
    func advertisement(_ device: String) -> Advertisement {
        var advertisement = Advertisement()
        let properties = all[device]?[Self.device] ?? [:]
        advertisement.name = properties["Name"]?.text.flatMap { Advertisement.printable($0) }
        advertisement.services = (properties["UUIDs"]?.list ?? []).prefix(64).compactMap {
            $0.text.flatMap { BluetoothUUID($0) }
        }
        if let (company, data) = properties["ManufacturerData"]?.table?.min(by: { $0.key < $1.key }) {
            advertisement.company = UInt16(company)
            advertisement.manufacturerData = data.bytes ?? []
        }
        return advertisement
    }
}

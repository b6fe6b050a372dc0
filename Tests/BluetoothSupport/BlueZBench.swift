public import Bluetooth
internal import CLinux
internal import FakeWearables
internal import Foundation
internal import TestSupport

/// The back end over D-Bus, with a bluetoothd made for tests on a bus of its own. Needs `dbus-daemon` and Python's
/// dbus-fast.
public final class BlueZBench: RadioBench {
    public let central: any Central
    public private(set) var devices: [FakeDevice] = []
    private let house: FakeBlueZ
    private let kernel: FakeManagement

    public init() throws {
        house = try FakeBlueZ()
        let (ours, theirs) = KernelBench.Air.pair()
        kernel = FakeManagement(theirs)
        central = try BlueZCentral(busAddress: house.busAddress, management: ManagementSocket(descriptor: ours))
    }

    public static var isPossible: Bool { FakeBlueZ.isPossible }

    public func place(_ devices: [FakeDevice]) {
        self.devices += devices
        house.devices += devices
    }

    public func carryAway(_ device: FakeDevice) {
        device.isOn = false
        device.disconnect()
        house.tell(["do": "away", "address": device.address])
    }

    public func setPower(_ isOn: Bool) { house.tell(["do": "power", "on": isOn]) }
    public func removeAdapter(_ index: UInt16 = 0) { house.tell(["do": "remove adapter", "name": "hci\(index)"]) }
    public func addAdapter(_ index: UInt16, louder: Int) {
        house.tell(["do": "add adapter", "name": "hci\(index)", "louder": louder])
    }
    public func tellParameters(_ device: FakeDevice, least: UInt16, largest: UInt16) {
        kernel.tellParameters(device, least: least, largest: largest)
    }
    public func stopService() { house.tell(["do": "stop service"]) }
    public func startService() { house.tell(["do": "start service"]) }
    /// Versions of bluetoothd without `AcquireNotify`.
    public func forbidAcquiring() { house.tell(["do": "acquire", "on": false]) }
    /// bluetoothd says that services are resolved, and shows them afterwards, one after the other.
    public func showServicesLate() { house.tell(["do": "late"]) }
    /// bluetoothd answers `Connect`, but does not say that a device is connected.
    public func muteConnected() { house.tell(["do": "mute"]) }
    /// bluetoothd remembers something else of this device, and finds no services until it has forgotten that.
    public func makeStale(_ device: FakeDevice) { house.tell(["do": "stale", "address": device.address]) }
    public func wantPairing(_ device: FakeDevice) { house.tell(["do": "pairing", "address": device.address]) }

    /// What the service was asked beside devices' own business.
    public var said: [String] { house.said }

    public func turn() {
        house.turn()
        central.turn()
        central.tick(now: clinux_boottime_ns())
    }
}

/// A private bus with the fake bluetoothd on it; `turn` plays the devices.
public final class FakeBlueZ {
    public let busAddress: String
    public var devices: [FakeDevice] = []
    public private(set) var said: [String] = []
    private let folder: String
    private let daemon: LaunchedProgram
    private let service: LaunchedProgram
    private let socket: Int32
    private var unread: [UInt8] = []
    private var advertised = Date.distantPast

    private static let daemonPath = "/usr/bin/dbus-daemon"

    public static let isPossible: Bool = {
        guard FileManager.default.isExecutableFile(atPath: daemonPath), Python.isPresent else { return false }
        return (try? Python.run("import dbus_fast").status) == 0
    }()

    struct Failure: Error { let text: String }

    public init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bz\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        busAddress = "unix:path=\(folder)/bus"
        daemon = try LaunchedProgram(
            URL(fileURLWithPath: Self.daemonPath), ["--session", "--nofork", "--nopidfile", "--address=\(busAddress)"])
        let listening = try Self.listen(folder + "/s")
        defer { close(listening) }
        let script = SharedData.repository.appendingPathComponent("Tests/BluetoothSupport/fake-bluez.py").path
        try Self.wait("the bus") { [folder] in FileManager.default.fileExists(atPath: folder + "/bus") }
        service = try LaunchedProgram(URL(fileURLWithPath: Python.path), [script, busAddress, folder + "/s"])
        var entry = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 20_000) == 1 else { throw Failure(text: "no fake bluetoothd: \(service.errors)") }
        socket = accept(listening, nil, nil)
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        try Self.wait("the fake bluetoothd") {
            turn()
            return said.contains("ready")
        }
    }

    deinit {
        service.signal(SIGTERM)
        daemon.signal(SIGTERM)
        close(socket)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func wait(_ what: String, _ condition: () -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: 20)
        while !condition() {
            guard Date() < deadline else { throw Failure(text: "\(what) does not come up") }
            usleep(5_000)
        }
    }

    private static func listen(_ path: String) throws -> Int32 {
        let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, Foundation.listen(descriptor, 1) == 0 else { throw Failure(text: "no socket at \(path)") }
        return descriptor
    }

    public func tell(_ what: [String: Any]) {
        guard let line = try? JSONSerialization.data(withJSONObject: what) else { return }
        let bytes = Array(line) + [UInt8(ascii: "\n")]
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { sent += count } else if errno != EAGAIN { return } else { usleep(1000) }
        }
    }

    /// Advertises, answers what the service asks of the devices, and hands on notifications. Waits 5 ms for questions.
    public func turn() {
        if Date().timeIntervalSince(advertised) > 0.05 {
            advertised = Date()
            for device in devices where device.isOn && !device.isConnected { advertise(device) }
        }
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, 5)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            unread += buffer[..<count]
        }
        while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Data(unread[..<end])
            unread.removeSubrange(...end)
            if let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any] { take(object) }
        }
        for device in devices {
            for notification in device.takeOutgoing() {
                tell([
                    "do": "notify", "address": device.address, "uuid": notification.characteristic,
                    "value": Self.hex(notification.bytes),
                ])
            }
        }
    }

    private func advertise(_ device: FakeDevice) {
        let advertisement = device.peripheral.advertisement
        var what: [String: Any] = [
            "do": "advertise", "address": device.address, "name": advertisement.name, "rssi": -60,
            "type": advertisement.isRandomAddress ? "random" : "public",
        ]
        if let company = advertisement.company {
            what["company"] = Int(company)
            what["data"] = Self.hex(advertisement.manufacturerData)
        }
        tell(what)
    }

    private func take(_ what: [String: Any]) {
        let address = what["address"] as? String
        let device = devices.first { $0.address == address }
        if let said = what["said"] as? String {
            self.said.append(said + ((what["on"] as? Bool).map { $0 ? " on" : " off" } ?? ""))
            if said == "disconnect" || said == "remove" { device?.disconnect() }
            return
        }
        guard let question = what["ask"] as? String, let id = what["id"] as? Int else { return }
        guard let device, device.isOn else { return tell(["do": "answer", "id": id, "error": 0x0E]) }
        let uuid = what["uuid"] as? String ?? ""
        switch question {
        case "connect":
            device.connect(mtu: device.mtu, adapter: what["adapter"] as? String)
            let table = device.peripheral.gatt.services.map { service in
                [service.uuid, service.characteristics.map { [$0.uuid, Int($0.properties)] as [Any] }] as [Any]
            }
            tell(["do": "answer", "id": id, "table": table, "mtu": device.mtu])
        case "read": answer(id, device.read(uuid))
        case "write": answer(id, device.write(uuid, Self.bytes(what["value"] as? String ?? "")))
        default: answer(id, device.subscribe(uuid, what["on"] as? Bool ?? false))
        }
    }

    private func answer(_ id: Int, _ reply: FakeReply) {
        switch reply {
        case .done: tell(["do": "answer", "id": id])
        case .value(let bytes): tell(["do": "answer", "id": id, "value": Self.hex(bytes)])
        case .error(let code): tell(["do": "answer", "id": id, "error": Int(code)])
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).map {
            let start = hex.index(hex.startIndex, offsetBy: $0)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }
}

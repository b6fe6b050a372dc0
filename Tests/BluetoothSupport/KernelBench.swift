public import Bluetooth
internal import CLinux
internal import FakeWearables
internal import Foundation
public import GATT

/// The kernel's back end with socket pairs in place of its radio.
public final class KernelBench: RadioBench {
    public let central: any Central
    public private(set) var devices: [FakeDevice] = []
    private let air: Air
    private let management: FakeManagement

    /// Who can be connected to.
    final class Air: BearerConnector {
        var devices: [FakeDevice] = []
        var servers: [ATTServer] = []
        /// What connecting answers instead, for tests.
        var refusal: BluetoothProblem?
        /// Attempts come to nothing and to no end, as with a device out of reach.
        var isSilent = false
        /// An adapter that reaches nobody.
        var deafAdapter: String?
        var tried: [AddressType] = []
        private var silent: [Int32] = []

        deinit { for end in silent { close(end) } }

        func connect(
            _ address: BluetoothAddress, _ type: AddressType, adapter: BluetoothAddress?
        ) throws(BluetoothProblem) -> Int32 {
            tried.append(type)
            if let refusal { throw refusal }
            if isSilent {
                let (ours, theirs) = Self.pair()
                silent.append(theirs)
                // Without room for more it never becomes writable.
                while send(ours, [0], 1, Int32(MSG_DONTWAIT)) == 1 {}
                return ours
            }
            if let deafAdapter, adapter.flatMap(FakeManagement.name) == deafAdapter { throw .outOfReach }
            let device = devices.first {
                $0.isOn && $0.address == address.description
                    && ($0.peripheral.advertisement.isRandomAddress ? .random : .public) == type
            }
            guard let device else { throw .outOfReach }
            let (ours, theirs) = Self.pair()
            servers.append(ATTServer(device, theirs, adapter: adapter.flatMap(FakeManagement.name)))
            return ours
        }

        static func pair() -> (Int32, Int32) {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            precondition(socketpair(AF_UNIX, kind, 0, &ends) == 0)
            for end in ends {
                var room: Int32 = 1 << 20
                setsockopt(end, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
            }
            return (ends[0], ends[1])
        }
    }

    public init() throws {
        air = Air()
        let (ours, theirs) = Air.pair()
        management = FakeManagement(theirs)
        central = try KernelCentral(connector: air, management: ManagementSocket(descriptor: ours))
    }

    public func place(_ devices: [FakeDevice]) {
        self.devices += devices
        air.devices += devices
        management.devices += devices
    }

    public func carryAway(_ device: FakeDevice) {
        device.isOn = false
        air.servers.removeAll { $0.device === device }
    }

    public func setPower(_ isOn: Bool) {
        management.setPower(isOn)
        if !isOn { air.servers = [] }
    }

    public func removeAdapter(_ index: UInt16 = 0) {
        air.servers.removeAll { $0.device.adapter == "hci\(index)" }
        management.removeAdapter(index)
    }

    public func addAdapter(_ index: UInt16, louder: Int) { management.addAdapter(index, louder: louder) }

    /// What every attempt to connect answers from now on.
    public var refusal: BluetoothProblem? {
        get { air.refusal }
        set { air.refusal = newValue }
    }

    /// Attempts to connect come to nothing and to no end from now on.
    public var isSilent: Bool {
        get { air.isSilent }
        set { air.isSilent = newValue }
    }

    /// As `turn`, so much later.
    public func turn(after seconds: Int64) { central.tick(now: clinux_boottime_ns() + seconds * 1_000_000_000) }

    /// An adapter, such as `hci1`, that reaches nobody.
    public var deafAdapter: String? {
        get { air.deafAdapter }
        set { air.deafAdapter = newValue }
    }

    public var mayScan: Bool {
        get { management.mayScan }
        set { management.mayScan = newValue }
    }

    public var triedTypes: [AddressType] { air.tried }

    public func tellParameters(_ device: FakeDevice, least: UInt16, largest: UInt16) {
        management.tellParameters(device, least: least, largest: largest)
    }

    public func turn() {
        management.turn()
        air.servers.removeAll { !$0.turn() }
        central.turn()
        central.tick(now: clinux_boottime_ns())
    }
}

/// The kernel's end of the management socket, after BlueZ's doc/mgmt-api.txt.
final class FakeManagement {
    private let descriptor: Int32
    var devices: [FakeDevice] = []
    var mayScan = true
    private var isOn = true
    /// How much louder each adapter hears than the first, dB.
    private var adapters: [UInt16: Int] = [0: 0]
    private var discovering: Set<UInt16> = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    private func send(_ event: UInt16, _ adapter: UInt16, _ parameters: [UInt8]) {
        let bytes = Self.little(event) + Self.little(adapter) + Self.little(UInt16(parameters.count)) + parameters
        _ = write(descriptor, bytes, bytes.count)
    }

    private static func little(_ word: UInt16) -> [UInt8] { [UInt8(word & 0xFF), UInt8(word >> 8)] }

    func setPower(_ isOn: Bool) {
        self.isOn = isOn
        for index in adapters.keys { send(0x0006, index, [isOn ? 1 : 0, 2, 0, 0]) }
    }

    func addAdapter(_ index: UInt16, louder: Int) {
        adapters[index] = louder
        send(0x0004, index, [])
    }

    func removeAdapter(_ index: UInt16) {
        adapters[index] = nil
        discovering.remove(index)
        send(0x0005, index, [])
    }

    /// The last byte of an adapter's address says its number.
    private static func address(_ index: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: 1 + index), 2, 3, 4, 5, 6] }

    /// The name of the adapter with that address.
    static func name(_ address: BluetoothAddress) -> String? {
        (0..<8).first { self.address($0) == address.overTheAir }.map { "hci\($0)" }
    }

    func tellParameters(_ device: FakeDevice, least: UInt16, largest: UInt16) {
        let address = Array(device.peripheral.advertisement.address.reversed())
        let words = [least, largest, 0, 400].flatMap(Self.little)
        send(0x001C, 0, address + [device.peripheral.advertisement.isRandomAddress ? 2 : 1, 0] + words)
    }

    func turn() {
        var buffer = [UInt8](repeating: 0, count: 512)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 6 else { break }
            answer(UInt16(buffer[0]) | UInt16(buffer[1]) << 8, UInt16(buffer[2]) | UInt16(buffer[3]) << 8)
        }
        for index in discovering.sorted() {
            for device in devices where device.isOn && !device.isConnected { advertise(device, on: index) }
        }
    }

    private func answer(_ command: UInt16, _ index: UInt16) {
        let opcode = Self.little(command)
        switch command {
        case 0x0003:
            let indices = adapters.keys.sorted()
            send(0x0001, 0xFFFF, opcode + [0] + Self.little(UInt16(indices.count)) + indices.flatMap(Self.little))
        case 0x0004:
            let settings: [UInt8] = [0xFF, 0xFF, 0, 0, isOn ? 1 : 0, 2, 0, 0]
            send(
                0x0001, index,
                opcode + [0] + Self.address(index) + [9, 0, 0] + settings + [UInt8](repeating: 0, count: 263))
        case 0x0023:
            guard mayScan else { return send(0x0002, index, opcode + [0x14]) }
            discovering.insert(index)
            send(0x0001, index, opcode + [0, 6])
            send(0x0013, index, [6, 1])
        case 0x0024:
            discovering.remove(index)
            send(0x0001, index, opcode + [0, 6])
            send(0x0013, index, [6, 0])
        default: send(0x0002, index, opcode + [0x01])
        }
    }

    private func advertise(_ device: FakeDevice, on index: UInt16) {
        let said = device.peripheral.advertisement
        let rssi = UInt8(bitPattern: Int8(-60 + (adapters[index] ?? 0)))
        var data: [UInt8] = [2, 0x01, 0x06]
        data += [UInt8(said.name.utf8.count + 1), 0x09] + said.name.utf8
        if let company = said.company {
            data += [UInt8(said.manufacturerData.count + 3), 0xFF] + Self.little(company) + said.manufacturerData
        }
        let head = said.address.reversed() + [said.isRandomAddress ? 2 : 1, rssi, 0, 0, 0, 0]
        send(0x0012, index, head + Self.little(UInt16(data.count)) + data)
    }
}

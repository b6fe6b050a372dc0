/// Messages of the kernel's Bluetooth management socket (BlueZ, doc/mgmt-api.txt): opcode, adapter and length, then the
/// parameters.
public enum ManagementMessage: Sendable, Equatable {
    /// The adapters that there are.
    case adapters([UInt16])
    case adapter(UInt16, ManagedAdapter)
    case adapterAdded(UInt16)
    case adapterRemoved(UInt16)
    /// Settings changed: whether it is switched on.
    case power(UInt16, isOn: Bool)
    case found(adapter: UInt16, address: BluetoothAddress, type: AddressType, rssi: Int?, data: [UInt8])
    case discovering(adapter: UInt16, isOn: Bool)
    /// A connected device got other parameters: the interval's limits, s.
    case parameters(address: BluetoothAddress, interval: ClosedRange<Double>)
    /// A command was refused.
    case refused(command: UInt16, adapter: UInt16, status: UInt8)

    public static let readAdapters: UInt16 = 0x0003
    public static let readAdapter: UInt16 = 0x0004
    public static let startDiscovery: UInt16 = 0x0023
    public static let stopDiscovery: UInt16 = 0x0024
    /// The status of a caller without the right to it (CAP_NET_ADMIN).
    public static let permissionDenied: UInt8 = 0x14
    /// The index that stands for no adapter.
    public static let noAdapter: UInt16 = 0xFFFF

    /// Low Energy's two kinds of address, as discovery and devices name them.
    public static let lowEnergy: UInt8 = 1 << 1 | 1 << 2

    /// A command to be written.
    public static func command(_ command: UInt16, adapter: UInt16, _ parameters: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(word: command)
        bytes.append(word: adapter)
        bytes.append(word: UInt16(clamping: parameters.count))
        return bytes + parameters
    }

    /// Reads what the kernel sent; nil for what is of no interest or cut short.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 6, bytes.count >= 6 + Int(bytes.word(4)) else { return nil }
        let adapter = bytes.word(2)
        let parameters = bytes.part(6, 6 + Int(bytes.word(4)))
        switch bytes.word(0) {
        case 0x0001: self.init(completed: parameters, adapter)
        case 0x0002:
            guard parameters.count >= 3, parameters[2] != 0 else { return nil }
            self = .refused(command: parameters.word(0), adapter: adapter, status: parameters[2])
        case 0x0004: self = .adapterAdded(adapter)
        case 0x0005: self = .adapterRemoved(adapter)
        case 0x0006:
            guard parameters.count >= 4 else { return nil }
            self = .power(adapter, isOn: parameters.longWord(0) & 1 != 0)
        case 0x0012: self.init(found: parameters, adapter)
        case 0x0013:
            guard parameters.count >= 2 else { return nil }
            self = .discovering(adapter: adapter, isOn: parameters[1] != 0)
        case 0x001C: self.init(newParameters: parameters)
        default: return nil
        }
    }

    private init?(completed parameters: UnsafeRawBufferPointer, _ adapter: UInt16) {
        guard parameters.count >= 3 else { return nil }
        let command = parameters.word(0)
        guard parameters[2] == 0 else {
            self = .refused(command: command, adapter: adapter, status: parameters[2])
            return
        }
        let answer = parameters.part(3)
        switch command {
        case Self.readAdapters:
            guard answer.count >= 2 else { return nil }
            let count = min(Int(answer.word(0)), (answer.count - 2) / 2)
            self = .adapters((0..<count).map { answer.word(2 + 2 * $0) })
        case Self.readAdapter:
            // Address 6, version 1, maker 2, settings it can have 4 and has 4.
            guard answer.count >= 17, let address = BluetoothAddress(overTheAir: answer.part(0, 6)) else { return nil }
            let settings = answer.longWord(13)
            self = .adapter(adapter, ManagedAdapter(address: address, isOn: settings & 1 != 0))
        default: return nil
        }
    }

    private init?(found parameters: UnsafeRawBufferPointer, _ adapter: UInt16) {
        // Address 6, its kind 1, strength 1, flags 4, length 2, advertising data.
        guard parameters.count >= 14, let address = BluetoothAddress(overTheAir: parameters.part(0, 6)),
            let type = Self.type(parameters[6])
        else { return nil }
        let length = min(Int(parameters.word(12)), parameters.count - 14)
        let rssi = Int(Int8(bitPattern: parameters[7]))
        // 127: the controller does not know (vol 4, part E, 7.7.65.2).
        self = .found(
            adapter: adapter, address: address, type: type, rssi: rssi == 127 ? nil : rssi,
            data: Array(parameters.part(14, 14 + length)))
    }

    private init?(newParameters parameters: UnsafeRawBufferPointer) {
        // Address 6, its kind 1, hint 1, least and largest interval, latency, timeout 2 each; intervals in 1.25 ms.
        // In the order of the kernel's `struct mgmt_ev_new_conn_param`; BlueZ's mgmt-api.txt names the hint first.
        guard parameters.count >= 16, let address = BluetoothAddress(overTheAir: parameters.part(0, 6)) else {
            return nil
        }
        let (least, largest) = (Double(parameters.word(8)) * 0.00125, Double(parameters.word(10)) * 0.00125)
        guard least <= largest else { return nil }
        self = .parameters(address: address, interval: least...largest)
    }

    private static func type(_ byte: UInt8) -> AddressType? {
        switch byte {
        case 1: .public
        case 2: .random
        default: nil
        }
    }
}

/// An adapter as the kernel knows it.
public struct ManagedAdapter: Sendable, Equatable {
    public var address: BluetoothAddress
    /// Whether it is switched on.
    public var isOn: Bool

    public init(address: BluetoothAddress, isOn: Bool) {
        self.address = address
        self.isOn = isOn
    }
}

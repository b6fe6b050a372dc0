/// The Battery Service and the Device Information Service, as the Bluetooth SIG has assigned them (Battery Service 1.0;
/// Device Information Service 1.1; Assigned Numbers).
public enum StandardService {
    public static let battery = BluetoothUUID(short: 0x180F)
    public static let deviceInformation = BluetoothUUID(short: 0x180A)

    public static let batteryLevel = BluetoothUUID(short: 0x2A19)
    public static let systemID = BluetoothUUID(short: 0x2A23)
    public static let modelNumber = BluetoothUUID(short: 0x2A24)
    public static let serialNumber = BluetoothUUID(short: 0x2A25)
    public static let firmwareRevision = BluetoothUUID(short: 0x2A26)
    public static let hardwareRevision = BluetoothUUID(short: 0x2A27)
    public static let softwareRevision = BluetoothUUID(short: 0x2A28)
    public static let manufacturerName = BluetoothUUID(short: 0x2A29)
    public static let pnpID = BluetoothUUID(short: 0x2A50)

    /// What is read once after connecting to any device that has it.
    public static let readings = [
        batteryLevel, manufacturerName, modelNumber, serialNumber, firmwareRevision, hardwareRevision,
        softwareRevision, systemID, pnpID,
    ]
}

/// What a peripheral said about itself, by the standard services or its own.
public struct PeripheralFacts: Sendable, Equatable {
    /// 0 to 100 %.
    public var batteryPercent: Int?
    public var isCharging: Bool?
    public var manufacturer: String?
    public var model: String?
    public var serialNumber: String?
    public var firmware: String?
    public var hardware: String?
    public var software: String?
    /// EUI-64 of the device, most significant byte first.
    public var systemID: UInt64?
    public var pnp: PnPID?

    public init() {}

    /// The Plug-and-Play identity: vendor, product and version numbers.
    public struct PnPID: Sendable, Equatable {
        /// Who assigned the vendor's number.
        public enum Source: UInt8, Sendable { case bluetooth = 1, usb = 2 }
        public var source: Source
        public var vendor: UInt16
        public var product: UInt16
        public var version: UInt16
    }

    /// Takes the value of a characteristic of either service.
    /// - Returns: false where it is none of them, or its value cannot be.
    @discardableResult
    public mutating func take(_ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID) -> Bool {
        switch characteristic {
        case StandardService.batteryLevel:
            guard value.count == 1, value[0] <= 100 else { return false }
            batteryPercent = Int(value[0])
        case StandardService.manufacturerName: return Self.take(value, into: &manufacturer)
        case StandardService.modelNumber: return Self.take(value, into: &model)
        case StandardService.serialNumber: return Self.take(value, into: &serialNumber)
        case StandardService.firmwareRevision: return Self.take(value, into: &firmware)
        case StandardService.hardwareRevision: return Self.take(value, into: &hardware)
        case StandardService.softwareRevision: return Self.take(value, into: &software)
        case StandardService.systemID:
            guard value.count == 8 else { return false }
            systemID = value.u64(0)
        case StandardService.pnpID:
            guard value.count == 7, let source = PnPID.Source(rawValue: value[0]) else { return false }
            pnp = PnPID(source: source, vendor: value.u16(1), product: value.u16(3), version: value.u16(5))
        default: return false
        }
        return true
    }

    /// UTF-8 of at most 64 bytes; some devices end it with zeros. Control characters would go into logs and screens.
    private static func take(_ value: UnsafeRawBufferPointer, into text: inout String?) -> Bool {
        let bytes = value.prefix { $0 != 0 }
        guard (1...64).contains(bytes.count), let read = String(validating: bytes, as: UTF8.self),
            read.unicodeScalars.allSatisfy({ $0.value >= 32 && !(127..<160).contains($0.value) })
        else { return false }
        text = read
        return true
    }
}

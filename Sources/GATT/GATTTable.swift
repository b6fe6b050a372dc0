public import Drivers

/// One characteristic of a connected device.
public struct GATTCharacteristic: Sendable, Equatable {
    public var uuid: BluetoothUUID
    public var properties: GATTProperties
    /// Where its value stands, for back ends that speak ATT; 0 elsewhere.
    public var value: UInt16
    /// The last handle that belongs to it.
    public var end: UInt16

    public init(uuid: BluetoothUUID, properties: GATTProperties, value: UInt16 = 0, end: UInt16 = 0) {
        self.uuid = uuid
        self.properties = properties
        self.value = value
        self.end = end
    }
}

/// What can be done with a characteristic (Core Specification, vol 3, part G, 3.3.1.1).
public struct GATTProperties: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let read = GATTProperties(rawValue: 0x02)
    public static let writeWithoutResponse = GATTProperties(rawValue: 0x04)
    public static let write = GATTProperties(rawValue: 0x08)
    public static let notify = GATTProperties(rawValue: 0x10)
    public static let indicate = GATTProperties(rawValue: 0x20)

    static let writes: GATTProperties = [.write, .writeWithoutResponse]
    static let notifies: GATTProperties = [.notify, .indicate]
}

/// What a device offers.
public struct GATTTable: Sendable, Equatable {
    public var characteristics: [GATTCharacteristic]

    public init(_ characteristics: [GATTCharacteristic] = []) { self.characteristics = characteristics }

    /// Which of the characteristics an action means: one that can do it, where several have the UUID.
    public func index(for action: Intention.Action) -> Int? {
        switch action {
        case .serial: nil
        case .subscribe(let uuid), .unsubscribe(let uuid): index(uuid, .notifies)
        case .write(let uuid, _, _): index(uuid, .writes)
        case .read(let uuid): index(uuid, .read)
        }
    }

    private func index(_ uuid: BluetoothUUID, _ wanted: GATTProperties) -> Int? {
        characteristics.firstIndex { $0.uuid == uuid && !$0.properties.isDisjoint(with: wanted) }
            ?? characteristics.firstIndex { $0.uuid == uuid }
    }

    /// The action on the characteristics as the firmware has them: where a family's firmwares differ in which of two is
    /// written and which notifies, the properties decide (`BluetoothProfile.goesByProperties`).
    public func adapted(_ action: Intention.Action, to profile: BluetoothProfile) -> Intention.Action {
        guard profile.goesByProperties, let notify = profile.notifies.first, let write = profile.writes.first,
            let notifier = characteristics.first(where: { $0.uuid == notify }),
            let writer = characteristics.first(where: { $0.uuid == write }),
            notifier.properties.isDisjoint(with: .notifies), !writer.properties.isDisjoint(with: .notifies)
        else { return action }
        return switch action {
        case .subscribe(notify): .subscribe(write)
        case .unsubscribe(notify): .unsubscribe(write)
        case .write(write, let bytes, let isAcknowledged): .write(notify, bytes, isAcknowledged: isAcknowledged)
        default: action
        }
    }
}

/// What came of an action on a device.
public enum GATTAnswer: Sendable, Equatable {
    case done
    /// What was read.
    case value([UInt8])
    case refused(GATTRefusal)
}

/// Why an action was not carried out; the connection stands.
public enum GATTRefusal: Sendable, Equatable {
    /// The device's error of the attribute protocol (Core Specification, vol 3, part F, 3.4.1.1).
    case attribute(UInt8)
    /// The device has no such characteristic, or it cannot do that.
    case noSuchCharacteristic
    /// The device wants to be paired first, and pairing failed.
    case notPaired
    /// The Bluetooth service refused.
    case service
}

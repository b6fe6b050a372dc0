/// A wearable on Bluetooth Low Energy as a value: what it advertises, its GATT table, what it answers, and what it
/// notifies over time. A program that has a radio, real or emulated, plays it.
public protocol FakePeripheral: Sendable {
    var advertisement: FakeAdvertisement { get set }
    /// Everything that the fakes have in common.
    var gatt: FakeGATT { get set }
    /// Readings a second that `send` expects now; 0 while it was not told to measure.
    var outputRate: Double { get }

    /// A central's write. What it sets off is notified through `gatt`.
    mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply
    /// A central's read.
    mutating func read(_ characteristic: String) -> FakeReply
    /// Takes a reading; notifications that it makes go to `gatt.outgoing`.
    mutating func send(_ reading: WearableReading)
    /// A connection stands.
    mutating func connect(mtu: Int)
    /// The connection is gone: subscriptions are forgotten, and what was not sent yet is lost.
    mutating func disconnect()
    /// A central's write to the configuration of a characteristic.
    mutating func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply
    /// Its clock, as far as it has one, starts anew: it was switched off and on within.
    mutating func restartClock()
}

extension FakePeripheral {
    public mutating func connect(mtu: Int) { gatt.mtu = mtu }
    public mutating func disconnect() { gatt.disconnect() }
    public mutating func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply {
        gatt.subscribe(characteristic, isOn)
    }
}

/// What a central sees before it connects.
public struct FakeAdvertisement: Sendable, Equatable {
    public var name: String
    /// The company of the manufacturer data, where there are any, and what follows it.
    public var company: UInt16?
    public var manufacturerData: [UInt8] = []
    /// Advertised services; most fakes' real ones leave them out.
    public var services: [String] = []
    /// Six bytes, most significant first.
    public var address: [UInt8]
    public var isRandomAddress: Bool

    public init(
        name: String, company: UInt16? = nil, manufacturerData: [UInt8] = [], services: [String] = [],
        address: [UInt8], isRandomAddress: Bool
    ) {
        (self.name, self.company, self.manufacturerData) = (name, company, manufacturerData)
        (self.services, self.address, self.isRandomAddress) = (services, address, isRandomAddress)
    }
}

public struct FakeService: Sendable, Equatable {
    public var uuid: String
    public var characteristics: [FakeCharacteristic]

    public init(_ uuid: String, _ characteristics: [FakeCharacteristic]) {
        self.uuid = uuid
        self.characteristics = characteristics
    }
}

public struct FakeCharacteristic: Sendable, Equatable {
    public var uuid: String
    /// As the attribute protocol has them: 02 read, 04 write without response, 08 write, 10 notify.
    public var properties: UInt8

    public init(_ uuid: String, _ properties: UInt8) {
        self.uuid = uuid
        self.properties = properties
    }
}

/// What a peripheral answers to a request.
public enum FakeReply: Sendable, Equatable {
    case done
    case value([UInt8])
    /// An error of the attribute protocol.
    case error(UInt8)

    public static let invalidHandle = FakeReply.error(0x01)
    public static let notPermitted = FakeReply.error(0x03)
    public static let invalidLength = FakeReply.error(0x0D)
    public static let unlikely = FakeReply.error(0x0E)
}

/// A notification on its way.
public struct FakeNotification: Sendable, Equatable {
    public var characteristic: String
    public var bytes: [UInt8]

    public init(characteristic: String, bytes: [UInt8]) {
        self.characteristic = characteristic
        self.bytes = bytes
    }
}

/// What the fakes have in common: the table, subscriptions, the standard services.
public struct FakeGATT: Sendable {
    public let services: [FakeService]
    public var mtu = 23
    public private(set) var subscriptions: Set<String> = []
    /// Notifications in order; the radio takes them away.
    public var outgoing: [FakeNotification] = []
    /// 0 to 100 %.
    public var batteryPercent = 100.0
    /// Percent an hour.
    public var batteryDecay = 10.0
    /// Texts of the Device Information Service, by characteristic.
    public var information: [String: String]
    private var lastClock: Double?

    /// - Parameters:
    ///   - own: the device's own services.
    ///   - information: model, manufacturer and the like; empty where the device has no such service.
    ///   - hasBattery: whether it has the standard Battery Service.
    public init(own: [FakeService], information: [String: String] = [:], hasBattery: Bool = false) {
        var services = own
        if !information.isEmpty {
            services.append(
                FakeService(Self.long("180a"), information.keys.sorted().map { FakeCharacteristic($0, 0x02) }))
        }
        if hasBattery {
            services.append(FakeService(Self.long("180f"), [FakeCharacteristic(Self.batteryLevel, 0x12)]))
        }
        self.services = services
        self.information = information
    }

    public static let batteryLevel = long("2a19")

    /// The 128-bit form of an assigned number.
    public static func long(_ short: String) -> String { "0000\(short)-0000-1000-8000-00805f9b34fb" }

    func properties(_ characteristic: String) -> UInt8? {
        for service in services {
            for known in service.characteristics where known.uuid == characteristic { return known.properties }
        }
        return nil
    }

    mutating func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply {
        guard let properties = properties(characteristic), properties & 0x10 != 0 else { return .invalidHandle }
        if isOn { subscriptions.insert(characteristic) } else { subscriptions.remove(characteristic) }
        return .done
    }

    /// What the standard services answer.
    func readStandard(_ characteristic: String) -> FakeReply {
        if characteristic == Self.batteryLevel, properties(characteristic) != nil {
            return .value([UInt8(max(0, min(100, batteryPercent)))])
        }
        return information[characteristic].map { .value(Array($0.utf8)) } ?? .invalidHandle
    }

    /// Notifies, where the central has subscribed; what does not fit is cut off, as the attribute protocol does.
    mutating func notify(_ characteristic: String, _ bytes: [UInt8]) {
        guard subscriptions.contains(characteristic) else { return }
        outgoing.append(FakeNotification(characteristic: characteristic, bytes: Array(bytes.prefix(mtu - 3))))
    }

    /// Cuts a stream of bytes into notifications.
    mutating func notifyPieces(_ characteristic: String, _ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            notify(characteristic, Array(rest.prefix(mtu - 3)))
            rest = rest.dropFirst(mtu - 3)
        }
    }

    mutating func disconnect() {
        subscriptions = []
        outgoing = []
        mtu = 23
    }

    /// Time passes by the device's clock: the battery runs down.
    mutating func pass(to clock: Double) {
        if let lastClock, clock > lastClock { batteryPercent -= (clock - lastClock) / 3600 * batteryDecay }
        batteryPercent = max(0, batteryPercent)
        lastClock = clock
    }
}

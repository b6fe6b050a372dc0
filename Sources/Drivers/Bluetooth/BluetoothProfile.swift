/// How a family is found and talked to over Bluetooth Low Energy, as data.
public struct BluetoothProfile: Sendable, Equatable {
    /// Advertisements of the family; one that fits suffices.
    public var recognitions: [Recognition]
    /// The services that the driver uses, its own first.
    public var services: [BluetoothUUID]
    /// Characteristics whose notifications carry motion.
    public var notifies: [BluetoothUUID]
    /// Characteristics that intentions write.
    public var writes: [BluetoothUUID]
    /// Characteristics that are worth reading once after connecting: battery, device information.
    public var reads: [BluetoothUUID]
    public var wishes: ConnectionWishes
    /// Whether firmwares differ in which of the two characteristics is written and which notifies, so that the
    /// transport must go by their properties and exchange them where these say so.
    public var goesByProperties: Bool

    public init(
        recognitions: [Recognition], services: [BluetoothUUID], notifies: [BluetoothUUID], writes: [BluetoothUUID],
        reads: [BluetoothUUID] = StandardService.readings, wishes: ConnectionWishes, goesByProperties: Bool = false
    ) {
        self.goesByProperties = goesByProperties
        self.recognitions = recognitions
        self.services = services
        self.notifies = notifies
        self.writes = writes
        self.reads = reads
        self.wishes = wishes
    }
}

/// What the driver would like of a connection. A central may give less; the driver reads what comes.
public struct ConnectionWishes: Sendable, Equatable {
    /// The least ATT MTU in bytes with which everything arrives in one piece.
    public var mtu: Int
    /// Connection interval in s. 15 to 30 ms let several sensors share an adapter.
    public var interval: ClosedRange<Double>
    /// Supervision timeout in s.
    public var supervisionTimeout: Double

    public init(mtu: Int, interval: ClosedRange<Double> = 0.015...0.030, supervisionTimeout: Double = 4) {
        self.mtu = mtu
        self.interval = interval
        self.supervisionTimeout = supervisionTimeout
    }
}

/// What an advertisement must hold. Service UUIDs alone never suffice: vendors share those of the radio modules that
/// they bought (WitMotion and Shimmer3 the transparent UART 49535343-…; Shimmer3R's is a haptic belt's too).
public struct Recognition: Sendable, Equatable {
    /// What the local name begins with, upper and lower case alike. Never empty.
    public var namePrefix: String
    /// The manufacturer data's company, where there are manufacturer data at all and the family is known to have one.
    public var company: UInt16?
    /// Services one of which must be advertised, where any are; empty asks for none.
    public var services: [BluetoothUUID]

    public init(namePrefix: String, company: UInt16? = nil, services: [BluetoothUUID] = []) {
        precondition(!namePrefix.isEmpty, "a recognition goes by the name")
        self.namePrefix = namePrefix
        self.company = company
        self.services = services
    }

    /// Whether the advertisement fits. Names can be cut short and services left out for want of room (31 bytes), so
    /// what is absent is no contradiction; what is there must agree.
    public func fits(_ advertisement: Advertisement) -> Bool {
        guard let name = advertisement.name, Self.begins(name, with: namePrefix) else { return false }
        if let company, let said = advertisement.company, said != company { return false }
        if !services.isEmpty, !advertisement.services.isEmpty {
            return services.contains { advertisement.services.contains($0) }
        }
        return true
    }

    private static func begins(_ name: String, with prefix: String) -> Bool {
        name.lowercased().hasPrefix(prefix.lowercased())
    }
}

/// What a central saw of a peripheral before connecting.
public struct Advertisement: Sendable, Equatable {
    /// The complete or shortened local name.
    public var name: String?
    /// The company of the manufacturer data, and what follows it.
    public var company: UInt16?
    public var manufacturerData: [UInt8]
    public var services: [BluetoothUUID]

    public init(
        name: String? = nil, company: UInt16? = nil, manufacturerData: [UInt8] = [], services: [BluetoothUUID] = []
    ) {
        self.name = name
        self.company = company
        self.manufacturerData = manufacturerData
        self.services = services
    }
}

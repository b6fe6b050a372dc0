/// `GET /v1/sensors/scan`: the devices that could become sensors.
public struct Scan: Codable, Sendable, Equatable {
    /// Strongest first, then those on lines.
    public var devices: [SeenDevice]
    /// What keeps the radio from seeing more, with the way out.
    public var problem: String?

    public init(devices: [SeenDevice], problem: String? = nil) {
        self.devices = devices
        self.problem = problem
    }
}

/// A device that is near, or plugged in.
public struct SeenDevice: Codable, Sendable, Equatable {
    /// Its Bluetooth address, or the path of its line: what `assign` takes.
    public var id: String
    /// `bluetooth` or `serial`.
    public var kind: String
    /// `public` or `random`, over Bluetooth.
    public var addressType: String?
    public var name: String?
    /// Strength of the newest advertisement.
    public var rssiDbm: Int?
    /// The driver that the name shows.
    public var driver: String?
    /// Which sensor it is, where it is one: `<kit>/<placement>`.
    public var sensor: String?
    /// Seconds since it was last heard.
    public var seenSAgo: Double?

    public init(
        id: String, kind: String, addressType: String? = nil, name: String? = nil, rssiDbm: Int? = nil,
        driver: String? = nil, sensor: String? = nil, seenSAgo: Double? = nil
    ) {
        self.id = id
        self.kind = kind
        self.addressType = addressType
        self.name = name
        self.rssiDbm = rssiDbm
        self.driver = driver
        self.sensor = sensor
        self.seenSAgo = seenSAgo
    }
}

/// `POST /v1/sensors/{kit}/{placement}/device`.
public struct NewDevice: Codable, Sendable, Equatable {
    /// A Bluetooth address or the path of a line; `assigned` takes the device away.
    public var device: String
    /// `public` or `random`, over Bluetooth; without it what the scan saw is taken.
    public var addressType: String?

    public init(device: String, addressType: String? = nil) {
        self.device = device
        self.addressType = addressType
    }
}

public import Foundation

/// `GET /v1/status`: how the daemon is.
public struct Status: Codable, Sendable, Equatable {
    public var version: String
    public var startedAt: Date
    public var uptimeS: Double
    public var configurationFile: String?
    public var stateDirectory: String
    public var timeScale: Double
    public var kits: Int
    public var sensorsStreaming: Int
    public var sensorsConfigured: Int
    /// Sessions that are open now.
    public var openSessions: [String]
    /// Episodes in the store.
    public var episodes: Int
    /// What needs a person's attention, in plain words with the way out; empty when all is well.
    public var warnings: [String]

    public init(
        version: String, startedAt: Date, uptimeS: Double, configurationFile: String?, stateDirectory: String,
        timeScale: Double, kits: Int, sensorsStreaming: Int, sensorsConfigured: Int, openSessions: [String],
        episodes: Int, warnings: [String]
    ) {
        self.version = version
        self.startedAt = startedAt
        self.uptimeS = uptimeS
        self.configurationFile = configurationFile
        self.stateDirectory = stateDirectory
        self.timeScale = timeScale
        self.kits = kits
        self.sensorsStreaming = sensorsStreaming
        self.sensorsConfigured = sensorsConfigured
        self.openSessions = openSessions
        self.episodes = episodes
        self.warnings = warnings
    }
}

/// `GET /v1/sensors`: one sensor, its link and its losses. `POST /v1/sensors/{id}/placement` answers with it too.
public struct SensorState: Codable, Sendable, Equatable {
    /// `<kit>/<placement>`.
    public var id: String
    public var kit: String
    public var placement: String
    /// The configured path or address.
    public var device: String
    /// `missing`, `opening`, `hunting`, `streaming`, `silent` or `failed`.
    public var link: String
    /// What the link needs, when it is not streaming.
    public var detail: String?
    /// The driver, once known.
    public var driver: String?
    public var baud: Int?
    public var nominalRateHz: Double?
    /// Measured over the last seconds.
    public var rateHz: Double?
    public var samples: Int
    public var bytes: Int
    public var checksumErrors: Int
    public var discardedBytes: Int
    public var implausible: Int
    /// Samples the device's count or clock shows as lost.
    public var lostSamples: Int
    /// Samples that full rings dropped.
    public var droppedSamples: Int
    public var gaps: Int
    public var reconnects: Int
    /// Estimated error of this sensor's time, half width, ms: against the host's but for a constant delay, or, where the
    /// kit is aligned, against the other sensors'.
    public var syncErrorMs: Double?
    /// What alignment added to this sensor's times, ms; nil where the kit is not aligned.
    public var offsetMs: Double?
    /// When that was found.
    public var offsetAt: Date?
    public var batteryPercent: Double?
    /// Over Bluetooth: strength of the newest advertisement, dBm; ATT MTU; largest connection interval, where known.
    public var rssiDbm: Int?
    public var mtuBytes: Int?
    public var connectionIntervalMs: Double?
    /// Root mean square of the angular rate over about the last 64 readings, °/s; nil unless streaming.
    public var motionDps: Double?
    /// `unknown`, `ok` or what is suspected of the mounting.
    public var mounting: String

    public init(
        id: String, kit: String, placement: String, device: String, link: String, detail: String? = nil,
        driver: String? = nil, baud: Int? = nil, nominalRateHz: Double? = nil, rateHz: Double? = nil, samples: Int = 0,
        bytes: Int = 0, checksumErrors: Int = 0, discardedBytes: Int = 0, implausible: Int = 0, lostSamples: Int = 0,
        droppedSamples: Int = 0, gaps: Int = 0, reconnects: Int = 0, syncErrorMs: Double? = nil,
        offsetMs: Double? = nil, offsetAt: Date? = nil, batteryPercent: Double? = nil, rssiDbm: Int? = nil,
        mtuBytes: Int? = nil,
        connectionIntervalMs: Double? = nil, motionDps: Double? = nil, mounting: String = "unknown"
    ) {
        self.id = id
        self.kit = kit
        self.placement = placement
        self.device = device
        self.link = link
        self.detail = detail
        self.driver = driver
        self.baud = baud
        self.nominalRateHz = nominalRateHz
        self.rateHz = rateHz
        self.samples = samples
        self.bytes = bytes
        self.checksumErrors = checksumErrors
        self.discardedBytes = discardedBytes
        self.implausible = implausible
        self.lostSamples = lostSamples
        self.droppedSamples = droppedSamples
        self.gaps = gaps
        self.reconnects = reconnects
        self.syncErrorMs = syncErrorMs
        self.offsetMs = offsetMs
        self.offsetAt = offsetAt
        self.batteryPercent = batteryPercent
        self.rssiDbm = rssiDbm
        self.mtuBytes = mtuBytes
        self.connectionIntervalMs = connectionIntervalMs
        self.motionDps = motionDps
        self.mounting = mounting
    }
}

/// `GET /v1/kits`: the sensors that one person wears.
public struct Kit: Codable, Sendable, Equatable {
    public var name: String
    public var sensors: [String]
    /// The open session, if any.
    public var session: String?
    /// `standing`, `walking`, … or `unknown`.
    public var state: String

    public init(name: String, sensors: [String], session: String?, state: String) {
        self.name = name
        self.sensors = sensors
        self.session = session
        self.state = state
    }
}

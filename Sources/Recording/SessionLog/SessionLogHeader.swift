public import IMU

/// What a session log says of its session, in the MCAP metadata records `gaitd.session` and `gaitd.baseline`.
public struct SessionLogHeader: Sendable, Equatable {
    /// The session's identifier in the store.
    public var session: String
    /// The kit's name.
    public var kit: String
    /// The boot (`/proc/sys/kernel/random/boot_id`) whose CLOCK_BOOTTIME the times are.
    public var bootID: String
    /// Nanoseconds to add to a log time for wall time (since 1970, UTC), as they stood when the log was begun.
    public var wallClockOffset: Int64
    /// The program that wrote the log and its version.
    public var software: String
    /// How many seconds of the log pass in one real second (`gaitd --time-scale`); 1 live.
    public var timeScale: Double
    /// 1 for a session's first file; a session that goes on after a crash begins the next.
    public var part: Int
    /// What the session's run began with; nil where it is not known, as in logs of earlier versions.
    public var baseline: SessionLogBaseline?

    public init(
        session: String, kit: String, bootID: String = "", wallClockOffset: Int64 = 0, software: String = "gaitd",
        timeScale: Double = 1, part: Int = 1, baseline: SessionLogBaseline? = nil
    ) {
        self.session = session
        self.kit = kit
        self.bootID = bootID
        self.wallClockOffset = wallClockOffset
        self.software = software
        self.timeScale = timeScale
        self.part = part
        self.baseline = baseline
    }
}

/// One sensor of a session log: an MCAP channel with its metadata. A sensor that comes back with other properties
/// (another rate, another device) is a new one at the same placement.
public struct SessionLogSensor: Sendable, Equatable {
    public var placement: Placement
    /// How the sample's ticks are to be read.
    public var timing: SensorTiming
    /// The driver's id, such as `witmotion`.
    public var driver: String
    /// What tells this device from others (serial number, address), where that is known.
    public var device: String
    /// What is to be added to the sensor's times; nil where its kit was not aligned.
    public var offset: Offset?
    /// Where an earlier run had left the sensor's clock when the session began, as text for the version that wrote it,
    /// in a metadata record `gaitd.clock` of its own; nil where the clock began anew.
    public var clock: String?

    /// What alignment found before the session.
    public struct Offset: Sendable, Equatable {
        /// s
        public var seconds: Double
        /// Half width of its likely error, s, when it was found.
        public var halfWidth: Double
        /// When it was found, on the clock of the log; nil where it is not known.
        public var found: HostTime?
        /// The sampling rate for which it holds, Hz; nil where it is not known.
        public var rate: Double?

        public init(seconds: Double, halfWidth: Double, found: HostTime? = nil, rate: Double? = nil) {
            self.seconds = seconds
            self.halfWidth = halfWidth
            self.found = found
            self.rate = rate
        }
    }

    public init(
        placement: Placement, timing: SensorTiming, driver: String = "", device: String = "", offset: Offset? = nil,
        clock: String? = nil
    ) {
        self.placement = placement
        self.timing = timing
        self.driver = driver
        self.device = device
        self.offset = offset
        self.clock = clock
    }
}

/// A stretch in which samples of a sensor are missing, and why.
public struct SensorGap: Sendable, Equatable {
    /// The sensor's index in the log.
    public var sensor: Int
    /// The last time before the gap at which the sensor was heard.
    public var start: HostTime
    /// The first time at which it was heard again.
    public var end: HostTime
    /// Samples that are missing, as far as that can be told; 0 where it cannot.
    public var lostSamples: UInt64
    /// Why, in one word: `loss`, `overrun`, `disconnected`, `log_full`, …
    public var reason: String

    public init(sensor: Int, start: HostTime, end: HostTime, lostSamples: UInt64, reason: String) {
        self.sensor = sensor
        self.start = start
        self.end = end
        self.lostSamples = lostSamples
        self.reason = reason
    }
}

/// One message of a session log.
public enum SessionLogEntry: Sendable {
    /// A sample of sensor `sensor`.
    case sample(Sample, sensor: Int)
    /// A gap, and when it was noticed.
    case gap(SensorGap, at: HostTime)
}

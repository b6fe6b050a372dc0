public import IMU

/// Everything the daemon can be told, validated: whatever is in here can be used as it is. `docs/configuration.md`
/// describes each key, `ConfigurationKey.all` lists them.
public struct Configuration: Sendable, Equatable {
    /// Where the store and the session logs lie.
    public var stateDirectory = "/var/lib/gaitd"
    public var logLevel = LogLevel.info
    public var socket = Socket()
    public var flagging = Flagging()
    public var retention = Retention()
    public var bluetooth = Bluetooth()
    /// The kits; their names differ, and no device is named twice.
    public var kits: [Kit] = []

    /// The defaults, without a kit.
    public init() {}

    public enum LogLevel: String, CaseIterable, Sendable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// The query socket and who may do what on it.
    public struct Socket: Sendable, Equatable {
        public var path = "/run/gaitd/gaitd.sock"
        /// Permission bits; never any for others than owner and group.
        public var mode: UInt32 = 0o660
        /// The group that owns the socket; nil leaves the daemon's own.
        public var group: String?
        /// Names of the groups whose members may read.
        public var viewerGroups: [String] = []
        /// Names of the groups whose members may also start sessions and add notes.
        public var operatorGroups: [String] = []
        /// Names of the groups whose members may also erase subjects and reset baselines.
        public var adminGroups: [String] = []

        public init() {}
    }

    /// Limits beyond which a rule flags. Indices are symmetry indices in percent, 100·(L−R)/(½(L+R)), as magnitudes.
    public struct Flagging: Sendable, Equatable {
        public var stepTimeSymmetryIndexPercent = 10.0
        public var stanceTimeSymmetryIndexPercent = 10.0
        public var swingTimeSymmetryIndexPercent = 15.0
        /// Difference of the pronation proxy between the sides, in degrees.
        public var pronationProxyDifferenceDeg = 5.0
        /// The least change against the person's baseline: of a symmetry index in points, …
        public var symmetryIndexChangePercent = 5.0
        /// … of the pronation proxy, of knee and shank angles, of pelvic and lumbar angles, in degrees.
        public var pronationProxyChangeDeg = 2.0
        public var kneeChangeDeg = 4.0
        public var lumbarChangeDeg = 2.0
        /// Strides on each side that a flag needs.
        public var minimumStrides = 20

        public init() {}
    }

    /// How long things are kept, in days; nil for ever.
    public struct Retention: Sendable, Equatable {
        /// Session logs and the raw signals of episodes.
        public var rawDays: Int? = 30
        /// Episodes, strides and measures.
        public var episodeDays: Int? = 730

        public init() {}
    }

    /// The radio.
    public struct Bluetooth: Sendable, Equatable {
        public var backend = Backend.auto

        public init() {}

        /// Who carries Bluetooth Low Energy: bluetoothd, the kernel, or the first that is there.
        public enum Backend: String, CaseIterable, Sendable {
            case auto, bluez, kernel
        }
    }

    /// The sensors that one person wears.
    public struct Kit: Sendable, Equatable {
        public var name: String
        /// The pseudonymous code of who wears it, where that does not change from session to session.
        public var subject: String?
        /// Height of the shank sensors above the ankle joint, m: for stride length and speed.
        public var shankSensorHeight = 0.32
        /// At least one; every placement once.
        public var sensors: [Sensor]

        public init(name: String, subject: String? = nil, sensors: [Sensor]) {
            self.name = name
            self.subject = subject
            self.sensors = sensors
        }
    }

    public struct Sensor: Sendable, Equatable {
        public var placement: Placement
        public var place: Place
        public var driver: Driver
        /// The speed in bit/s; nil tries the usual ones.
        public var baud: UInt32?
        /// The output rate in Hz to ask of the device; nil leaves it as it is.
        public var rate: Double?

        /// Where the sensor is to be found.
        public enum Place: Sendable, Equatable {
            /// The absolute path of a tty, or `usb:VVVV:PPPP[:SERIAL]`: a device by its USB numbers.
            case device(String)
            /// A Bluetooth address, upper case with colons, and whether it is random; nil finds out.
            case address(String, isRandom: Bool?, adapter: String?)
            /// The whole name that a Bluetooth device advertises.
            case name(String, adapter: String?)
            /// Wherever `gaitctl sensors assign` says.
            case assigned(adapter: String?)

            /// The path, address or name as people write it.
            public var text: String {
                switch self {
                case .device(let path): path
                case .address(let address, _, _): address
                case .name(let name, _): name
                case .assigned: "assigned"
                }
            }

            /// The Bluetooth adapter that is to carry it, where one is named.
            public var adapter: String? {
                switch self {
                case .device: nil
                case .address(_, _, let adapter), .name(_, let adapter), .assigned(let adapter): adapter
                }
            }
        }

        public init(
            placement: Placement, place: Place, driver: Driver = .auto, baud: UInt32? = nil, rate: Double? = nil
        ) {
            self.placement = placement
            self.place = place
            self.driver = driver
            self.baud = baud
            self.rate = rate
        }
    }

    /// The device family, or `auto` to recognize it by its bytes.
    public enum Driver: String, CaseIterable, Sendable {
        case auto, witmotion, mavlink, shimmer3
        case xIMU3 = "x-imu3"
        case xsensDot = "xsens-dot"
        case movesense

        /// Families that only Bluetooth devices speak.
        static let wireless: [Driver] = [.xsensDot, .movesense]
        /// Families that only serial devices speak.
        static let wired: [Driver] = [.xIMU3]
    }
}

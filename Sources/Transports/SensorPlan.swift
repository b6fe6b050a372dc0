public import Drivers
internal import GATT

/// One sensor to be read, as the configuration asks for it.
public struct SensorPlan: Sendable, Equatable {
    /// `<kit>/<placement>`, for texts.
    public var name: String
    /// The tty's path, which may be a symbolic link that comes and goes; or `usb:VVVV:PPPP[:SERIAL]`, a device by its
    /// USB vendor and product number (hexadecimal) and serial number, wherever it is plugged in. Over Bluetooth the
    /// address or name, for texts.
    public var path: String
    public var driver: DriverChoice
    public var baud: BaudChoice
    /// The output rate in Hz to ask of the device, where its family takes such orders; nil leaves it as it is.
    public var rate: Double?
    /// Which pipeline thread's bell is rung when this sensor has news: an index into the ingest's bells.
    public var bell: Int
    /// How it is found over Bluetooth Low Energy; nil for a serial line.
    public var bluetooth: BluetoothPlan?

    public init(
        name: String, path: String, driver: DriverChoice = .auto, baud: BaudChoice = .auto, rate: Double? = nil,
        bell: Int = 0
    ) {
        self.name = name
        self.path = path
        self.driver = driver
        self.baud = baud
        self.rate = rate
        self.bell = bell
    }
}

extension SensorPlan {
    /// A sensor over Bluetooth Low Energy.
    public init(name: String, bluetooth: BluetoothPlan, rate: Double? = nil, bell: Int = 0) {
        self.init(name: name, path: bluetooth.text, rate: rate, bell: bell)
        self.bluetooth = bluetooth
    }
}

/// Which device families to look for on a line.
public enum DriverChoice: Sendable, Equatable {
    /// Any that gaitd knows.
    case auto
    case family(DriverFamily)

    var families: [DriverFamily] {
        switch self {
        case .auto: DriverFamily.allCases
        case .family(let family): [family]
        }
    }

    /// What is asked of a silent line. Nothing is written to a device of unknown family: it may be anything.
    var probe: [Intention] {
        switch self {
        case .auto: []
        case .family(let family): family.probe
        }
    }

    /// The protocols' names, for texts.
    var protocols: String {
        let names = families.map(\.descriptor.name)
        guard names.count > 1, let last = names.last else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}

/// At which speed to open a line. Pseudo-terminals have none.
public enum BaudChoice: Sendable, Equatable {
    /// The families' usual ones, one after the other, until a device is recognized.
    case auto
    case fixed(UInt32)

    func rates(for driver: DriverChoice) -> [UInt32] {
        switch (self, driver) {
        case (.fixed(let baud), _): [baud]
        case (.auto, .auto): DriverFamily.huntOrder
        case (.auto, .family(let family)): family.descriptor.baudRates
        }
    }
}

/// A driver family as plain bits, for events and snapshots that cross threads.
public struct DriverIdentity: Sendable, Equatable, BitwiseCopyable {
    private let index: UInt8
    private let isBluetooth: Bool

    init(_ family: DriverFamily) {
        index = UInt8(truncatingIfNeeded: DriverFamily.allCases.firstIndex(of: family) ?? 0)
        isBluetooth = false
    }

    init(_ family: PeripheralFamily) {
        index = UInt8(truncatingIfNeeded: PeripheralFamily.allCases.firstIndex(of: family) ?? 0)
        isBluetooth = true
    }

    /// The family on a serial line; nil over Bluetooth.
    public var family: DriverFamily? { isBluetooth ? nil : DriverFamily.allCases[Int(index)] }

    /// The family over Bluetooth Low Energy; nil on a serial line.
    public var peripheral: PeripheralFamily? { isBluetooth ? PeripheralFamily.allCases[Int(index)] : nil }

    /// Its properties.
    public var descriptor: DriverDescriptor {
        isBluetooth
            ? PeripheralFamily.allCases[Int(index)].descriptor : DriverFamily.allCases[Int(index)].descriptor
    }
}

/// How patient the ingest is, in seconds of the machine (never scaled).
public struct IngestPatience: Sendable, Equatable {
    /// A known device that sends no sample for this long is called silent.
    public var silence = 2.0
    /// A silent serial line is closed, opened again and hunted anew after this long.
    public var reopening = 15.0
    /// A baud rate at which nothing is recognized is given up after this long.
    public var huntPerBaud = 3.0
    /// A missing path is looked for this often, besides the kernel's word that it appeared.
    public var missing = 1.0
    /// A path that could not be used is tried again after this long, doubled each time up to `longestRefusal`.
    public var refusal = 1.0
    public var longestRefusal = 10.0
    /// Over Bluetooth: a connected device that sends no sample for this long is connected anew.
    public var radioSilence = 5.0
    /// Over Bluetooth: the wait before connecting again, doubled each time up to `longestRadioPause`.
    public var radioPause = 0.1
    public var longestRadioPause = 2.0
    /// Over Bluetooth: bluetoothd reads a device's name itself, and may show it only this long after it connected.
    public var naming = 5.0
    /// Over Bluetooth: a streaming device is asked for its battery this often.
    public var upkeep = 300.0
    /// Over Bluetooth: of two devices of one name, one that was not heard for so much longer is gone: it has another
    /// address now.
    public var rotation = 3.0
    /// A refused permission is told only if it is still refused after this long.
    public var settling = 0.3
    /// Whether a pseudo-terminal is treated as a line with a speed: hunted, and opened anew when it is silent.
    public var pseudoTerminalsHaveSpeed = false
    /// The period of all of this, and of the snapshots.
    public var tick = 0.1

    public init() {}
}

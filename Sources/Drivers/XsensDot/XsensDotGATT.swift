/// Xsens DOT and Movella DOT services and characteristics ("Xsens DOT BLE Services Specifications", XD0506P rev F, 2021;
/// "Movella DOT BLE Service Specification", XD0506P rev C, 2023).
public enum XsensDotGATT {
    public static let configuration: BluetoothUUID = "15171000-4947-11E9-8646-D663BD873D93"
    public static let deviceInformation: BluetoothUUID = "15171001-4947-11E9-8646-D663BD873D93"
    public static let deviceControl: BluetoothUUID = "15171002-4947-11E9-8646-D663BD873D93"
    public static let measurement: BluetoothUUID = "15172000-4947-11E9-8646-D663BD873D93"
    public static let control: BluetoothUUID = "15172001-4947-11E9-8646-D663BD873D93"
    public static let longPayload: BluetoothUUID = "15172002-4947-11E9-8646-D663BD873D93"
    public static let mediumPayload: BluetoothUUID = "15172003-4947-11E9-8646-D663BD873D93"
    public static let heading: BluetoothUUID = "15172006-4947-11E9-8646-D663BD873D93"
    public static let batteryService: BluetoothUUID = "15173000-4947-11E9-8646-D663BD873D93"
    public static let battery: BluetoothUUID = "15173001-4947-11E9-8646-D663BD873D93"
    public static let messages: BluetoothUUID = "15177000-4947-11E9-8646-D663BD873D93"
    public static let messageControl: BluetoothUUID = "15177001-4947-11E9-8646-D663BD873D93"
    public static let messageAcknowledgement: BluetoothUUID = "15177002-4947-11E9-8646-D663BD873D93"
    public static let messageNotification: BluetoothUUID = "15177003-4947-11E9-8646-D663BD873D93"
}

/// Payload modes with acceleration that holds gravity; no other mode is of use here. The characteristics have fixed
/// sizes, and what a mode does not fill is zero.
public enum XsensDotMode: UInt8, Sendable, CaseIterable {
    /// Acceleration, angular rate, magnetic field.
    case rateWithField = 20
    /// Acceleration and angular rate.
    case rate = 21
    /// Orientation, acceleration, angular rate; firmware of 2023 on.
    case orientationAndRate = 26

    /// The characteristic that carries it.
    public var characteristic: BluetoothUUID {
        self == .orientationAndRate ? XsensDotGATT.longPayload : XsensDotGATT.mediumPayload
    }

    /// Bytes that are used.
    var length: Int {
        switch self {
        case .rateWithField: 34
        case .rate: 28
        case .orientationAndRate: 44
        }
    }

    /// Where the acceleration begins; the angular rate follows it.
    var motionOffset: Int { self == .orientationAndRate ? 20 : 4 }
}

/// Intentions as bytes.
public enum XsensDotCommands {
    /// Output rates in Hz that can be streamed.
    public static let rates: [UInt16] = [1, 4, 10, 12, 15, 20, 30, 60]

    /// Starts measuring in a mode, given to the measurement's control.
    public static func start(_ mode: XsensDotMode) -> [UInt8] { [1, 1, mode.rawValue] }

    /// Stops measuring.
    public static func stop(_ mode: XsensDotMode) -> [UInt8] { [1, 0, mode.rawValue] }

    /// The device control's 32 bytes that set the output rate and nothing else: only what the first byte's bits name
    /// is applied (bit 4). The device keeps it.
    public static func setRate(_ hertz: UInt16) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[0] = 1 << 4
        bytes[24] = UInt8(truncatingIfNeeded: hertz)
        bytes[25] = UInt8(truncatingIfNeeded: hertz >> 8)
        return bytes
    }

    /// The highest rate not above `hertz`; 1 Hz below that.
    public static func rate(atMost hertz: Double) -> UInt16 { rates.last { Double($0) <= hertz } ?? 1 }

    /// Gives the heading back to the device (7); gaitd does not use orientations and never resets it.
    public static let revertHeading: [UInt8] = [7, 0]
}

/// A message of the message service: recording (1), synchronization (2) or configuration (3).
public struct XsensDotMessage: Sendable, Equatable {
    public var kind: UInt8
    /// Its first byte is the message's number within its kind; a few acknowledgements have none.
    public var content: [UInt8]

    public init(kind: UInt8, content: [UInt8]) {
        precondition(content.count <= 157, "a message holds 157 bytes at most")
        self.kind = kind
        self.content = content
    }

    /// Nil where length or checksum is wrong; bytes behind the message are not looked at.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= 3, bytes[1] <= 157, bytes.count >= Int(bytes[1]) + 3 else { return nil }
        let message = bytes[..<(Int(bytes[1]) + 3)]
        guard message.reduce(0, &+) == 0 else { return nil }
        kind = bytes[0]
        content = Array(message[2..<(message.count - 1)])
    }

    /// Kind, length, content, and what makes the sum of all bytes zero.
    public var bytes: [UInt8] {
        let bytes = [kind, UInt8(content.count)] + content
        return bytes + [0 &- bytes.reduce(0, &+)]
    }

    /// Asks whether sensors are synchronized.
    public static let getSynchronization = XsensDotMessage(kind: 2, content: [0x08])
    /// Ends synchronization.
    public static let stopSynchronization = XsensDotMessage(kind: 2, content: [0x02])
    /// Synchronizes with a root sensor, whose address is given as it is written, most significant byte first.
    public static func startSynchronization(root: [UInt8]) -> XsensDotMessage {
        XsensDotMessage(kind: 2, content: [0x01] + root.reversed())
    }
}

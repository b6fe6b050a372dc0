/// Output rates that mean the same on every model; the codes between and above do not, and 0x0D, "off" on some, is
/// 1000 Hz on others. The achieved rate is measured in any case.
public enum WitMotionRate: UInt8, CaseIterable, Sendable {
    case hz10 = 0x06, hz20 = 0x07, hz50 = 0x08, hz100 = 0x09, hz200 = 0x0B

    /// Samples per second.
    public var hertz: Double {
        switch self {
        case .hz10: 10
        case .hz20: 20
        case .hz50: 50
        case .hz100: 100
        case .hz200: 200
        }
    }

    /// The highest rate not above `hertz`; 10 Hz below that.
    public init(atMost hertz: Double) {
        self = WitMotionRate.allCases.last { $0.hertz <= hertz } ?? .hz10
    }

    /// The rate of a register value, or nil where models disagree on it.
    init?(register value: Int16) {
        guard let code = UInt8(exactly: value) else { return nil }
        self.init(rawValue: code)
    }
}

/// What the device sends with every reading (register RSW).
public struct WitMotionContent: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let time = WitMotionContent(rawValue: 1 << 0)
    public static let acceleration = WitMotionContent(rawValue: 1 << 1)
    public static let angularRate = WitMotionContent(rawValue: 1 << 2)
    public static let angle = WitMotionContent(rawValue: 1 << 3)
    public static let magneticField = WitMotionContent(rawValue: 1 << 4)
    public static let ports = WitMotionContent(rawValue: 1 << 5)
    public static let pressure = WitMotionContent(rawValue: 1 << 6)
    public static let position = WitMotionContent(rawValue: 1 << 7)
    public static let velocity = WitMotionContent(rawValue: 1 << 8)
    public static let quaternion = WitMotionContent(rawValue: 1 << 9)
    public static let positionAccuracy = WitMotionContent(rawValue: 1 << 10)

    /// What gaitd needs: acceleration and angular rate, and the device's clock to place them in time.
    public static let motion: WitMotionContent = [.time, .acceleration, .angularRate]

    /// Bytes on the line for each reading: an 11-byte frame for each item.
    public var bytesPerReading: Int { rawValue.nonzeroBitCount * WitMotionFrame.serialLength }
}

/// The low-pass filter's corner; gait needs 98 Hz or more, since an impact at the shank is short.
public enum WitMotionBandwidth: UInt8, Sendable {
    case hz256, hz188, hz98, hz42, hz20, hz10, hz5
}

/// Registers gaitd reads or writes.
public enum WitMotionRegister {
    public static let save: UInt8 = 0x00
    public static let content: UInt8 = 0x02
    public static let rate: UInt8 = 0x03
    public static let baud: UInt8 = 0x04
    public static let bandwidth: UInt8 = 0x1F
    public static let axes: UInt8 = 0x24
    public static let read: UInt8 = 0x27
    public static let version: UInt8 = 0x2E
    /// Battery of the Bluetooth models, V × 100.
    public static let battery: UInt8 = 0x64
    public static let key: UInt8 = 0x69
    /// What a 20-byte frame of the Bluetooth models holds: 0 acceleration, angular rate and angles.
    public static let longContent: UInt8 = 0x96
}

/// Intentions as bytes: `FF AA register low high`, no checksum, no answer to a write. Writes count only within about
/// ten seconds of `unlock`, and are gone when the device is switched off unless `save` follows. gaitd never saves: the
/// device stays as its owner has set it.
public enum WitMotionCommands {
    /// Lets the following writes through.
    public static let unlock = write(WitMotionRegister.key, 0xB588)
    /// Makes the settings outlast a power cycle. Never part of `start`.
    public static let save = write(WitMotionRegister.save, 0)

    /// Writes a register.
    public static func write(_ register: UInt8, _ value: UInt16) -> [UInt8] {
        [0xFF, 0xAA, register, UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }

    /// Asks for four registers from `register` on; tell the driver by `sent`, the serial answer does not say which.
    public static func read(_ register: UInt8) -> [UInt8] { write(WitMotionRegister.read, UInt16(register)) }

    public static func setRate(_ rate: WitMotionRate) -> [UInt8] {
        write(WitMotionRegister.rate, UInt16(rate.rawValue))
    }

    public static func setContent(_ content: WitMotionContent) -> [UInt8] {
        write(WitMotionRegister.content, content.rawValue)
    }

    public static func setBandwidth(_ bandwidth: WitMotionBandwidth) -> [UInt8] {
        write(WitMotionRegister.bandwidth, UInt16(bandwidth.rawValue))
    }

    /// What makes a device send gait data: clock, acceleration and angular rate at the highest rate that neither the
    /// wish nor the line's speed forbids, and a filter that lets impacts through. Nothing is saved.
    /// - Parameters:
    ///   - hertz: the wished rate.
    ///   - baud: the line's speed in bit/s (8N1: ten bits a byte); nil where it sets no limit (USB, Bluetooth).
    public static func start(hertz: Double, baud: UInt32?) -> [Intention] {
        let content = WitMotionContent.motion
        let lineLimit = baud.map { Double($0) / Double(10 * content.bytesPerReading) } ?? .infinity
        let rate = WitMotionRate(atMost: min(hertz, lineLimit))
        return [
            Intention(purpose: "unlock", bytes: unlock, pause: 0.2),
            Intention(purpose: "send clock, acceleration and angular rate", bytes: setContent(content), pause: 0.1),
            Intention(purpose: "set \(Int(rate.hertz)) Hz", bytes: setRate(rate), pause: 0.1),
            Intention(purpose: "set 98 Hz bandwidth", bytes: setBandwidth(.hz98), pause: 0.1),
            Intention(purpose: "read the rate", bytes: read(WitMotionRegister.rate), pause: 0.1),
        ]
    }

    /// The first register that a command asks for, or nil if it is no read command.
    static func registerRead(by command: [UInt8]) -> UInt8? {
        guard command.count == 5, command[0] == 0xFF, command[1] == 0xAA, command[2] == WitMotionRegister.read else {
            return nil
        }
        return command[3]
    }
}

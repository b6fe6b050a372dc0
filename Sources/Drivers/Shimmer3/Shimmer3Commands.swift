/// Opcodes that gaitd uses.
enum Shimmer3Opcode {
    static let inquiry: UInt8 = 0x01
    static let inquiryResponse: UInt8 = 0x02
    static let setRate: UInt8 = 0x05
    static let start: UInt8 = 0x07
    static let setSensors: UInt8 = 0x08
    static let setWideRange: UInt8 = 0x09
    static let stop: UInt8 = 0x20
    static let hardwareResponse: UInt8 = 0x25
    static let calibration: UInt8 = 0x2C
    static let calibrationResponse: UInt8 = 0x2D
    static let firmware: UInt8 = 0x2E
    static let firmwareResponse: UInt8 = 0x2F
    static let hardware: UInt8 = 0x3F
    static let setGyroscopeRange: UInt8 = 0x49
    static let setChecksum: UInt8 = 0x8B

    /// The response that follows the acknowledgement of a command; nil where none does.
    static func response(to command: UInt8) -> UInt8? {
        switch command {
        case inquiry: inquiryResponse
        case 0x03: 0x04
        case 0x0A: 0x0B
        case calibration: calibrationResponse
        case firmware: firmwareResponse
        case hardware: hardwareResponse
        case 0x4A: 0x4B
        case 0x72: 0x71
        case 0x91: 0x90
        case 0x95: 0x94
        default: nil
        }
    }
}

/// Intentions as bytes.
public enum Shimmer3Commands {
    /// Asks for the firmware: the probe.
    public static let firmware = [Shimmer3Opcode.firmware]
    public static let hardware = [Shimmer3Opcode.hardware]
    public static let inquiry = [Shimmer3Opcode.inquiry]
    public static let calibration = [Shimmer3Opcode.calibration]
    public static let startStreaming = [Shimmer3Opcode.start]
    public static let stopStreaming = [Shimmer3Opcode.stop]

    /// Ticks of the device's clock in a second.
    public static let ticksPerSecond = 32_768.0

    /// Checksums behind every message: 0, 1 or 2 bytes. The device forgets it when the link goes.
    public static func setChecksum(_ bytes: UInt8) -> [UInt8] { [Shimmer3Opcode.setChecksum, bytes] }

    /// The highest rate not above `hertz`, between 1 and 512 Hz, as ticks between two samples.
    public static func rateTicks(atMost hertz: Double) -> UInt16 {
        UInt16((ticksPerSecond / max(1, min(512, hertz.isNaN ? 1 : hertz))).rounded(.up))
    }

    public static func setRate(ticks: UInt16) -> [UInt8] {
        [Shimmer3Opcode.setRate, UInt8(truncatingIfNeeded: ticks), UInt8(truncatingIfNeeded: ticks >> 8)]
    }

    /// Wide-range accelerometer (0x1000) and gyroscope (0x40), as a 24-bit mask.
    public static let setMotionSensors = [Shimmer3Opcode.setSensors, 0x40, 0x10, 0x00]

    /// The widest setting: ±16 g with the LSM303DLHC, ±8 g with the LSM303AH, by whose calibration the counts are read.
    public static let setWideRange = [Shimmer3Opcode.setWideRange, 3]
    /// ±2000 °/s on a Shimmer3.
    public static let setGyroscopeRange = [Shimmer3Opcode.setGyroscopeRange, 3]

    static func asking(_ purpose: String, _ bytes: [UInt8], orGiveUp: Bool = false) -> Intention {
        Intention(
            purpose: purpose, bytes: bytes,
            expectation: Expectation(within: 1, otherwise: orGiveUp ? .giveUp : .goOn))
    }
}

/// A serial frame of the WitMotion WT901 family: 0x55, type, four 16-bit words (little-endian), sum of the ten bytes.
///
/// Source: "WIT Standard Communication Protocol" (the vendor's document) and its published vectors. Written apart
/// from the drivers on purpose: two hands that must agree.
public struct WitMotionFrame: Sendable, Equatable {
    public var type: UInt8
    public var words: (UInt16, UInt16, UInt16, UInt16)

    public static let size = 11

    public init(type: UInt8, words: (UInt16, UInt16, UInt16, UInt16)) {
        self.type = type
        self.words = words
    }

    public static func == (a: WitMotionFrame, b: WitMotionFrame) -> Bool { a.type == b.type && a.words == b.words }

    /// 0x50: the device's calendar clock.
    /// - Parameter year: two digits.
    public static func time(
        year: UInt8, month: UInt8, day: UInt8, hour: UInt8, minute: UInt8, second: UInt8, milliseconds: UInt16
    ) -> WitMotionFrame {
        func pair(_ low: UInt8, _ high: UInt8) -> UInt16 { UInt16(low) | UInt16(high) << 8 }
        return WitMotionFrame(
            type: 0x50, words: (pair(year, month), pair(day, hour), pair(minute, second), milliseconds))
    }

    /// 0x51: acceleration counts of 16 g / 32768, temperature in °C.
    public static func acceleration(_ counts: SIMD3<Int16>, celsius: Double) -> WitMotionFrame {
        vector(0x51, counts, UInt16(bitPattern: Int16(clamping: Int((celsius * 100).rounded()))))
    }

    /// 0x52: angular rate counts of 2000 °/s / 32768, battery in V (0 where there is none).
    public static func angularRate(_ counts: SIMD3<Int16>, volts: Double = 0) -> WitMotionFrame {
        vector(0x52, counts, UInt16(clamping: Int((volts * 100).rounded())))
    }

    /// 0x53: roll, pitch, yaw in counts of 180° / 32768, firmware version.
    public static func angle(_ counts: SIMD3<Int16>, version: UInt16) -> WitMotionFrame {
        vector(0x53, counts, version)
    }

    /// 0x54: magnetometer, raw counts, temperature in °C.
    public static func magneticField(_ counts: SIMD3<Int16>, celsius: Double) -> WitMotionFrame {
        vector(0x54, counts, UInt16(bitPattern: Int16(clamping: Int((celsius * 100).rounded()))))
    }

    /// 0x59: quaternion w, x, y, z in counts of 1 / 32768.
    public static func quaternion(_ counts: SIMD4<Int16>) -> WitMotionFrame {
        WitMotionFrame(
            type: 0x59,
            words: (
                UInt16(bitPattern: counts[0]), UInt16(bitPattern: counts[1]), UInt16(bitPattern: counts[2]),
                UInt16(bitPattern: counts[3])
            ))
    }

    /// 0x5F: four registers from the one that was asked for.
    public static func registers(_ values: (UInt16, UInt16, UInt16, UInt16)) -> WitMotionFrame {
        WitMotionFrame(type: 0x5F, words: values)
    }

    /// Adds the frame's eleven bytes.
    public func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(0x55)
        bytes.append(type)
        for word in [words.0, words.1, words.2, words.3] {
            bytes.append(UInt8(truncatingIfNeeded: word))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
        }
        bytes.append(bytes[start...].reduce(0, &+))
    }

    private static func vector(_ type: UInt8, _ counts: SIMD3<Int16>, _ last: UInt16) -> WitMotionFrame {
        WitMotionFrame(
            type: type,
            words: (UInt16(bitPattern: counts.x), UInt16(bitPattern: counts.y), UInt16(bitPattern: counts.z), last))
    }
}

/// A MAVLink 2 frame without signature.
///
/// Source: the MAVLink 2 serialization guide and common.xml. Written apart from the drivers on purpose.
public struct MAVLinkFrame: Sendable, Equatable {
    public var sequence: UInt8
    public var system: UInt8
    public var component: UInt8
    /// 24 bits.
    public var message: UInt32
    /// The message's CRC_EXTRA.
    public var extra: UInt8
    /// Full length; trailing zeros are cut when it is written.
    public var payload: [UInt8]

    /// Adds the frame's bytes.
    public func append(to bytes: inout [UInt8]) {
        var length = payload.count
        while length > 1, payload[length - 1] == 0 { length -= 1 }
        let start = bytes.count
        bytes.append(0xFD)
        bytes.append(UInt8(length))
        bytes.append(0)
        bytes.append(0)
        bytes.append(sequence)
        bytes.append(system)
        bytes.append(component)
        bytes.append(UInt8(truncatingIfNeeded: message))
        bytes.append(UInt8(truncatingIfNeeded: message >> 8))
        bytes.append(UInt8(truncatingIfNeeded: message >> 16))
        bytes.append(contentsOf: payload[..<length])
        var checksum: UInt16 = 0xFFFF
        for byte in bytes[(start + 1)...] { Self.accumulate(byte, into: &checksum) }
        Self.accumulate(extra, into: &checksum)
        bytes.append(UInt8(truncatingIfNeeded: checksum))
        bytes.append(UInt8(truncatingIfNeeded: checksum >> 8))
    }

    /// CRC-16/MCRF4XX, bit by bit: slow and plain.
    static func accumulate(_ byte: UInt8, into checksum: inout UInt16) {
        checksum ^= UInt16(byte)
        for _ in 0..<8 { checksum = checksum & 1 == 0 ? checksum >> 1 : checksum >> 1 ^ 0x8408 }
    }
}

/// HIGHRES_IMU (105).
public struct HighresIMU: Sendable, Equatable {
    /// Which fields hold something.
    public struct Fields: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let acceleration = Fields(rawValue: 0b111)
        public static let angularRate = Fields(rawValue: 0b111 << 3)
        public static let magneticField = Fields(rawValue: 0b111 << 6)
        public static let temperature = Fields(rawValue: 1 << 12)
    }

    public var microseconds: UInt64 = 0
    /// m/s².
    public var acceleration = SIMD3<Float>.zero
    /// rad/s.
    public var angularRate = SIMD3<Float>.zero
    /// Gauss.
    public var magneticField = SIMD3<Float>.zero
    /// °C.
    public var temperature: Float = 0
    public var fields: Fields = [.acceleration, .angularRate]
    /// The sensor's index on its board.
    public var id: UInt8 = 0

    public init() {}

    /// The frame that carries it.
    public func frame(sequence: UInt8, system: UInt8, component: UInt8) -> MAVLinkFrame {
        var payload: [UInt8] = []
        payload.reserveCapacity(63)
        payload.appendLittleEndian(microseconds)
        for vector in [acceleration, angularRate, magneticField] {
            for axis in 0..<3 { payload.appendLittleEndian(vector[axis].bitPattern) }
        }
        for _ in 0..<3 { payload.appendLittleEndian(UInt32(0)) }
        payload.appendLittleEndian(temperature.bitPattern)
        payload.appendLittleEndian(fields.rawValue)
        payload.append(id)
        return MAVLinkFrame(
            sequence: sequence, system: system, component: component, message: 105, extra: 93, payload: payload)
    }
}

extension [UInt8] {
    mutating func appendLittleEndian<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }
}

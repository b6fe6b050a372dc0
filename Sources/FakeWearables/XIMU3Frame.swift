/// An x-IMU3 data message in either form.
///
/// Source: x-IMU3 User Manual, "Communication protocol", and its examples. Written apart from the drivers on purpose.
public struct XIMU3Frame: Sendable, Equatable {
    /// The message's letter, such as `I`.
    public var letter: UInt8
    public var microseconds: UInt64
    public var values: [Float]

    public init(_ letter: Unicode.Scalar, microseconds: UInt64, values: [Float]) {
        self.letter = UInt8(ascii: letter)
        self.microseconds = microseconds
        self.values = values
    }

    /// Adds the binary form: letter with its top bit, time, floats; LF and the escape stuffed; LF.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(letter | 0x80)
        var body: [UInt8] = []
        body.appendLittleEndian(microseconds)
        for value in values { body.appendLittleEndian(value.bitPattern) }
        for byte in body { Self.stuff(byte, &bytes) }
        bytes.append(10)
    }

    /// Adds the text form: four decimals, held at ±999999.9999.
    public func appendText(to bytes: inout [UInt8]) {
        var text = String(Unicode.Scalar(letter)) + ",\(microseconds)"
        for value in values { text += "," + Self.decimals(value) }
        bytes.append(contentsOf: Array(text.utf8) + [10])
    }

    /// One byte as it goes over the line.
    static func stuff(_ byte: UInt8, _ bytes: inout [UInt8]) {
        switch byte {
        case 0x0A: bytes += [0xDB, 0xDC]
        case 0xDB: bytes += [0xDB, 0xDD]
        default: bytes.append(byte)
        }
    }

    private static func decimals(_ value: Float) -> String {
        let most: Int64 = 9_999_999_999
        let scaled = (Double(value) * 10_000).rounded()
        let units = scaled.isNaN ? 0 : Int64(min(max(scaled, -Double(most)), Double(most)))
        let size = units.magnitude
        let fraction = String(size % 10_000)
        let zeros = String(repeating: "0", count: 4 - fraction.count)
        return (units < 0 ? "-" : "") + "\(size / 10_000).\(zeros)\(fraction)"
    }
}

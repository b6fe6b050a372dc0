/// A Bluetooth UUID, 128 bits. Short ones stand for `0000xxxx-0000-1000-8000-00805F9B34FB` (Core Specification, vol 3,
/// part B, 2.5.1).
public struct BluetoothUUID: Sendable, Hashable, BitwiseCopyable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A number that the Bluetooth SIG has assigned.
    public init(short: UInt16) { self.init(high: UInt64(short) << 32 | 0x1000, low: 0x8000_0080_5F9B_34FB) }

    /// The text form, 32 hexadecimal digits with or without hyphens, or 4 for a short one; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var digits: [UInt64] = []
        for character in text where character != "-" {
            guard let digit = character.hexDigitValue, digits.count < 32 else { return nil }
            digits.append(UInt64(digit))
        }
        switch digits.count {
        case 4: self.init(short: UInt16(digits.reduce(0) { $0 << 4 | $1 }))
        case 32:
            self.init(high: digits[..<16].reduce(0) { $0 << 4 | $1 }, low: digits[16...].reduce(0) { $0 << 4 | $1 })
        default: return nil
        }
    }

    /// As it goes over the air, the least significant byte first: 2, 4 or 16 bytes; nil for any other number.
    public init?(overTheAir bytes: UnsafeRawBufferPointer) {
        var words: (high: UInt64, low: UInt64) = (0, 0)
        for byte in bytes.prefix(16).reversed() {
            words = (words.high << 8 | words.low >> 56, words.low << 8 | UInt64(byte))
        }
        switch bytes.count {
        case 2, 4: self.init(high: words.low << 32 | 0x1000, low: 0x8000_0080_5F9B_34FB)
        case 16: self.init(high: words.high, low: words.low)
        default: return nil
        }
    }

    /// Lower case, with hyphens.
    public var description: String {
        let digits = Self.hex(high) + Self.hex(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension BluetoothUUID: ExpressibleByStringLiteral {
    /// For constants; a literal that is no UUID is a mistake of the programmer.
    public init(stringLiteral text: StaticString) {
        guard let uuid = BluetoothUUID("\(text)") else { preconditionFailure("\(text) is no UUID") }
        self = uuid
    }
}

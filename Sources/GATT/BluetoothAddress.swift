/// A device's 48-bit address.
public struct BluetoothAddress: Sendable, Hashable, BitwiseCopyable, CustomStringConvertible {
    /// Most significant byte first, in the lower 48 bits.
    private let bits: UInt64

    /// `AA:BB:CC:DD:EE:FF`, upper or lower case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        var bits: UInt64 = 0
        for part in parts {
            guard part.utf8.count == 2, part.allSatisfy(\.isHexDigit), let byte = UInt8(part, radix: 16) else {
                return nil
            }
            bits = bits << 8 | UInt64(byte)
        }
        self.bits = bits
    }

    /// Six bytes as they go over the air: the least significant first.
    public init?(overTheAir bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 6 else { return nil }
        var bits: UInt64 = 0
        for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
        self.bits = bits
    }

    /// Six bytes, the least significant first.
    public var overTheAir: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) } }

    /// Whether its two top bits are those of a static random address (Core Specification, vol 6, part B, 1.3.2.1). Public
    /// addresses may have them too, but seldom do.
    public var looksRandom: Bool { bits >> 46 == 0b11 }

    /// Upper case, with colons.
    public var description: String {
        overTheAir.reversed().map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
    }
}

/// Which kind of address it is; an address means nothing without it.
public enum AddressType: String, Sendable, CaseIterable {
    /// Bought from the IEEE.
    case `public`
    /// Made up by the device; static ones stay until it is switched off, or for ever.
    case random

    public var other: AddressType { self == .public ? .random : .public }
}

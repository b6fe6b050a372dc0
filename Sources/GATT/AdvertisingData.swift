public import Drivers

extension Advertisement {
    /// Takes advertising data or a scan response: length, type and content, one after the other (Core Specification,
    /// vol 3, part C, 11; types from the Assigned Numbers, 2.3). What is cut short or unknown is passed over; what was
    /// known before and is not said now is kept, because a device spreads what it says over several packets.
    public mutating func take(advertisingData bytes: UnsafeRawBufferPointer) {
        var at = 0
        while at < bytes.count {
            let length = Int(bytes[at])
            // A length of 0 ends the significant part early.
            guard length > 0, at + 1 + length <= bytes.count else { return }
            take(type: bytes[at + 1], bytes.part(at + 2, at + 1 + length))
            at += 1 + length
        }
    }

    private mutating func take(type: UInt8, _ content: UnsafeRawBufferPointer) {
        switch type {
        case 0x02, 0x03: takeServices(content, bytesEach: 2)
        case 0x04, 0x05: takeServices(content, bytesEach: 4)
        case 0x06, 0x07: takeServices(content, bytesEach: 16)
        // A shortened name does not replace a complete one that begins with it.
        case 0x08:
            guard let short = Self.printable(content), !(name ?? "").hasPrefix(short) else { return }
            name = short
        case 0x09: name = Self.printable(content) ?? name
        case 0xFF:
            guard content.count >= 2 else { return }
            company = content.word(0)
            manufacturerData = Array(content.dropFirst(2))
        default: return
        }
    }

    private mutating func takeServices(_ content: UnsafeRawBufferPointer, bytesEach: Int) {
        var at = 0
        while at + bytesEach <= content.count {
            if let uuid = BluetoothUUID(overTheAir: content.part(at, at + bytesEach)), !services.contains(uuid),
                services.count < Self.mostServices
            {
                services.append(uuid)
            }
            at += bytesEach
        }
    }

    /// A device cannot make a list grow without end by advertising ever new services.
    private static let mostServices = 64

    /// A name for people: UTF-8 without control characters, which would go into logs and onto screens.
    public static func printable(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let text = String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) else { return nil }
        return printable(text)
    }

    /// The text, if it has 1 to 248 bytes and none of them controls anything.
    public static func printable(_ text: String) -> String? {
        guard (1...248).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ scalar in
                switch scalar.properties.generalCategory {
                // Format characters can turn the order of what follows.
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: true
                }
            })
        else { return nil }
        return text
    }
}

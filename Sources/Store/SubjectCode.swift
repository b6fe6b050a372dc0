/// Pseudonymous person codes. Names of people are no codes: what tells that apart is all that is checked.
public enum SubjectCode {
    /// A new random code: `S-` and eight of the 32 letters and digits of RFC 4648's base32 (40 bits).
    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    static func random(using generator: inout some RandomNumberGenerator) -> String {
        "S-" + base32(8, using: &generator)
    }

    /// Throws unless `code` is 1 to 32 letters, digits, `_` or `-` of ASCII.
    public static func validate(_ code: String, field: String = "subject") throws {
        let allowed = code.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard allowed, (1...32).contains(code.utf8.count) else {
            // The code is left out of the message: it may be somebody's name.
            throw RequestError.invalid(
                field,
                "a subject code is 1 to 32 letters, digits, `-` or `_`, and never a person's name; for example"
                    + " \(random())")
        }
    }

    static func base32(_ count: Int, using generator: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] })
    }
}

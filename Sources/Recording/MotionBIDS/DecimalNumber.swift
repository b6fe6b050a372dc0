/// Reads decimal numbers out of bytes.
enum DecimalNumber {
    /// What a table's cell holds.
    enum Cell: Equatable {
        case number(Double)
        /// Empty, `n/a` or `nan`.
        case missing
        case malformed
    }

    /// Reads the cell `bytes[range]`. Infinite and overflowing numbers are malformed: no sensor measures them.
    static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Cell {
        if range.isEmpty { return .missing }
        var index = range.lowerBound
        let end = range.upperBound
        var isNegative = false
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var fraction = 0
        var isExact = true
        var sawPoint = false
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                digits += 1
                if mantissa < 100_000_000_000_000_000 {
                    mantissa = mantissa * 10 + UInt64(digit)
                    if sawPoint { fraction += 1 }
                } else {
                    isExact = false
                }
            } else if bytes[index] == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return isMissing(bytes, range) ? .missing : .malformed }
        var exponent = -fraction
        if index < end {
            guard bytes[index] | 0x20 == UInt8(ascii: "e"), let power = parseExponent(bytes, index + 1..<end) else {
                return .malformed
            }
            exponent += power
        }
        // A mantissa below 2^53 and a power of ten that a Double holds exactly give, by one correctly rounded
        // operation, the correctly rounded number (Clinger 1990); everything else goes the slow way.
        guard isExact, mantissa < 1 << 53, abs(exponent) < powersOfTen.count else {
            return parseSlowly(bytes, range)
        }
        let magnitude =
            exponent < 0 ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
        return .number(isNegative ? -magnitude : magnitude)
    }

    /// 10⁰…10²², the powers of ten that are exact as Double.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    private static func parseExponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        guard index < range.upperBound else { return nil }
        var isNegative = false
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < range.upperBound, range.upperBound - index <= 4 else { return nil }
        var value = 0
        while index < range.upperBound {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return isNegative ? -value : value
    }

    private static func parseSlowly(_ bytes: [UInt8], _ range: Range<Int>) -> Cell {
        // The syntax has been checked, only the length has not.
        guard range.count <= 400, let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite
        else { return .malformed }
        return .number(value)
    }

    private static func isMissing(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.count == 3 else { return false }
        let word = bytes[range].map { $0 | 0x20 }
        return word == Array("n/a".utf8) || word == Array("nan".utf8)
    }
}

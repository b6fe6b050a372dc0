/// An inertial message in the device's ASCII form: `I,microseconds,gx,gy,gz,ax,ay,az`, four decimals.
struct XIMU3Text {
    var microseconds: UInt64
    /// °/s.
    var gyroscope: SIMD3<Float>
    /// g.
    var accelerometer: SIMD3<Float>

    /// Nil where there are not exactly seven numbers.
    init?(_ message: UnsafeRawBufferPointer) {
        var end = message.count - 1
        if end > 0, message[end - 1] == 0x0D { end -= 1 }
        var at = 2
        guard let time = Self.whole(message, &at, end) else { return nil }
        var values = InlineArray<6, Float>(repeating: 0)
        for index in 0..<6 {
            guard let value = Self.decimal(message, &at, end) else { return nil }
            values[index] = value
        }
        guard at == end else { return nil }
        microseconds = time
        gyroscope = [values[0], values[1], values[2]]
        accelerometer = [values[3], values[4], values[5]]
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? UInt64(byte - UInt8(ascii: "0")) : nil
    }

    /// Digits up to a comma or the end; nil for none, or more than 64 bits hold.
    private static func whole(_ bytes: UnsafeRawBufferPointer, _ at: inout Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        let start = at
        while at < end, let digit = digit(bytes[at]) {
            let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(digit)
            guard !isLarge, !isLarger else { return nil }
            value = sum
            at += 1
        }
        return at > start ? value : nil
    }

    /// A comma, then `[-]digits[.digits]`; at most 15 digits, which a double holds exactly.
    private static func decimal(_ bytes: UnsafeRawBufferPointer, _ at: inout Int, _ end: Int) -> Float? {
        guard at < end, bytes[at] == UInt8(ascii: ",") else { return nil }
        at += 1
        let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var digits = 0
        var value = 0.0
        var scale = 1.0
        var isFraction = false
        while at < end {
            if bytes[at] == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if let digit = digit(bytes[at]) {
                value = value * 10 + Double(digit)
                if isFraction { scale *= 10 }
                digits += 1
            } else {
                break
            }
            at += 1
        }
        guard (1...15).contains(digits) else { return nil }
        return Float((isNegative ? -value : value) / scale)
    }
}

/// Takes little-endian numbers and texts out of bytes from outside. Every step checks the bounds and answers nil
/// beyond them, so that no length in a file can make it read elsewhere.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    /// Reads `bytes[range]`, cut to what is there.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = min(max(0, range.lowerBound), bytes.count)
        end = min(max(position, range.upperBound), bytes.count)
    }

    init(_ bytes: [UInt8]) { self.init(bytes, bytes.indices) }

    var remaining: Int { end - position }

    mutating func take<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
        let size = MemoryLayout<Number>.size
        guard remaining >= size else { return nil }
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Number.self) }
        position += size
        return Number(littleEndian: value)
    }

    mutating func takeFloat() -> Float? { take(UInt32.self).map(Float.init(bitPattern:)) }

    /// The place of the next `length` bytes, which are passed over.
    mutating func take(length: UInt64) -> Range<Int>? {
        guard length <= UInt64(remaining) else { return nil }
        let range = position..<position + Int(length)
        position = range.upperBound
        return range
    }

    mutating func takeText() -> String? {
        guard let length = take(UInt32.self), let range = take(length: UInt64(length)) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    mutating func takeMap() -> [String: String]? {
        guard let length = take(UInt32.self), let range = take(length: UInt64(length)) else { return nil }
        var inner = ByteReader(bytes, range)
        var map: [String: String] = [:]
        while inner.remaining > 0 {
            guard let key = inner.takeText(), let value = inner.takeText() else { return nil }
            map[key] = value
        }
        return map
    }

    /// The next record's opcode and the place of its body.
    mutating func takeRecord() -> (opcode: UInt8, body: Range<Int>)? {
        guard let opcode = take(UInt8.self), let length = take(UInt64.self), let body = take(length: length) else {
            return nil
        }
        return (opcode, body)
    }
}

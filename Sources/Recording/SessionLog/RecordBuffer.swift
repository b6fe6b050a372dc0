/// Bytes being built: little-endian numbers, length-prefixed strings and whole records. The storage is reused.
struct RecordBuffer {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func put<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ number: Float) { put(number.bitPattern) }
    mutating func put(_ more: [UInt8]) { bytes.append(contentsOf: more) }
    mutating func put(_ opcode: MCAP.Opcode) { bytes.append(opcode.rawValue) }

    mutating func put(_ text: String) {
        let start = bytes.count
        put(UInt32(0))
        bytes.append(contentsOf: text.utf8)
        patch(UInt32(truncatingIfNeeded: bytes.count - start - 4), at: start)
    }

    /// A map of texts, sorted by key so that the same content gives the same bytes.
    mutating func put(_ map: [String: String]) {
        let start = bytes.count
        put(UInt32(0))
        for (key, value) in map.sorted(by: { $0.key < $1.key }) {
            put(key)
            put(value)
        }
        patch(UInt32(truncatingIfNeeded: bytes.count - start - 4), at: start)
    }

    /// A record of the opcode, with the body that the closure puts.
    mutating func putRecord(_ opcode: MCAP.Opcode, _ body: (inout RecordBuffer) -> Void) {
        put(opcode)
        let start = bytes.count
        put(UInt64(0))
        body(&self)
        patch(UInt64(bytes.count - start - 8), at: start)
    }

    /// Overwrites a number that was put before its value was known.
    mutating func patch<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        withUnsafeBytes(of: number.littleEndian) { source in
            for index in source.indices { bytes[offset + index] = source[index] }
        }
    }

    /// Lets `fill` write up to `capacity` bytes at the end; it returns how many it wrote.
    mutating func putUnsafe(capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: capacity))
        let written = bytes.withUnsafeMutableBytes { fill(UnsafeMutableRawBufferPointer(rebasing: $0[start...])) }
        bytes.removeLast(capacity - min(max(written, 0), capacity))
    }
}

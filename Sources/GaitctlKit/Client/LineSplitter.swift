/// Cuts a stream of bytes into lines.
package struct LineSplitter {
    package struct TooLong: Error {}

    /// The longest line that is kept, bytes; the daemon's lines have some hundreds.
    package static let longest = 1 << 20

    private var rest: [UInt8] = []

    package init() {}

    /// The lines that `bytes` completes, without their ends.
    package mutating func feed(_ bytes: some Collection<UInt8>) throws(TooLong) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(String(decoding: rest, as: UTF8.self))
                rest.removeAll(keepingCapacity: true)
            } else if byte != UInt8(ascii: "\r") {
                guard rest.count < Self.longest else { throw TooLong() }
                rest.append(byte)
            }
        }
        return lines
    }
}

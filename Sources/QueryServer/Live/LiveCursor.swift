import QueryAPI

/// A place between two live lines: `<epoch>-<number of the next line>`.
struct LiveCursor: Equatable, CustomStringConvertible {
    var epoch: String
    var number: UInt64

    init(epoch: String, number: UInt64) {
        self.epoch = epoch
        self.number = number
    }

    init(_ text: String) throws(Problem) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, UInt32(parts[0], radix: 16) != nil, let number = UInt64(parts[1]) else {
            throw .invalid("cursor", "the cursor '\(text.prefix(64))' is not one that a live line carries")
        }
        self.init(epoch: String(parts[0]), number: number)
    }

    var description: String { "\(epoch)-\(number)" }
}

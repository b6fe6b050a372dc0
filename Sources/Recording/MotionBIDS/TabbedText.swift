/// Walks over tab-separated bytes cell by cell. Knows lines and columns, so that errors can name them.
struct TabbedText {
    private let bytes: [UInt8]
    private let end: Int
    private var position: Int
    /// The line of the row begun last, from 1.
    private(set) var line = 0
    /// The column of the cell read last, from 1.
    private(set) var column = 0
    /// Whether every cell has been read.
    private(set) var isAtEnd: Bool

    /// A leading byte order mark and the line ends after the last row belong to no cell.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var last = bytes.count
        while last > position, bytes[last - 1] == UInt8(ascii: "\n") || bytes[last - 1] == UInt8(ascii: "\r") {
            last -= 1
        }
        end = last
        isAtEnd = position == last
    }

    /// Starts the next row.
    mutating func beginRow() {
        line += 1
        column = 0
    }

    /// The next cell and whether it ends its row.
    mutating func nextCell() -> (range: Range<Int>, endsRow: Bool) {
        column += 1
        let start = position
        while position < end, bytes[position] != UInt8(ascii: "\t"), bytes[position] != UInt8(ascii: "\n") {
            position += 1
        }
        guard position < end else {
            isAtEnd = true
            return (start..<position, true)
        }
        var stop = position
        let endsRow = bytes[position] == UInt8(ascii: "\n")
        if endsRow, stop > start, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
        position += 1
        return (start..<stop, endsRow)
    }

    /// The next row's cells as text.
    mutating func nextRow() -> [String] {
        beginRow()
        var cells: [String] = []
        while true {
            let (range, endsRow) = nextCell()
            cells.append(text(range))
            if endsRow { return cells }
        }
    }

    /// A cell as text, cut to a length that fits an error message.
    func excerpt(_ range: Range<Int>) -> String { text(range.prefix(24)) }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

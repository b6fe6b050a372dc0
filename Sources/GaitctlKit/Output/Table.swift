/// Columns in line, two spaces apart: readable on a terminal and in a pipe.
public struct Table {
    public enum Alignment: Sendable { case left, right }

    public struct Column: Sendable {
        public var title: String
        public var alignment: Alignment

        public static func text(_ title: String) -> Column { Column(title: title, alignment: .left) }
        public static func number(_ title: String) -> Column { Column(title: title, alignment: .right) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; cells without a value show as `-`.
    public mutating func add(_ cells: [String?]) {
        rows.append(
            columns.indices.map { index in
                let cell = index < cells.count ? cells[index].map(printable) ?? "" : ""
                return cell.isEmpty ? "-" : cell
            })
    }

    /// The title line and one line per row, without spaces at their ends.
    public func lines(_ style: Presentation, indent: String = "") -> [String] {
        let widths = columns.indices.map { index in
            rows.reduce(width(columns[index].title)) { max($0, width($1[index])) }
        }
        func line(_ cells: [String]) -> String {
            var text = indent
            for (index, cell) in cells.enumerated() {
                if index > 0 { text += "  " }
                let padding = String(repeating: " ", count: widths[index] - width(cell))
                text += columns[index].alignment == .right ? padding + cell : cell + padding
            }
            while text.last == " " { text.removeLast() }
            return text
        }
        return [style.strong(line(columns.map(\.title)))] + rows.map(line)
    }
}

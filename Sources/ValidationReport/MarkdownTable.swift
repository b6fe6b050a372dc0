/// A table in Markdown.
public struct MarkdownTable {
    private let titles: [String]
    private var rows: [[String]] = []

    public init(_ titles: [String]) { self.titles = titles }

    public var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; cells without a value show as a dash, and a bar in a cell does not end it.
    public mutating func add(_ cells: [String?]) {
        rows.append(
            cells.map { ($0 ?? "–").split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") })
    }

    public var text: String {
        let rule = "|" + titles.map { _ in "---|" }.joined()
        return ([Self.line(titles), rule] + rows.map(Self.line)).joined(separator: "\n")
    }

    private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

/// Numbers as the report writes them.
enum Written {
    /// A number with so many places, without a locale and without a minus before zero.
    static func fixed(_ value: Double?, _ places: Int) -> String? {
        guard let value, value.isFinite else { return nil }
        let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let whole = Int((value.magnitude * scale).rounded())
        let sign = value < 0 && whole != 0 ? "−" : ""
        guard places > 0 else { return sign + String(whole) }
        var digits = String(whole)
        while digits.count <= places { digits = "0" + digits }
        return sign + digits.dropLast(places) + "." + digits.suffix(places)
    }

    static func milliseconds(_ seconds: Double?, _ places: Int = 0) -> String? {
        fixed(seconds.map { $0 * 1000 }, places)
    }
}

/// A document whose measured parts stand between marks and are written by the program; the prose around them is
/// written by people and left alone.
///
/// A part begins with the line `<!-- measured: name -->` and ends with the line `<!-- end -->`.
public enum MeasuredText {
    /// Why a document cannot be filled.
    public enum Problem: Error, Equatable, CustomStringConvertible {
        /// A part was measured that the document has no marks for.
        case noMarks(part: String)
        /// The marks of a part do not end.
        case noEnd(part: String)
        /// The document has marks for a part that nobody measured.
        case notMeasured(part: String)

        public var description: String {
            switch self {
            case .noMarks(let part): "no line \"<!-- measured: \(part) -->\": add it where the numbers belong"
            case .noEnd(let part): "the part \"\(part)\" does not end: add the line \"<!-- end -->\""
            case .notMeasured(let part): "nothing measures the part \"\(part)\": take its marks out"
            }
        }
    }

    /// The document with every part in place of what stood between its marks.
    public static func fill(_ document: String, with parts: [String: String]) throws(Problem) -> String {
        var lines: [Substring] = []
        var filled: Set<String> = []
        var open: String?
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if let part = open {
                guard line == "<!-- end -->" else {
                    if name(line) != nil { throw .noEnd(part: part) }
                    continue
                }
                open = nil
            } else if let part = name(line) {
                guard let text = parts[part] else { throw .notMeasured(part: part) }
                filled.insert(part)
                open = part
                lines += [line, ""] + text.split(separator: "\n", omittingEmptySubsequences: false) + [""]
                continue
            }
            lines.append(line)
        }
        if let open { throw .noEnd(part: open) }
        if let left = parts.keys.sorted().first(where: { !filled.contains($0) }) { throw .noMarks(part: left) }
        return lines.joined(separator: "\n")
    }

    private static func name(_ line: Substring) -> String? {
        let (start, end) = ("<!-- measured: ", " -->")
        guard line.hasPrefix(start), line.hasSuffix(end) else { return nil }
        return String(line.dropFirst(start.count).dropLast(end.count))
    }
}

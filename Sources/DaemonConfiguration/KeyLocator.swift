/// Finds where each key of a TOML document stands. TOMLKit tells the place of a syntax error only, so this scanner goes
/// through the document and notes the place of every key, table and list element by its path: `socket.path`,
/// `kit[0].sensor[1].device`. Where the document is not TOML it ends all the same, and what it notes means nothing.
struct KeyLocator {
    private(set) var positions: [String: SourcePosition] = [:]
    /// The first table without a name or key without a value. The parser below TOMLKit 0.6 (toml++ 3.4) ends the
    /// process there by an assertion, so it may not get to see such a document.
    private(set) var fault: Fault?

    struct Fault: Equatable {
        var position: SourcePosition
        var text: String
    }

    private var scanner: TOMLScanner
    /// Lists and inline tables around the present place; the parser allows 256.
    private var depth = 0
    /// How many tables each `[[path]]` has so far.
    private var counts: [String: Int] = [:]

    init(_ text: String) {
        scanner = TOMLScanner(text)
        scan()
    }

    /// The place of a key, or else of the innermost thing around it.
    func position(of path: String) -> SourcePosition {
        var path = path[...]
        while !path.isEmpty {
            if let position = positions[String(path)] { return position }
            path = path.prefix(upTo: path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex)
        }
        return SourcePosition(line: 1, column: 1)
    }

    private mutating func scan() {
        var table = ""
        while scanner.skipToContent() {
            if scanner.next == "[" { table = header() } else { assignment(in: table) }
        }
    }

    /// `[a.b]` or `[[a.b]]`: the path of the table that begins here.
    private mutating func header() -> String {
        let position = scanner.position
        let isList = scanner.startsWith("[[")
        scanner.skip(isList ? 2 : 1)
        scanner.skipBlanks()
        if fault == nil, !scanner.isAtKey { fault = Fault(position: position, text: "a table's name is missing") }
        let parts = scanner.key()
        scanner.skip(isList ? 2 : 1)
        var path = ""
        for (index, part) in parts.enumerated() {
            path = Self.join(path, part)
            if isList && index == parts.count - 1 { counts[path, default: 0] += 1 }
            // A table below a list belongs to the list's newest element.
            if let count = counts[path] {
                note(path, position)
                path += "[\(count - 1)]"
            }
        }
        note(path, position)
        return path
    }

    private mutating func assignment(in table: String) {
        let position = scanner.position
        let parts = scanner.key()
        var path = table
        for part in parts {
            path = Self.join(path, part)
            note(path, position)
        }
        scanner.skipBlanks()
        // The equals sign; whatever else is there, the scan gets on.
        scanner.skip(1)
        value(path)
    }

    private mutating func value(_ path: String) {
        scanner.skipBlanks()
        if fault == nil, !scanner.isAtValue {
            fault = Fault(
                position: scanner.position, text: "a value is missing or begins with a sign that none begins with")
        }
        switch scanner.next {
        case "[" where depth < 256: list(path)
        case "{" where depth < 256: inlineTable(path)
        case "\"", "'": scanner.skipString()
        default:
            let before = scanner.position
            // A date may have a blank before its time, but the parser's assertions do not hold there; no key takes one.
            if scanner.skipPlainValue(), fault == nil {
                fault = Fault(position: before, text: "a value of several words needs quotes")
            }
            // In a list that is none the scan must get on.
            if scanner.position == before, depth > 0 { scanner.skip(1) }
        }
    }

    private mutating func list(_ path: String) {
        depth += 1
        defer { depth -= 1 }
        scanner.skip(1)
        var index = 0
        while scanner.skipToContent(), scanner.next != "]" {
            if scanner.next == "," {
                scanner.skip(1)
            } else {
                let element = "\(path)[\(index)]"
                note(element, scanner.position)
                value(element)
                index += 1
            }
        }
        scanner.skip(1)
    }

    private mutating func inlineTable(_ path: String) {
        depth += 1
        defer { depth -= 1 }
        scanner.skip(1)
        while scanner.skipToContent(), scanner.next != "}" {
            if scanner.next == "," { scanner.skip(1) } else { assignment(in: path) }
        }
        scanner.skip(1)
    }

    private mutating func note(_ path: String, _ position: SourcePosition) {
        if positions[path] == nil { positions[path] = position }
    }

    private static func join(_ path: String, _ part: String) -> String { path.isEmpty ? part : path + "." + part }
}

/// Walks over the characters of a TOML document, counting lines and columns.
struct TOMLScanner {
    private let text: [Unicode.Scalar]
    private var at = 0
    private(set) var position = SourcePosition(line: 1, column: 1)

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    /// The character here, nil at the end.
    var next: Unicode.Scalar? { at < text.count ? text[at] : nil }

    func startsWith(_ word: String) -> Bool { text[at...].starts(with: word.unicodeScalars) }

    mutating func skip(_ count: Int) {
        for _ in 0..<count where at < text.count {
            position.column += 1
            if text[at] == "\n" { position = SourcePosition(line: position.line + 1, column: 1) }
            at += 1
        }
    }

    mutating func skipBlanks() {
        while next == " " || next == "\t" { skip(1) }
    }

    /// Skips white space, line ends and comments; false at the end of the document.
    mutating func skipToContent() -> Bool {
        while let character = next {
            switch character {
            case " ", "\t", "\r", "\n", "\u{FEFF}": skip(1)
            case "#": while next != nil, next != "\n" { skip(1) }
            default: return true
            }
        }
        return false
    }

    /// Whether a key can begin here.
    var isAtKey: Bool { next.map { Self.isBare($0) || $0 == "\"" || $0 == "'" } ?? false }

    /// Whether a value can begin here.
    var isAtValue: Bool {
        guard let next, next.isASCII else { return false }
        return Self.isBare(next) || "\"'[{+.".unicodeScalars.contains(next)
    }

    /// The parts of a dotted key.
    mutating func key() -> [String] {
        var parts: [String] = []
        while true {
            skipBlanks()
            if next == "\"" || next == "'" {
                let start = at
                skipString()
                // Escapes stay as they are written: no key of ours has one.
                parts.append(Self.string(text[start..<at].dropFirst().dropLast()))
            } else {
                let start = at
                while let character = next, Self.isBare(character) { skip(1) }
                parts.append(Self.string(text[start..<at]))
            }
            skipBlanks()
            guard next == "." else { return parts }
            skip(1)
        }
    }

    /// A string of any of the four kinds.
    mutating func skipString() {
        guard let quote = next else { return }
        let long = String(repeating: Character(quote), count: 3)
        let end = startsWith(long) ? long : String(quote)
        skip(end.unicodeScalars.count)
        while next != nil, !startsWith(end) { skip(next == "\\" && quote == "\"" ? 2 : 1) }
        skip(end.unicodeScalars.count)
        // A long string may end in up to five quotes, two of which are its own.
        if end == long { while next == quote { skip(1) } }
    }

    /// A number, a date or a truth value; returns whether it has white space inside.
    mutating func skipPlainValue() -> Bool {
        var sawBlank = false
        var hasSeveralWords = false
        while let character = next, !",]}#\r\n".unicodeScalars.contains(character) {
            let isBlank = character.properties.isWhitespace
            hasSeveralWords = hasSeveralWords || sawBlank && !isBlank
            sawBlank = sawBlank || isBlank
            skip(1)
        }
        return hasSeveralWords
    }

    private static func isBare(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "-": true
        default: false
        }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}

internal import TOMLKit

/// Collects mistakes with their places.
final class MistakeCollector {
    private let file: String
    private let locator: KeyLocator
    private var found: [(position: SourcePosition, mistake: ConfigurationMistake)] = []

    init(file: String, locator: KeyLocator) {
        self.file = file
        self.locator = locator
    }

    func add(_ path: String, _ problem: String) {
        let position = locator.position(of: path)
        let mistake = ConfigurationMistake(
            file: file, line: position.line, column: position.column, key: path, problem: problem)
        found.append((position, mistake))
    }

    /// The line of a key, for texts that point from one place to another.
    func line(of path: String) -> Int { locator.position(of: path).line }

    /// All of them in the order of the file.
    var mistakes: [ConfigurationMistake] {
        found.enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element.mistake)
    }
}

/// Reads one table's keys, each with its type and its limits. What is wrong is collected, and reading goes on.
struct TableReader {
    let table: TOMLTable
    /// The table's own name among `ConfigurationKey.section`.
    let section: String
    /// Where it stands: empty, or such as `kit[0].sensor[1]`.
    let path: String
    let mistakes: MistakeCollector

    init(_ table: TOMLTable, section: String, path: String, _ mistakes: MistakeCollector) {
        self.table = table
        self.section = section
        self.path = path
        self.mistakes = mistakes
        reportUnknownKeys()
    }

    // MARK: Values

    func string(_ name: String, _ isAllowed: (String) -> Bool) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { return wrong(name, value) }
        guard isAllowed(text) else { return notAllowed(name, "\"\(text)\"") }
        return text
    }

    func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        let number: Double
        switch value.type {
        case .int: number = Double(value.int ?? 0)
        case .double: number = value.double ?? .nan
        default: return wrong(name, value)
        }
        guard range.contains(number) else { return notAllowed(name, value.debugDescription) }
        return number
    }

    func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        guard value.type == .int, let number = value.int else { return wrong(name, value) }
        guard range.contains(number) else { return notAllowed(name, "\(number)") }
        return number
    }

    /// A word that stands for nothing set, or a whole number.
    func integer(_ name: String, in range: ClosedRange<Int>, or word: String) -> Int? {
        guard let value = value(name) else { return nil }
        if value.type == .string {
            if value.string == word { return nil }
            return notAllowed(name, value.debugDescription)
        }
        return integer(name, in: range)
    }

    func strings(_ name: String, _ isAllowed: (String) -> Bool) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let array = value.array else { return wrong(name, value) }
        var texts: [String] = []
        for index in 0..<array.count {
            guard let text = array[index].string else { return wrong(name, value) }
            guard isAllowed(text) else { return notAllowed(name, "\"\(text)\"") }
            texts.append(text)
        }
        return texts
    }

    /// One of the values of an enumeration by its raw word.
    func word<Word: RawRepresentable>(_ name: String, _ type: Word.Type) -> Word? where Word.RawValue == String {
        string(name) { Word(rawValue: $0) != nil }.flatMap(Word.init(rawValue:))
    }

    // MARK: Tables

    func table(_ name: String) -> TableReader? {
        guard let value = value(name) else { return nil }
        guard let table = value.table else { return wrong(name, value) }
        return TableReader(table, section: qualified(section, name), path: qualified(path, name), mistakes)
    }

    /// The tables of a list; nil where the key is missing or something else.
    func tables(_ name: String) -> [TableReader]? {
        guard let value = value(name) else { return nil }
        guard let array = value.array else { return wrong(name, value) }
        var readers: [TableReader] = []
        for index in 0..<array.count {
            guard let table = array[index].table else { return wrong(name, value) }
            readers.append(
                TableReader(
                    table, section: qualified(section, name), path: "\(qualified(path, name))[\(index)]", mistakes))
        }
        return readers
    }

    // MARK: Mistakes

    func has(_ name: String) -> Bool { table[name] != nil }

    func add(_ name: String, _ problem: String) { mistakes.add(qualified(path, name), problem) }

    /// Says that a key is missing.
    func require(_ name: String) {
        guard !has(name) else { return }
        mistakes.add(qualified(path, name), "is missing; needed is \(allowed(name))")
    }

    private func value(_ name: String) -> TOMLValue? { table[name]?.tomlValue }

    private func wrong<T>(_ name: String, _ value: TOMLValue) -> T? {
        add(name, "is \(Self.article(value.type)), but must be \(allowed(name))")
        return nil
    }

    private func notAllowed<T>(_ name: String, _ text: String) -> T? {
        add(name, "\(text) is not allowed; allowed is \(allowed(name))")
        return nil
    }

    private func reportUnknownKeys() {
        let known = ConfigurationKey.all.filter { $0.section == section }.map(\.name)
        for key in table.keys where !known.contains(key) {
            let hint = Suggestion.nearest(to: key, among: known).map { "did you mean `\($0)`?" }
            let place = section.isEmpty ? "at the top" : "in `\(section)`"
            add(key, "is no key \(place); \(hint ?? "known are \(known.joined(separator: ", "))")")
        }
    }

    private func allowed(_ name: String) -> String { ConfigurationKey.find(name, in: section)?.allowed ?? "a value" }

    private func qualified(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "." + name }

    private static func article(_ type: TOMLType) -> String {
        switch type {
        case .array: "a list"
        case .int: "a whole number"
        case .double: "a number with a point"
        case .bool: "true or false"
        default: "a \(type.rawValue)"
        }
    }
}

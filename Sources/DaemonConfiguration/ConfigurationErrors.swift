/// All mistakes of a configuration file, in the order of the file.
public struct ConfigurationErrors: Error, Sendable, Equatable, CustomStringConvertible {
    /// At least one.
    public var mistakes: [ConfigurationMistake]

    public init(mistakes: [ConfigurationMistake]) { self.mistakes = mistakes }

    /// One line for each.
    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// One mistake: where it is, what is wrong and what would be right.
public struct ConfigurationMistake: Sendable, Equatable, CustomStringConvertible {
    public var file: String
    /// From 1; nil where the file could not be read.
    public var line: Int?
    /// From 1, in characters.
    public var column: Int?
    /// Such as `kit[0].sensor[1].placement`; nil where the file is not even TOML.
    public var key: String?
    public var problem: String

    public init(file: String, line: Int? = nil, column: Int? = nil, key: String? = nil, problem: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.problem = problem
    }

    /// `gaitd.toml:12:5: kit[0].sensor[1].placement: …`
    public var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if line != nil, let column { place += ":\(column)" }
        return place + ": " + (key.map { $0 + ": " } ?? "") + problem
    }
}

/// Where in a file.
struct SourcePosition: Equatable, Comparable {
    var line: Int
    var column: Int

    static func < (a: SourcePosition, b: SourcePosition) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

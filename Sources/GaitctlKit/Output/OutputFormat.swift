/// How a command writes its result.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// For people.
    case table
    /// The daemon's answer, indented.
    case json
    /// One item of a list per line.
    case ndjson
}

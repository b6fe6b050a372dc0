public import Foundation

/// How results are drawn for people: the zone their times are in, and whether the terminal takes colours.
public struct Presentation: Sendable {
    public var timeZone: TimeZone
    public var colours: Bool

    public init(timeZone: TimeZone = .current, colours: Bool = false) {
        self.timeZone = timeZone
        self.colours = colours
    }

    /// Colours only on a terminal that can show them, and never where NO_COLOR is set (no-color.org).
    public static func takesColours(isTerminal: Bool, environment: [String: String]) -> Bool {
        isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    public func strong(_ text: String) -> String { colours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    public func warning(_ text: String) -> String { colours ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
}

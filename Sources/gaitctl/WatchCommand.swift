import ArgumentParser
import GaitctlKit
import QueryAPI

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "See it live; ends with Ctrl-C.",
        discussion: """
            Comes back by itself when the daemon does, and takes up behind the last line it printed.
            With --format json or ndjson every line is printed as it came, one JSON object each.
            For example:
              gaitctl watch --types stride,episode,gap
              gaitctl watch --types all --format ndjson --count 100
            """)

    @Option(
        help: ArgumentHelp(
            "Only these kinds of lines, with commas between: \(LiveScreen.types.joined(separator: ", ")); or all. "
                + "(default: for tables all but event, retraction and measure; else all)",
            valueName: "kinds"))
    var types: String?
    @Option(help: "Begin behind the line with this cursor.")
    var cursor: String?
    @Option(help: ArgumentHelp("End after so many lines.", valueName: "lines"))
    var count: Int?
    @Flag(inversion: .prefixedNo, help: "Come back when the connection is lost.")
    var reconnect = true
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count needs a number of at least 1") }
        if let unknown = chosen?.first(where: { !LiveScreen.types.contains($0) }) {
            throw ValidationError(
                "--types: there is no kind of line '\(unknown)'; there are \(LiveScreen.types.joined(separator: ", "))")
        }
    }

    /// The kinds asked for; empty for all; nil where nothing was asked for.
    private var chosen: [String]? {
        guard let types else { return nil }
        return types == "all" ? [] : types.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    func run() async throws {
        let style = common.presentation
        let kinds = chosen ?? (common.format == .table ? LiveScreen.typesForPeople : [])
        try await Interrupts.ending {
            try await common.withClient { client in
                var follower = LiveFollower(client: client, types: kinds, cursor: cursor, reconnects: reconnect)
                var left = count ?? .max
                try await follower.follow(notice: { Self.tell($0, client.socket) }) { text, line in
                    try Printer.standardOutput.line(common.format == .table ? LiveScreen.text(line, style) : text)
                    left -= 1
                    return left > 0
                }
            }
        }
    }

    /// Beside the lines, on the error stream, so that the output stays clean for programs.
    private static func tell(_ notice: LiveFollower.Notice, _ socket: String) {
        let text =
            switch notice {
            case .lost: "connection to \(socket) lost; trying again until gaitd is back (Ctrl-C ends)"
            case .reconnected: "connected again"
            case .linesMissed: "gaitd no longer keeps the lines since the loss; going on from now"
            }
        // A closed error stream is no reason to stop watching.
        try? Printer.standardError.line("gaitctl: \(text)")
    }
}

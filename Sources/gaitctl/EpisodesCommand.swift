import ArgumentParser
import GaitctlKit
import QueryAPI

struct EpisodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "episodes", abstract: "Stretches of walking that a rule flagged.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All episodes, or those that fit.",
            discussion: """
                For example:
                  gaitctl episodes --subject S-7K2M --since 7d
                  gaitctl episodes --side left --since today --format ndjson
                """)

        @OptionGroup var period: PeriodOptions
        @Option(help: "Only this person's.")
        var subject: String?
        @Option(help: "Only this session's.")
        var session: String?
        @Option(help: "Only this kit's.")
        var kit: String?
        @Option(help: "Only of this kind, such as step_time_asymmetry.")
        var kind: String?
        @Option(help: "Only where this side has the larger value.")
        var side: BodySide?
        @Option(
            help: ArgumentHelp(
                "Only from this severity on: 0 is at the threshold, 1 at twice it.", valueName: "severity"))
        var minSeverity: Double?
        @OptionGroup var limit: LimitOption
        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let minSeverity, !(minSeverity.isFinite && minSeverity >= 0) {
                throw ValidationError("--min-severity needs a number of at least 0")
            }
        }

        func run() async throws {
            let style = common.presentation
            let filter = EpisodeQuery(
                since: period.since?.date, until: period.until?.date, subject: subject, session: session, kit: kit,
                kind: kind, side: side?.rawValue, minSeverity: minSeverity)
            try await common.list("episodes", Query(filter), paging: limit.paging, of: EpisodeSummary.self) {
                EpisodeScreens.list($0, style)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One episode on one screen, left beside right, with what lies around it.")

        @Argument(help: "The episode's number.")
        var id: Int
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.withClient { client in
                guard common.format == .table else {
                    return try common.write(try await client.get("episodes/\(id)", as: JSONValue.self))
                }
                let detail = try await client.get("episodes/\(id)", as: EpisodeDetail.self)
                var signals: [Signal] = []
                for kept in detail.signals where kept.placement.hasSuffix("_shank") {
                    var query = Query()
                    query["placement"] = kept.placement
                    signals.append(try await client.get("episodes/\(id)/signal", query, as: Signal.self))
                }
                try Printer.standardOutput.lines(
                    EpisodeScreens.show(detail, signals: signals, common.presentation))
            }
        }
    }
}

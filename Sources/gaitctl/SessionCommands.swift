import ArgumentParser
import GaitctlKit
import QueryAPI

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Begin, end and look up recordings.",
        subcommands: [Start.self, Stop.self, List.self, Show.self])

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a session for a subject.",
            discussion: """
                For example:
                  gaitctl session start --subject S-7K2M --kit demo --aid "stick, right"
                """)

        @Option(
            help: ArgumentHelp(
                "The person's code, such as S-7K2M, never a name; else whom the configuration names for the kit.",
                valueName: "code"))
        var subject: String?
        @Option(help: "The kit the person wears; may be left out where there is only one.")
        var kit: String?
        @Option(help: "What the person wears on the feet.")
        var shoes: String?
        @Option(help: ArgumentHelp("Stick, rollator and the like.", valueName: "walking aid"))
        var aid: String?
        @Option(help: "Anything worth knowing.")
        var note: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            let new = NewSession(subject: subject, kit: kit, shoes: shoes, walkingAid: aid, note: note)
            if common.format == .table { try await warn(style) }
            try await common.change("sessions", new, as: Session.self) { SessionScreens.started($0, style) }
        }

        /// What is wrong with the kit is said before the walk, not found after it. Programs ask for the status themselves.
        private func warn(_ style: Presentation) async throws {
            try await common.withClient { client in
                let status = try await client.get("status", as: Status.self)
                try Printer.standardOutput.lines(StatusScreen.warnings(status, kit: kit, style))
            }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a session.")

        @Argument(help: "The session; may be left out where only one runs.")
        var id: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            let id = if let id { id } else { try await onlyOpenSession() }
            try await common.change("sessions/\(Query.encode(id))/stop", as: Session.self) {
                SessionScreens.stopped($0, style)
            }
        }

        private func onlyOpenSession() async throws -> String {
            var open: [Session] = []
            try await common.withClient { client in
                var query = Query()
                query["open"] = "true"
                try await client.pages("sessions", query, .all, of: Session.self) { open += $0 }
            }
            return try SessionChoice.only(of: open)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All sessions, or those of a person or time.",
            discussion: """
                For example:
                  gaitctl session list --subject S-7K2M --since 2026-11-01
                  gaitctl session list --open
                """)

        @OptionGroup var period: PeriodOptions
        @Option(help: "Only this person's.")
        var subject: String?
        @Option(help: "Only this kit's.")
        var kit: String?
        @Flag(help: "Only those that run now.")
        var open = false
        @OptionGroup var limit: LimitOption
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            var query = Query()
            query["since"] = period.since.map { WireCoding.timestamp($0.date) }
            query["until"] = period.until.map { WireCoding.timestamp($0.date) }
            query["subject"] = subject
            query["kit"] = kit
            query["open"] = open ? "true" : nil
            let filtered = !query.isEmpty
            try await common.list("sessions", query, paging: limit.paging, of: Session.self) {
                SessionScreens.list($0, filtered: filtered, style)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One session: its log, what people noted, and what was flagged.")

        @Argument(help: "The session.")
        var id: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let path = "sessions/\(Query.encode(id))"
            try await common.withClient { client in
                guard common.format == .table else {
                    return try common.write(try await client.get(path, as: JSONValue.self))
                }
                let session = try await client.get(path, as: Session.self)
                var query = Query()
                query["session"] = session.id
                var annotations: [Annotation] = []
                try await client.pages("annotations", query, .all, of: Annotation.self) { annotations += $0 }
                var episodes: [EpisodeSummary] = []
                try await client.pages("episodes", query, .all, of: EpisodeSummary.self) { episodes += $0 }
                try Printer.standardOutput.lines(
                    SessionScreens.show(session, annotations: annotations, episodes: episodes, common.presentation))
            }
        }
    }
}

import ArgumentParser
import QueryAPI

/// The list of commands.
struct Gaitctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaitctl",
        abstract: "Ask gaitd what it measured: walking, left beside right, knee beside back.",
        discussion: """
            gaitd measures and compares; it does not diagnose.
            Every command prints a table for people, and JSON for programs with --format json or --format ndjson.
            """,
        version: SoftwareVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Measurement",
                subcommands: [EpisodesCommand.self, MeasuresCommand.self, WatchCommand.self]),
            CommandGroup(name: "Recordings", subcommands: [AnalyzeCommand.self, ValidateCommand.self]),
            CommandGroup(
                name: "Session log",
                subcommands: [SessionCommand.self, NoteCommand.self, PainCommand.self]),
            CommandGroup(
                name: "Daemon",
                subcommands: [StatusCommand.self, SensorsCommand.self, KitsCommand.self]),
            CommandGroup(
                name: "People",
                subcommands: [SubjectsCommand.self, BaselineCommand.self, EraseCommand.self]),
        ])
}

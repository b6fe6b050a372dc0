import ArgumentParser
import QueryAPI

@main
struct Gaitsim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaitsim",
        abstract: "Fake wearables on a fake body: plays walks into gaitd over pseudo-terminals or a radio.",
        discussion: """
            Every placement gets a pseudo-terminal with a stable name, DIR/KIT-left_shank and so on, which gaitd opens \
            as it would open a serial port. At the end one line of JSON says what was sent and what was lost.
            """,
        version: SoftwareVersion.current,
        subcommands: [Walk.self, Play.self, Write.self, Radiate.self])
}

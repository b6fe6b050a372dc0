import ArgumentParser
import Foundation

/// `gaitvalidate`: measures gaitd on recordings and synthetic bodies; `make validate` runs it.
@main
struct Gaitvalidate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaitvalidate", abstract: "Measure gaitd itself, and write docs/validation.md.",
        subcommands: [WalkerCommand.self, ReportCommand.self])
}

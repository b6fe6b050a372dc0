import ArgumentParser
import GaitctlKit
import QueryAPI

struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline", abstract: "How a person walks when nothing has changed: learnt, shown, begun anew.",
        subcommands: [Show.self, Reset.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What was learnt of a person.")

        @Argument(help: "The person's code.")
        var subject: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            try await common.show("baselines/\(Query.encode(subject))", as: Baselines.self) {
                BaselineScreen.lines($0, style)
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Begin a person's baseline anew, as after an operation or with new shoes; the old one stays shown.")

        @Argument(help: "The person's code.")
        var subject: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            try await common.change("baselines/\(Query.encode(subject))/reset", as: Baselines.self) {
                BaselineScreen.lines($0, style)
            }
        }
    }
}

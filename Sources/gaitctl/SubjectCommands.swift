import ArgumentParser
import Foundation
import GaitctlKit
import QueryAPI

struct SubjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subjects", abstract: "The people by their codes, and what is stored of them.")

    @OptionGroup var limit: LimitOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let style = common.presentation
        try await common.list("subjects", paging: limit.paging, of: Subject.self) {
            SessionScreens.subjects($0, style)
        }
    }
}

struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Delete everything that is stored of a person. It cannot be undone.")

    @Argument(help: "The person's code.")
    var subject: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        if !yes { try confirm() }
        try await common.withClient { client in
            let answer = try await client.delete("subjects/\(Query.encode(subject))", as: JSONValue.self)
            switch common.format {
            case .table: try Printer.standardOutput.line("Everything of \(subject) has been deleted.")
            case .json, .ndjson: if let answer { try common.write(answer) }
            }
        }
    }

    /// Deletes only what the person at the keyboard has typed out.
    private func confirm() throws {
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(.usage, "erasing \(subject) cannot be undone: repeat the command with --yes to do it")
        }
        try Printer.standardError.line(
            "This deletes all sessions, episodes, notes and raw signal of \(subject), and cannot be undone.\n"
                + "Type \(subject) to go on:")
        guard readLine()?.trimmingCharacters(in: .whitespaces) == subject else {
            throw Failure(.usage, "nothing was deleted: what was typed is not \(subject)")
        }
    }
}

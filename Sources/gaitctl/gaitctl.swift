import ArgumentParser
import Foundation
import GaitctlKit

/// `gaitctl`: asks `gaitd` what it measured, for people and for programs.
@main
struct Main {
    static func main() async {
        Printer.ignoreBrokenPipes()
        do {
            let command = try Gaitctl.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// Says what went wrong and what to do next, in one line on the standard error stream.
    private static func end(with error: any Error) -> Never {
        if let failure = error as? Failure {
            // Much of a failure's text is the daemon's: it stays on its line and cannot steer the terminal.
            complain(printable(failure.message))
            exit(failure.status.rawValue)
        }
        let code = Gaitctl.exitCode(for: error)
        // Help, the version and completion scripts come as errors too.
        guard !code.isSuccess else { Gaitctl.exit(withError: error) }
        let message = Self.words(of: Gaitctl.fullMessage(for: error))
        complain(message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message)
        exit(code.rawValue)
    }

    /// The parser calls a misspelt command an unexpected argument; people look for another word then.
    private static func words(of message: String) -> String {
        guard let first = CommandLine.arguments.dropFirst().first,
            message.hasPrefix("Error: Unexpected argument '\(first)'")
        else { return message }
        return "there is no command '\(printable(first))': `gaitctl --help` lists what there is"
    }

    private static func complain(_ message: String) {
        guard !message.isEmpty else { return }
        // Where even the error stream is closed, the exit code still tells.
        try? Printer.standardError.line("gaitctl: \(message)")
    }
}

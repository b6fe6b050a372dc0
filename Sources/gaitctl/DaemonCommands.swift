import ArgumentParser
import GaitctlKit
import QueryAPI

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How the daemon is, and what needs attention.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let style = common.presentation
        try await common.show("status", as: Status.self) { StatusScreen.lines($0, style) }
    }
}

struct KitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kits", abstract: "The sets of sensors, and who is being recorded.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let style = common.presentation
        try await common.list("kits", paging: .whole, of: Kit.self) { SensorsScreen.kits($0, style) }
    }
}

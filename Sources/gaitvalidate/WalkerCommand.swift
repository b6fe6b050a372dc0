import ArgumentParser
import Foundation
import Scenarios

struct WalkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walker", abstract: "Play synthetic bodies with known truth through the pipeline, as JSON.")

    @Option(help: "Simulated hours of even walking; the other scenarios take a share of them.")
    var hours = 50.0

    @Option(
        help: ArgumentHelp(
            "Only this scenario: \(ScenarioList.all(hours: 1).map(\.name).joined(separator: ", ")). (default: all)"))
    var scenario: String?

    func validate() throws {
        guard hours > 0, hours <= 10_000 else { throw ValidationError("--hours must lie between 0 and 10000") }
        if let scenario, !ScenarioList.all(hours: hours).contains(where: { $0.name == scenario }) {
            throw ValidationError("there is no scenario \"\(scenario)\"")
        }
    }

    func run() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        for item in ScenarioList.all(hours: hours) where scenario == nil || scenario == item.name {
            print(String(decoding: try encoder.encode(try await item.play()), as: UTF8.self))
        }
    }
}

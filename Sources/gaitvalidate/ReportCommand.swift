import ArgumentParser
import Foundation
import Recording
import Scenarios
import Validation
import ValidationReport

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Score every set of recordings and the synthetic bodies; write the document.",
        discussion: "Fills the measured parts of <docs>/validation.md and draws the charts in <docs>/validation/.")

    @Option(help: "The folder that holds the sets of recordings.")
    var data: String

    @Option(help: "Peers' contacts: <folder>/<set>/<method>/<recording>_events.tsv, beside method.txt.")
    var peers: String?

    @Option(help: "Simulated hours of even walking; the other scenarios take a share of them.")
    var hours = 50.0

    @Option(help: "The folder that holds validation.md.")
    var docs = "docs"

    @Option(help: "A line on what was run: the command, versions. Can be given several times.")
    var note: [String] = []

    func validate() throws {
        guard hours > 0, hours <= 10_000 else { throw ValidationError("--hours must lie between 0 and 10000") }
    }

    func run() async throws {
        let document = URL(fileURLWithPath: docs).appendingPathComponent("validation.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let (sets, absent) = try DataSets(data: data, peers: peers).measure()
        var scenarios: [ScenarioResult] = []
        for scenario in ScenarioList.all(hours: hours) {
            Self.say("playing \(scenario.name), \(scenario.trials) trials")
            scenarios.append(try await scenario.play())
        }
        let report = Report(Measured(sets: sets, absent: absent, scenarios: scenarios, provenance: note))
        let filled = try MeasuredText.fill(text, with: report.parts)
        try Data(filled.utf8).write(to: document)
        let folder = URL(fileURLWithPath: docs).appendingPathComponent("validation")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, chart) in report.charts.sorted(by: { $0.key < $1.key }) {
            try Data(chart.utf8).write(to: folder.appendingPathComponent(name))
        }
        Self.say("wrote \(docs)/validation.md and \(report.charts.count) charts")
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data("gaitvalidate: \(text)\n".utf8)) }
}

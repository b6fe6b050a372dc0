import ArgumentParser
import Foundation
import Gait
import GaitctlKit
import QueryAPI
import Recording
import Reporting

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Run the daemon's own pipeline over a recording, without a daemon.",
        discussion: """
            Takes a Motion-BIDS recording (…_motion.tsv) or a session log (.mcap). ndjson prints one object per line, \
            in order of emission, and the summary last; times count from the recording's first sample.
            For example:
              gaitctl analyze sub-01_task-walk_tracksys-imu_motion.tsv
              gaitctl analyze sessions/20261121T102059Z-7PKJ.mcap --format ndjson
            """)

    @Argument(help: "A …_motion.tsv or a session log (.mcap).")
    var file: String

    @Option(help: "A summary for people, json with all lines in one object, or ndjson with one object per line.")
    var format: OutputFormat = .table

    @Option(
        help: ArgumentHelp(
            "Height of the shank sensors above the ankle, m: for stride length and speed.", valueName: "m"))
    var shankSensorHeight = 0.32

    func validate() throws {
        guard (0.05...0.6).contains(shankSensorHeight) else {
            throw ValidationError("--shank-sensor-height must lie between 0.05 and 0.6 (m)")
        }
    }

    func run() throws {
        let source: RecordingSource
        do {
            source = try RecordingSource.open(URL(fileURLWithPath: file))
        } catch {
            throw Failure(error)
        }
        switch format {
        case .ndjson:
            let writer = LineWriter()
            writer.write(try analyze(source) { writer.write($0) })
            try writer.finish()
        case .json:
            var lines: [LiveLine] = []
            let summary = try analyze(source) { lines.append($0) }
            let data = try WireCoding.encoder(pretty: true).encode(WholeAnalysis(lines: lines, summary: summary))
            try Printer.standardOutput.line(String(decoding: data, as: UTF8.self))
        case .table:
            var episodes: [LiveLine] = []
            let summary = try analyze(source) { if $0.type == "episode" { episodes.append($0) } }
            try Printer.standardOutput.lines(AnalysisScreen.lines(summary, episodes))
        }
    }

    private func analyze(_ source: RecordingSource, _ emit: (LiveLine) -> Void) throws -> AnalysisSummary {
        var body = BodyDimensions()
        body.shankSensorHeight = shankSensorHeight
        let analysis = RecordingAnalysis(body: body)
        switch source {
        case .motion(let recording, _): return analysis.run(recording, line: emit)
        case .sessionLog(let log):
            let summary: AnalysisSummary
            do {
                summary = try analysis.run(log, line: emit)
            } catch {
                throw Failure(error)
            }
            try tell(log)
            return summary
        }
    }

    /// What of a session log could not be read, beside the lines.
    private func tell(_ log: SessionLogReader) throws {
        if log.ending != .closed {
            try Printer.standardError.line(
                "gaitctl: \(file): not closed by the daemon (a crash, or still being written): read up to its last whole chunk"
            )
        }
        for damage in log.damages.prefix(3) {
            try Printer.standardError.line("gaitctl: \(file): damaged at byte \(damage.offset): \(damage.problem)")
        }
        if log.damageCount > 3 { try Printer.standardError.line("gaitctl: \(file): \(log.damageCount) damages in all") }
    }

    private struct WholeAnalysis: Encodable {
        var lines: [LiveLine]
        var summary: AnalysisSummary
    }
}

/// Encodes lines and prints them in large writes; a reader that went away shows at the end.
private final class LineWriter {
    private let encoder = WireCoding.encoder()
    private var buffer = Data()
    private var failure: (any Error)?

    func write(_ line: some Encodable) {
        guard failure == nil else { return }
        do {
            buffer += try encoder.encode(line)
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1 << 16 { try flush() }
        } catch {
            failure = error
        }
    }

    func finish() throws {
        if let failure { throw failure }
        try flush()
    }

    private func flush() throws {
        try Printer.standardOutput.write(Array(buffer))
        buffer.removeAll(keepingCapacity: true)
    }
}

public import ArgumentParser
import Foundation
import GaitctlKit
public import IMU
import QueryAPI
import Recording
import Validation

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Score the pipeline against recordings whose contacts are known.",
        discussion: """
            Takes Motion-BIDS datasets, folders in them or single recordings (…_motion.tsv) with their …_events.tsv, and \
            says how well contacts, stride times and flags agree. docs/validation.md says how to lay out your own data \
            and what each number means. ndjson prints one line per recording, subject and set.
            For example:
              gaitctl validate my-dataset --details
              gaitctl validate my-dataset/sub-01 --placements lumbar
            """)

    enum Expected: String, CaseIterable, ExpressibleByArgument { case scans, even, unknown }

    @Argument(help: "Datasets, folders or …_motion.tsv files; of session logs (.mcap) episodes are counted.")
    var paths: [String]

    @Option(help: "A table for people, json with all lines in one object, or ndjson with one object per line.")
    var format: OutputFormat = .table

    @Option(
        parsing: .upToNextOption,
        help: "Use these sensors alone, as if no others had been worn: lumbar, left_shank, …")
    var placements: [Placement] = []

    @Option(
        help: ArgumentHelp(
            "Score another method's contacts: a folder with one <recording>_events.tsv each.", valueName: "folder"))
    var contacts: String?

    @Option(help: ArgumentHelp("Judge from this second of each recording on.", valueName: "seconds"))
    var from: Double?

    @Option(help: ArgumentHelp("Judge up to this second of each recording.", valueName: "seconds"))
    var to: Double?

    @Option(
        help: """
            What episodes are held against: the set's scans.tsv, even walkers (every episode is false), or nothing.
            """)
    var expect: Expected = .scans

    @Flag(help: "Also show each subject and each recording.")
    var details = false

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("name a dataset or a recording") }
        if let from, let to, from >= to {
            throw ValidationError("--from is not before --to: nothing lies between them")
        }
    }

    func run() throws {
        let options = scoring
        var scores: [RecordingScore] = []
        for file in try files() {
            guard let score = try Self.reading({ () throws(RecordingError) in try options.score(file) }) else {
                let wanted = placements.map(\.name).joined(separator: ", ")
                try Printer.standardError.line("gaitctl: \(file.stem): none of \(wanted) was worn; left out")
                continue
            }
            scores.append(score)
        }
        guard !scores.isEmpty else { throw Failure(.noInput, "no recording could be scored") }
        try write(scores)
    }

    private var scoring: ScoringOptions {
        var options = ScoringOptions()
        if !placements.isEmpty { options.placements = placements }
        options.contacts = contacts.map { URL(fileURLWithPath: $0) }
        if from != nil || to != nil { options.span = (from ?? -.infinity)...(to ?? .infinity) }
        switch expect {
        case .scans: break
        case .even: options.expectation = .even
        case .unknown: options.expectation = .unknown
        }
        return options
    }

    private func files() throws -> [RecordingFile] {
        try paths.flatMap { path in
            try Self.reading { () throws(RecordingError) in try RecordingFile.find(URL(fileURLWithPath: path)) }
        }
    }

    private static func reading<Result>(_ body: () throws(RecordingError) -> Result) throws -> Result {
        do { return try body() } catch { throw Failure(error) }
    }

    private func write(_ scores: [RecordingScore]) throws {
        let scored = PooledScore("all", scores)
        let all = contacts == nil ? scored : scored.withoutSilentKinds
        switch format {
        case .table:
            try Printer.standardOutput.lines(ValidationScreen.lines(all, details: details))
        case .json:
            let text = try WireCoding.encoder(pretty: true).encode(["lines": Self.lines(all)])
            try Printer.standardOutput.line(String(decoding: text, as: UTF8.self))
        case .ndjson:
            let encoder = WireCoding.encoder()
            try Printer.standardOutput.lines(
                Self.lines(all).map { String(decoding: try encoder.encode($0), as: UTF8.self) })
        }
    }

    private static func lines(_ all: PooledScore) -> [ScoreLine] {
        all.bySet.flatMap { set in
            set.bySubject.flatMap { subject in
                subject.recordings.map { ScoreLine(type: "recording", PooledScore($0.recording, [$0])) }
                    + [ScoreLine(type: "subject", subject)]
            } + [ScoreLine(type: "set", set)]
        } + (all.bySet.count > 1 ? [ScoreLine(type: "all", all)] : [])
    }
}

extension Placement: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
    public static var allValueStrings: [String] { allCases.map(\.name) }
}

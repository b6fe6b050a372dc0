public import Foundation
public import IMU
public import Recording
import Reporting
import QueryAPI

/// How recordings are scored.
public struct ScoringOptions: Sendable {
    /// Only these sensors, as if no others had been worn; nil: all.
    public var placements: [Placement]?
    /// Contacts of another method, as `<stem>_events.tsv` each, in place of the pipeline's.
    public var contacts: URL?
    /// Judges there alone, s from the first sample.
    public var span: ClosedRange<Double>?
    /// Holds for every recording, whatever its set says; nil: what the set says.
    public var expectation: ExpectedFlags?

    public init() {}

    /// Scores one recording.
    /// - Returns: nil where none of the wanted sensors was worn.
    public func score(_ file: RecordingFile) throws(RecordingError) -> RecordingScore? {
        let identity = RecordingScore.Identity(set: file.set, subject: file.subject, recording: file.stem)
        let expected: ExpectedFlags
        if let expectation { expected = expectation } else { expected = try file.expectation() }
        switch try RecordingSource.open(file.url) {
        case .motion(let recording, let events):
            let reference = Reference(events, span: span)
            if let contacts {
                return RecordingScore(
                    identity, contacts: try Self.contacts(file, in: contacts), reference: reference,
                    seconds: recording.duration)
            }
            guard let worn = placements.map({ recording.wearing(only: $0) }) ?? recording else { return nil }
            return RecordingScore(
                identity, run: PipelineRun(worn), reference: reference, knee: try KneeReference(beside: file.url),
                expectation: expected, seconds: recording.duration)
        case .sessionLog(let log):
            // A session log holds no reference; what was flagged can still be counted.
            guard contacts == nil, placements == nil else {
                throw .malformed(
                    file: file.url.path, problem: "a session log is scored as it is",
                    wayOut: "convert it to Motion-BIDS to score contacts of others or with fewer sensors")
            }
            var lines: [LiveLine] = []
            let summary = try RecordingAnalysis().run(log) { lines.append($0) }
            return RecordingScore(
                identity, run: PipelineRun(lines: lines), reference: Reference([], span: span), expectation: expected,
                seconds: summary.durationS)
        }
    }

    private static func contacts(_ file: RecordingFile, in folder: URL) throws(RecordingError) -> [TimedContact] {
        let table = folder.appendingPathComponent(file.stem + "_events.tsv")
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: table))
        } catch {
            throw .missing(
                file: table.path,
                wayOut: "--contacts wants one such table per recording; a method that found nothing writes the header")
        }
        return Reference.contacts(try MotionBIDS.parseEvents(bytes, name: table.path))
    }
}

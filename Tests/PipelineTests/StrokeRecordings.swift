import Foundation
import IMU
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing

/// The treadmill walks of people after stroke that lie beside the repository: two shanks and lumbar, 100 Hz, with
/// contacts from marker trajectories.
enum StrokeRecordings {
    static let missing: Comment = "needs ../shared/data"
    static let subjects = ["pp02", "pp04", "pp05", "pp07", "pp08", "pp10"]

    /// Subject and acquisition of each walk, such as `pp04 reg2`.
    static let names = subjects.flatMap { ["\($0) reg1", "\($0) reg2"] }

    static func file(_ name: String) throws -> URL {
        let parts = name.split(separator: " ")
        let folder = SharedData.file("data/stroke_treadmill_movingreality/sub-\(parts[0])/motion")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let found = files.first {
            $0.lastPathComponent.contains("acq-\(parts[1])_") && $0.lastPathComponent.hasSuffix("_motion.tsv")
        }
        guard let found else { throw CocoaError(.fileNoSuchFile) }
        return found
    }

    static func recording(_ name: String) throws -> MotionRecording { try MotionBIDS.read(file(name)) }

    static func events(_ name: String) throws -> [RecordedEvent] { try MotionBIDS.readEvents(for: file(name)) }

    /// All lines of an analysis.
    static func lines(_ recording: MotionRecording) -> [LiveLine] {
        var lines: [LiveLine] = []
        _ = RecordingAnalysis().run(recording) { lines.append($0) }
        return lines
    }
}

/// How the lines of one side and kind match the reference of a recording.
struct Match {
    var found = 0
    var truths = 0
    var said = 0
    /// Detected minus reference time, s.
    var errors: [Double] = []

    var f1: Double { 2 * Double(found) / Double(truths + said) }

    /// Compares within the span that was judged, without stretches that are untrusted for that side, one to one within
    /// 100 ms.
    init(lines: [LiveLine], events: [RecordedEvent], kind: String, side: Side) {
        let judged = events.first { $0.trialType == "judged" }
        let span = judged.map { $0.onset...($0.onset + $0.duration) } ?? 0...Double.infinity
        let untrusted = events.filter { $0.trialType == "untrusted" && $0.side != side.opposite }
        func counts(_ time: Double) -> Bool {
            span.contains(time) && !untrusted.contains { $0.onset <= time && time <= $0.onset + $0.duration }
        }
        let truth = events.filter { $0.trialType == kind && $0.side == side && counts($0.onset) }.map(\.onset)
        let detected = lines.filter { $0.kind == kind && $0.side == side.name && $0.status == "confirmed" }
            .compactMap(\.t).filter(counts)
        truths = truth.count
        said = detected.count
        let candidates = truth.indices.flatMap { a in detected.indices.map { (a, $0, detected[$0] - truth[a]) } }
            .filter { abs($0.2) <= 0.1 }.sorted { abs($0.2) < abs($1.2) }
        var (usedTruth, usedDetected) = (Set<Int>(), Set<Int>())
        for (a, b, error) in candidates where !usedTruth.contains(a) && !usedDetected.contains(b) {
            usedTruth.insert(a)
            usedDetected.insert(b)
            errors.append(error)
        }
        found = errors.count
        errors.sort()
    }

    var interquartileRange: Double { errors[errors.count * 3 / 4] - errors[errors.count / 4] }
}

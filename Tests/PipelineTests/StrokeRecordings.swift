import Foundation
import IMU
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing
import Validation

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

    /// All walks, scored against their references as `gaitctl validate` does it.
    static func scores() throws -> PooledScore {
        let folder = SharedData.file("data/stroke_treadmill_movingreality")
        return PooledScore("stroke", try RecordingFile.find(folder).compactMap { try ScoringOptions().score($0) })
    }

    /// All lines of an analysis.
    static func lines(_ recording: MotionRecording) -> [LiveLine] {
        var lines: [LiveLine] = []
        _ = RecordingAnalysis().run(recording) { lines.append($0) }
        return lines
    }
}

import Foundation
import IMU
import Recording
import Testing
import TestSupport

struct MotionBIDSRoundTripTests {
    static func recording(
        _ placements: [Placement], rows: Int, rate: Double = 200, jitter: Double = 0, seed: UInt64
    ) -> MotionRecording {
        var random = SeededGenerator(seed: seed)
        var recording = MotionRecording(placements: placements, nominalRate: rate)
        for row in 0..<rows {
            let readings: [MotionReading] = placements.map { _ in
                if Double.random(in: 0..<1, using: &random) < 0.02 {
                    return (SIMD3(repeating: .nan), SIMD3(repeating: .nan))
                }
                func vector() -> SIMD3<Float> {
                    SIMD3(Float(random.normal() * 10), Float(random.normal() * 1e-5), Float(random.normal()))
                }
                return (vector(), vector())
            }
            let time = Double(row) / rate + (row == 0 ? 0 : Double.random(in: 0...1, using: &random) * jitter)
            recording.append(time: time, readings: readings)
        }
        return recording
    }

    static func expectEqual(_ a: MotionRecording, _ b: MotionRecording) {
        #expect(a.placements == b.placements)
        #expect(a.nominalRate == b.nominalRate)
        #expect(a.rowCount == b.rowCount)
        for row in 0..<min(a.rowCount, b.rowCount) {
            #expect(abs(a.times[row] - b.times[row]) <= 1e-6)
            for sensor in a.placements.indices {
                let (x, y) = (a.reading(row: row, sensor: sensor), b.reading(row: row, sensor: sensor))
                for axis in 0..<3 {
                    #expect(x.acceleration[axis] == y.acceleration[axis] || x.acceleration[axis].isNaN)
                    #expect(x.acceleration[axis].isNaN == y.acceleration[axis].isNaN)
                    #expect(x.angularRate[axis] == y.angularRate[axis] || x.angularRate[axis].isNaN)
                    #expect(x.angularRate[axis].isNaN == y.angularRate[axis].isNaN)
                }
            }
        }
    }

    @Test(
        arguments: [[Placement.leftShank, .rightShank, .lumbar], [.lumbar], [.rightShank], Placement.allCases],
        [0, 2e-3])
    func whatIsWrittenIsReadBack(placements: [Placement], jitter: Double) throws {
        let folder = try TemporaryFolder()
        let original = Self.recording(placements, rows: 300, jitter: jitter, seed: 11)
        let events = [
            RecordedEvent(onset: 0.5, trialType: "initial_contact", side: .left, confidence: 0.75),
            RecordedEvent(onset: 0.25, duration: 1.5, trialType: "turn", value: -3.5),
        ]
        let file = try MotionBIDS.write(
            original, events: events, to: folder.url, subject: "01", task: "walk", acquisition: "a1")
        #expect(file.lastPathComponent == "sub-01_task-walk_tracksys-gaitd_acq-a1_motion.tsv")
        Self.expectEqual(original, try MotionBIDS.read(file))
        #expect(try MotionBIDS.readEvents(for: file) == [events[1], events[0]])
    }

    @Test func aDatasetGrowsByRecordings() throws {
        let folder = try TemporaryFolder()
        let recording = Self.recording([.lumbar], rows: 10, seed: 3)
        for (subject, task) in [("01", "walk"), ("02", "walk"), ("01", "stand")] {
            let file = try MotionBIDS.write(recording, to: folder.url, subject: subject, task: task)
            #expect(try MotionBIDS.readEvents(for: file).isEmpty)
        }
        let participants = try String(contentsOf: folder.file("participants.tsv"), encoding: .utf8)
        #expect(participants == "participant_id\nsub-01\nsub-02\n")
    }

    @Test func aLabelThatBIDSForbidsIsRefused() throws {
        let folder = try TemporaryFolder()
        let recording = Self.recording([.lumbar], rows: 1, seed: 3)
        for label in ["a_b", "", "../x", "ä"] {
            #expect(throws: RecordingError.self) {
                try MotionBIDS.write(recording, to: folder.url, subject: label, task: "walk")
            }
        }
    }
}

import Foundation
import IMU
import Recording
import Testing
import TestSupport

/// Files that are not what they should be: the error names the place and the way out, and nothing traps.
struct MotionBIDSHostileTests {
    typealias Reading = MotionBIDSReadingTests
    static let good = "1\t2\t3\t4\t5\t6\n"

    /// Line, column and a word of the message.
    @Test(arguments: [
        ("a\tb\tc\td\te\tf\n" + good, 1, 1, "delete it"),
        (good + "1\t2\t3\t4\t5\n", 2, 5, "the row has 5 cells"),
        (good + good + "1\t2\t3\t4\t5\t6\t7\n", 3, 6, "more than 6"),
        (good + "1\t2\tx3\t4\t5\t6\n", 2, 3, "not a number"),
        (good + "1\t2\t3\t4\t1e999\t6\n", 2, 5, "not a number"),
        (good + "1\t2\t3\t4\tinf\t6\n", 2, 5, "not a number"),
        (good + "\n" + good, 2, 1, "the row has 1 cells"),
        (good + "1\t2\t3\t4\t5\t--6\n", 2, 6, "not a number"),
        (good + "1 \t2\t3\t4\t5\t6\n", 2, 1, "not a number"),
        (good + "1,5\t2\t3\t4\t5\t6\n", 2, 1, "not a number"),
        (good + "1e\t2\t3\t4\t5\t6\n", 2, 1, "not a number"),
        (good + "1\t2\t1e39\t4\t5\t6\n", 2, 3, "not a number"),
    ])
    func names(motion: String, line: Int, column: Int, word: String) throws {
        do throws(RecordingError) {
            _ = try Reading.parse(Reading.sensor("lumbar"), motion)
            Issue.record("read")
        } catch {
            guard case .malformedCell(_, line, column, _, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(error.description.contains(word) && error.description.contains("motion.tsv:\(line):\(column)"))
        }
    }

    @Test(arguments: [
        "", "\n\n", "[]", "{", "{}", #"{"SamplingFrequency": "fast"}"#, #"{"SamplingFrequency": -1}"#,
        #"{"SamplingFrequency": 0}"#, #"{"SamplingFrequency": 1e300}"#, #"{"SamplingFrequency": null}"#,
        String(repeating: "[", count: 100_000),
    ])
    func badMetadataIsAnError(text: String) {
        #expect(throws: RecordingError.self) {
            try MotionBIDS.parse(
                motion: Array(Self.good.utf8), channels: Reading.channels(Reading.sensor("lumbar")),
                metadata: Array(text.utf8))
        }
    }

    @Test(arguments: [
        "", "name\n", "name\tcomponent\ttype\ttracked_point\tunits\n", "name\tcomponent\ttype\nx\ty\tz\n",
        "name\tcomponent\ttype\ttracked_point\tunits\na\tx\tACCEL\tlumbar\n",
    ])
    func badChannelsAreAnError(text: String) {
        #expect(throws: RecordingError.self) {
            try MotionBIDS.parse(
                motion: Array(Self.good.utf8), channels: Array(text.utf8), metadata: Reading.metadata)
        }
    }

    @Test func eventsBeyondAllTimeAreRefused() {
        for row in ["1e300\t0", "0\t1e300", "x\t0", "0"] {
            #expect(throws: RecordingError.self) {
                try MotionBIDS.parseEvents(Array("onset\tduration\n\(row)\n".utf8))
            }
        }
    }

    @Test func unknownUnitsAreNamed() {
        #expect(
            throws: RecordingError.malformedCell(
                file: "motion channels", line: 2, column: 5,
                problem: "ACCEL channel \"lumbar_ACCEL_x\" has the units \"furlong\"",
                wayOut: "write one of m/s^2, g, mg")
        ) { try Reading.parse(Reading.sensor("lumbar", accel: "furlong"), Self.good) }
    }

    @Test func missingFilesAreNamed() throws {
        let folder = try TemporaryFolder()
        let recording = MotionBIDSRoundTripTests.recording([.lumbar], rows: 3, seed: 1)
        for ending in ["_motion.tsv", "_channels.tsv", "_motion.json"] {
            let file = try MotionBIDS.write(recording, to: folder.url, subject: "01", task: "walk")
            let gone = file.path.replacingOccurrences(of: "_motion.tsv", with: ending)
            try FileManager.default.removeItem(atPath: gone)
            do throws(RecordingError) {
                _ = try MotionBIDS.read(file)
                Issue.record("read without \(ending)")
            } catch {
                guard case .missing(let path, _) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(path.hasSuffix(ending))
            }
        }
    }

    @Test func devicesAndFoldersAreNotRead() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("sub-01_task-walk_tracksys-imu_motion.tsv")
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: URL(fileURLWithPath: "/dev/zero"))
        #expect(throws: RecordingError.unreadable(file: file.path, reason: "it is not a regular file")) {
            try MotionBIDS.read(file)
        }
        #expect(throws: RecordingError.self) { try MotionBIDS.read(folder.file("other.tsv")) }
    }

    /// Random changes of sound files are read or refused, never a trap.
    @Test func randomChangesNeverTrap() throws {
        let seed: UInt64 = 0x6D6F_7469
        var random = SeededGenerator(seed: seed)
        let rows = Reading.sensor("left_shank") + Reading.sensor("lumbar", accel: "g", gyro: "deg/s")
        let all = rows + ["latency\tn/a\tLATENCY\tn/a\ts\tn/a"]
        let motion = (0..<20).map { row in
            (0..<12).map { _ in Float(random.normal()).description }.joined(separator: "\t") + "\t\(Double(row) / 50)\n"
        }.joined()
        var refused = 0
        for round in 0..<6000 {
            var files = [Array(motion.utf8), Reading.channels(all), Reading.metadata]
            Mutation.apply(to: &files[round % 3], &random)
            do throws(RecordingError) {
                let recording = try MotionBIDS.parse(motion: files[0], channels: files[1], metadata: files[2])
                #expect(recording.rowCount > 0 && !recording.placements.isEmpty, "round \(round), seed \(seed)")
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
            var events = Array("onset\tduration\ttrial_type\tside\n0.5\t0\tinitial_contact\tleft\n".utf8)
            Mutation.apply(to: &events, &random)
            _ = try? MotionBIDS.parseEvents(events)
        }
        #expect(refused > 300 && refused < 5700, "seed \(seed)")
    }
}

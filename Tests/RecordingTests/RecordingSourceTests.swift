import Foundation
import IMU
import Recording
import Testing
import TestSupport

struct RecordingSourceTests {
    @Test func tellsTheKindsApart() throws {
        let folder = try TemporaryFolder()
        let motion = try MotionBIDS.write(
            MotionBIDSRoundTripTests.recording([.lumbar], rows: 3, seed: 1),
            events: [RecordedEvent(onset: 0, trialType: "turn")], to: folder.url, subject: "01", task: "walk")
        guard case .motion(let recording, let events) = try RecordingSource.open(motion) else {
            Issue.record("not read as Motion-BIDS")
            return
        }
        #expect(recording.rowCount == 3 && events.count == 1)

        // By content, whatever the name.
        let log = folder.file("anything.bin")
        try SessionLogFixture.write(to: log, seconds: 1, seed: 1).writer.close()
        guard case .sessionLog(let reader) = try RecordingSource.open(log) else {
            Issue.record("not read as session log")
            return
        }
        #expect(reader.header.session == "7f3")
    }

    @Test(arguments: [
        ("a_channels.tsv", "beside it"), ("a.mcap", "begin like an MCAP"), ("a_motion.tsv.gz", "unpack"),
        ("a.csv", "give a Motion-BIDS"),
    ])
    func otherFilesAreRefusedWithAWayOut(name: String, word: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file(name)
        try Data("x".utf8).write(to: file)
        do throws(RecordingError) {
            _ = try RecordingSource.open(file)
            Issue.record("opened")
        } catch {
            #expect(error.description.contains(word) && error.description.contains(file.path))
        }
    }

    @Test func foldersAndNothingAreNamed() throws {
        let folder = try TemporaryFolder()
        #expect(throws: RecordingError.self) { try RecordingSource.open(folder.url) }
        #expect(throws: RecordingError.self) { try RecordingSource.open(folder.file("none")) }
    }
}

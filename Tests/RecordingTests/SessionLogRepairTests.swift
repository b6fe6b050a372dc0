import Foundation
import IMU
import Recording
import Testing
import TestSupport

struct SessionLogRepairTests {
    @Test func aCutLogIsClosedAndKeepsItsWholeChunks() throws {
        let folder = try TemporaryFolder()
        let whole = folder.file("whole.mcap")
        var options = SessionLogWriter.Options()
        options.chunkDuration = 0.1
        let (writer, entries) = try SessionLogFixture.write(to: whole, seconds: 0.4, seed: 21, options: options)
        try writer.close()
        let bytes = try Data(contentsOf: whole)
        let file = folder.file("cut.mcap")
        var random = SeededGenerator(seed: 22)
        for _ in 0..<200 {
            let length = Int.random(in: 8..<bytes.count, using: &random)
            try bytes.prefix(length).write(to: file)
            guard let cut = try? SessionLog.read(file) else {
                #expect(throws: RecordingError.self) { try SessionLogRepair.close(file) }
                continue
            }
            let expected = try SessionLogFixture.readAll(cut)
            guard case .closed(_, let messages) = try SessionLogRepair.close(file) else {
                Issue.record("cut at \(length), seed \(random.seed): not repaired")
                continue
            }
            #expect(messages == UInt64(expected.count))
            let repaired = try SessionLog.read(file)
            #expect(try SessionLogFixture.readAll(repaired) == expected)
            #expect(expected == Array(entries.prefix(expected.count)))
            #expect(repaired.ending == .closed)
            #expect(try SessionLogRepair.close(file) == .wasClosed)
        }
        // What lost nothing but its footer becomes again what it was.
        try bytes.prefix(bytes.count - 1).write(to: file)
        try SessionLogRepair.close(file)
        #expect(try Data(contentsOf: file) == bytes)
    }

    @Test func aLogThatIsBeingWrittenIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let session = try SessionLogFixture.write(to: file, seconds: 2, seed: 23)
        #expect(throws: RecordingError.inUse(file: file.path)) { try SessionLogRepair.close(file) }
        try session.writer.close()
        #expect(try SessionLogRepair.close(file) == .wasClosed)
    }
}

import Foundation
import IMU
import Recording
import Testing
import TestSupport

/// A file system of a few pages, which only root (or a container that may mount) can make.
final class TinyDisk {
    let folder: TemporaryFolder

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard TinyDisk.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.url.path]) else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    deinit { _ = TinyDisk.run(["umount", folder.url.path]) }

    static let isPossible = (try? TinyDisk(kilobytes: 64)) != nil

    private static func run(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

@Suite(.enabled(if: TinyDisk.isPossible, "needs the right to mount a small file system"))
struct SessionLogDiskFullTests {
    /// Full while the session runs, then room again: what was written stays whole, what fits in memory is written
    /// later, and the rest is counted and stands in the log as a gap.
    @Test func aFullDiskLosesNothingSilently() throws {
        let disk = try TinyDisk(kilobytes: 128)
        let filler = disk.folder.file("filler")
        try Data(count: 64 << 10).write(to: filler)
        let file = disk.folder.file("s.mcap")
        var options = SessionLogWriter.Options()
        options.chunkDuration = 0.1
        options.pendingBytes = 16 << 10
        options.syncInterval = 0.2
        let writer = try SessionLogWriter(
            path: file.path, header: SessionLogFixture.header, sensors: SessionLogFixture.sensors, options: options)
        var random = SeededGenerator(seed: 61)
        var accepted: [SessionLogFixture.Written] = []
        var refusals = 0
        func append(_ step: Int) throws {
            let sample = SessionLogFixture.sample(
                arrival: HostTime(nanoseconds: Int64(step) * 5_000_000), &random)
            let dropped = writer.droppedMessages
            do throws(RecordingError) {
                try writer.append(sample: sample, sensor: 0)
            } catch {
                #expect(error == .diskFull(file: file.path))
                refusals += 1
            }
            if writer.droppedMessages == dropped { accepted.append(.sample(sample, 0)) }
        }
        for step in 0..<3000 { try append(step) }
        #expect(refusals > 0)
        #expect(writer.droppedMessages > 0)
        let meanwhile = try SessionLog.read(file)
        let standing = try SessionLogFixture.readAll(meanwhile)
        #expect(meanwhile.ending == .open)
        #expect(!standing.isEmpty && standing == Array(accepted.prefix(standing.count)))

        try FileManager.default.removeItem(at: filler)
        for step in 3000..<3200 { try append(step) }
        try writer.close()
        let reader = try SessionLog.read(file)
        let found = try SessionLogFixture.readAll(reader)
        #expect(reader.ending == .closed && reader.damageCount == 0)
        #expect(found.filter { if case .sample = $0 { true } else { false } } == accepted)
        let gaps = found.compactMap { entry in if case .gap(let gap, _) = entry { gap } else { nil } }
        #expect(gaps.map(\.reason) == ["log_full"])
        #expect(gaps.map(\.lostSamples) == [writer.droppedMessages])
    }

    @Test func aLogThatCannotBeBegunLeavesNoFile() throws {
        let disk = try TinyDisk(kilobytes: 64)
        try? Data(count: 64 << 10).write(to: disk.folder.file("filler"))
        let file = disk.folder.file("s.mcap")
        #expect(throws: RecordingError.diskFull(file: file.path)) {
            try SessionLogWriter(path: file.path, header: SessionLogFixture.header, sensors: [])
        }
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }
}

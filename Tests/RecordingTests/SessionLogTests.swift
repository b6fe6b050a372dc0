import Foundation
import IMU
import Recording
import Testing
import TestSupport

struct SessionLogTests {
    @Test func whatIsWrittenIsReadBackInTheSameOrder() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        var (writer, entries) = try SessionLogFixture.write(to: file, seconds: 5, seed: 1)
        let late = SessionLogSensor(
            placement: .leftShank, timing: SensorTiming(source: .recorded, nominalRate: 100), driver: "again",
            clock: "another")
        let index = try writer.addSensor(late)
        #expect(index == 3)
        let sample = Sample(
            ticks: 1, arrival: HostTime(nanoseconds: 4), acceleration: .one, angularRate: SIMD3(1, 2, 3))
        try writer.append(sample: sample, sensor: index)
        entries.append(.sample(sample, index))
        try writer.close()

        let reader = try SessionLog.read(file)
        #expect(reader.header == SessionLogFixture.header)
        #expect(reader.sensors == SessionLogFixture.sensors)
        #expect(try SessionLogFixture.readAll(reader) == entries)
        #expect(reader.sensors == SessionLogFixture.sensors + [late])
        #expect(reader.ending == .closed)
        #expect(reader.damageCount == 0)
        #expect(reader.ignoredRecords == 0)
        #expect(writer.writtenMessages == UInt64(entries.count))
    }

    @Test func aLogWithoutABaselineIsReadAsOne() throws {
        let folder = try TemporaryFolder()
        var header = SessionLogFixture.header
        header.baseline = nil
        let file = folder.file("s.mcap")
        try SessionLogWriter(path: file.path, header: header, sensors: SessionLogFixture.sensors).close()
        #expect(try SessionLog.read(file).header == header)
        header.baseline = SessionLogBaseline(version: 1, blocks: 0, traits: [])
        let empty = folder.file("e.mcap")
        try SessionLogWriter(path: empty.path, header: header, sensors: []).close()
        #expect(try SessionLog.read(empty).header == header)
    }

    @Test func aBaselineThatCannotBeReadIsNoneAndATraitThatCannotIsLeftOut() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        try SessionLogFixture.write(to: file, seconds: 1, seed: 4).writer.close()
        let bytes = try [UInt8](Data(contentsOf: file))
        func changed(_ text: String, to other: String) throws -> SessionLogBaseline? {
            let (from, into) = (Array(text.utf8), Array(other.utf8))
            try #require(from.count == into.count)
            let place = try #require(bytes.firstRange(of: from))
            var damaged = bytes
            damaged.replaceSubrange(place, with: into)
            return try SessionLog.read(bytes: damaged).header.baseline
        }
        let known = try #require(SessionLogFixture.header.baseline)
        #expect(try changed("1e-300", to: "infini")?.traits == [known.traits[0]])
        #expect(try changed("6 -5e-324", to: "6 -5e-3x4")?.traits == [known.traits[1]])
        #expect(try changed("trait.stride_time_s", to: "tracy.stride_time_s")?.traits == [known.traits[0]])
        // As logs were before days were kept apart: what follows the third number is not there.
        let older = try changed("1e-300 2 1.5 0.25 12 0.75", to: "1.000000000000000000e-300")?.traits
        #expect(older?.last == .init(name: "stride_time_s", blocks: 7, mean: 1.0 / 3, squares: 1e-300))
        #expect(try changed("0.25 12 0.75", to: "0.25 12 -.75")?.traits == [known.traits[0]])
        let counts = try changed("gaitd.baseline", to: "gaitd.baseless")
        #expect(counts == nil)
    }

    @Test func theSameSessionGivesTheSameBytes() throws {
        let folder = try TemporaryFolder()
        for name in ["a.mcap", "b.mcap"] {
            try SessionLogFixture.write(to: folder.file(name), seconds: 2, seed: 9).writer.close()
        }
        #expect(try Data(contentsOf: folder.file("a.mcap")) == Data(contentsOf: folder.file("b.mcap")))
    }

    @Test func aCrashCostsAtMostASecond() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        var session: (writer: SessionLogWriter, entries: [SessionLogFixture.Written])? =
            try SessionLogFixture.write(to: file, seconds: 3.7, seed: 2)
        let entries = try #require(session).entries
        session = nil  // no close: as a crash leaves it
        let reader = try SessionLog.read(file)
        let found = try SessionLogFixture.readAll(reader)
        #expect(found == Array(entries.prefix(found.count)))
        #expect(reader.ending == .open)
        guard case .sample(_, _, let lastFound, _) = found.last, case .sample(_, _, let last, _) = entries.last else {
            Issue.record("no samples")
            return
        }
        #expect(last - lastFound <= 1_000_000_000)
    }

    @Test func aChunkIsWrittenWithoutFurtherSamples() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let (writer, entries) = try SessionLogFixture.write(to: file, seconds: 0.5, seed: 3)
        #expect(try SessionLogFixture.readAll(SessionLog.read(file)).isEmpty)
        try writer.flushIfDue(at: HostTime(nanoseconds: 5_900_000_000))
        #expect(try SessionLogFixture.readAll(SessionLog.read(file)).isEmpty)
        try writer.flushIfDue(at: HostTime(nanoseconds: 6_000_000_000))
        #expect(try SessionLogFixture.readAll(SessionLog.read(file)) == entries)
    }

    /// Cut at every byte, a log gives the entries of its whole chunks, says that it is cut, and never traps.
    @Test func cutAnywhereTheWholeChunksAreRead() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        var options = SessionLogWriter.Options()
        options.chunkDuration = 0.05
        let (writer, entries) = try SessionLogFixture.write(to: file, seconds: 0.3, seed: 4, options: options)
        try writer.close()
        let bytes = [UInt8](try Data(contentsOf: file))
        var counts: Set<Int> = []
        var last = 0
        for length in 0...bytes.count {
            guard let reader = try? SessionLog.read(bytes: Array(bytes[..<length])) else {
                #expect(last == 0)
                continue
            }
            let found = try SessionLogFixture.readAll(reader)
            #expect(found.count >= last)
            #expect(found == Array(entries.prefix(found.count)))
            #expect((reader.ending == .closed) == (length >= bytes.count - 8))
            #expect(reader.damageCount == 0)
            last = found.count
            counts.insert(found.count)
        }
        #expect(last == entries.count)
        #expect(counts.count == 7, "six chunks and none")
    }

    @Test func anExistingFileIsNotOverwritten() throws {
        let folder = try TemporaryFolder()
        let (file, part) = SessionLogParts.next(directory: folder.url, name: "s")
        #expect(part == 1)
        try SessionLogFixture.write(to: file, seconds: 1, seed: 5).writer.close()
        #expect(throws: RecordingError.self) {
            try SessionLogWriter(path: file.path, header: SessionLogFixture.header, sensors: [])
        }
        let next = SessionLogParts.next(directory: folder.url, name: "s")
        #expect(next.part == 2 && next.file.lastPathComponent == "s.part2.mcap")
        #expect(SessionLogParts.existing(directory: folder.url, name: "s") == [file])
    }

    @Test func aMissingFolderIsNamed() {
        let path = "/nowhere/at/all/s.mcap"
        #expect(throws: RecordingError.unwritable(file: path, reason: "No such file or directory")) {
            try SessionLogWriter(path: path, header: SessionLogFixture.header, sensors: [])
        }
    }

    @Test func writesAndReadsFast() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let clock = ContinuousClock()
        var random = SeededGenerator(seed: 6)
        let count = 200_000
        let samples = (0..<count).map { index in
            SessionLogFixture.sample(arrival: HostTime(nanoseconds: Int64(index / 3) * 5_000_000), &random)
        }
        var options = SessionLogWriter.Options()
        options.syncInterval = nil  // the disk's speed is not ours
        let writing = try clock.measure {
            let writer = try SessionLogWriter(
                path: file.path, header: SessionLogFixture.header, sensors: SessionLogFixture.sensors,
                options: options)
            for (index, sample) in samples.enumerated() { try writer.append(sample: sample, sensor: index % 3) }
            try writer.close()
        }
        var read = 0
        let reading = try clock.measure {
            let reader = try SessionLog.read(file)
            while try reader.next() != nil { read += 1 }
        }
        #expect(read == count)
        let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        print("session log: \(count) entries, \(size / count) B each, written \(writing), read \(reading)")
        // That is 333 s of three sensors at 200 Hz; an idle core needs a tenth of a second for each.
        #expect(writing < .seconds(3) && reading < .seconds(3))
    }
}

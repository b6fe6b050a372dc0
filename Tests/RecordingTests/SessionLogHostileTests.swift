import Foundation
import IMU
import Recording
import Testing
import TestSupport

struct SessionLogHostileTests {
    static func log(seconds: Double, seed: UInt64) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        var options = SessionLogWriter.Options()
        options.chunkDuration = 0.1
        try SessionLogFixture.write(to: file, seconds: seconds, seed: seed, options: options).writer.close()
        return [UInt8](try Data(contentsOf: file))
    }

    /// Where the chunk records begin.
    static func chunks(_ bytes: [UInt8]) -> [Int] {
        var offsets: [Int] = []
        var position = 8
        while position + 9 <= bytes.count {
            let length = (0..<8).reduce(0) { $0 | Int(bytes[position + 1 + $1]) << (8 * $1) }
            if bytes[position] == 0x06 { offsets.append(position) }
            if bytes[position] == 0x02 { break }
            position += 9 + length
        }
        return offsets
    }

    @Test func aDamagedChunkIsPassedOverWholeAndReported() throws {
        let bytes = try Self.log(seconds: 0.5, seed: 51)
        let whole = try SessionLogFixture.readAll(SessionLog.read(bytes: bytes))
        let chunks = Self.chunks(bytes)
        #expect(chunks.count == 5)
        var damaged = bytes
        damaged[chunks[2] + 9 + 24] ^= 0x10  // the stored checksum
        let reader = try SessionLog.read(bytes: damaged)
        let found = try SessionLogFixture.readAll(reader)
        #expect(reader.ending == .closed)
        #expect(reader.damages.map(\.offset) == [chunks[2]])
        #expect(reader.damages.map(\.problem) == ["the chunk's checksum is wrong"])
        #expect(found.count < whole.count && found.count > whole.count / 2)
        #expect(found.first == whole.first && found.last == whole.last)
    }

    @Test func aTailOfZerosAfterAPowerCutIsReported() throws {
        let bytes = try Self.log(seconds: 0.5, seed: 52)
        let chunks = Self.chunks(bytes)
        let reader = try SessionLog.read(bytes: bytes[..<chunks[3]] + [UInt8](repeating: 0, count: 4096))
        #expect(try !SessionLogFixture.readAll(reader).isEmpty)
        #expect(reader.ending == .damaged(offset: chunks[3]))
        #expect(reader.wholeBytes == chunks[3])
    }

    @Test func absurdLengthsAreNotBelieved() throws {
        let bytes = try Self.log(seconds: 0.3, seed: 53)
        let chunk = try #require(Self.chunks(bytes).first)
        var long = bytes
        for byte in 1...8 { long[chunk + byte] = 0xFF }
        let reader = try SessionLog.read(bytes: long)
        #expect(try SessionLogFixture.readAll(reader).isEmpty)
        #expect(reader.ending == .cutOff(offset: chunk))
        var bomb = bytes
        for byte in 0..<8 { bomb[chunk + 9 + 16 + byte] = 0x7F }
        let second = try SessionLog.read(bytes: bomb)
        #expect(try !SessionLogFixture.readAll(second).isEmpty)
        #expect(second.damageCount == 1 && second.ending == .closed)
    }

    @Test func whatIsNoSessionLogIsRefused() throws {
        let bytes = try Self.log(seconds: 0.1, seed: 54)
        for start in [[], Array("no".utf8), Array(bytes.prefix(8)), Array(bytes.prefix(40))] {
            #expect(throws: RecordingError.self) { try SessionLog.read(bytes: start) }
        }
    }

    /// Random changes are read, refused or reported, never a trap; with the checksums switched off the changes reach
    /// the messages themselves.
    @Test(arguments: [false, true])
    func randomChangesNeverTrap(checked: Bool) throws {
        let seed: UInt64 = 0x6D63_6170
        var random = SeededGenerator(seed: seed)
        var bytes = try Self.log(seconds: 0.2, seed: 55)
        if !checked {
            for chunk in Self.chunks(bytes) {
                for byte in 0..<4 { bytes[chunk + 9 + 24 + byte] = 0 }
            }
        }
        let whole = try SessionLogFixture.readAll(SessionLog.read(bytes: bytes)).count
        let folder = try TemporaryFolder()
        var refused = 0
        var shortened = 0
        for round in 0..<5000 {
            var changed = bytes
            Mutation.apply(to: &changed, &random)
            if round % 10 == 0 {
                let file = folder.file("\(round).mcap")
                try Data(changed).write(to: file)
                if let outcome = try? SessionLogRepair.close(file), outcome != .wasClosed {
                    let repaired = try SessionLog.read(file)
                    _ = try SessionLogFixture.readAll(repaired)
                    #expect(repaired.ending == .closed, "round \(round), seed \(seed)")
                }
                try FileManager.default.removeItem(at: file)
            }
            guard let reader = try? SessionLog.read(bytes: changed) else {
                refused += 1
                continue
            }
            var count = 0
            while let entry = try reader.next() {
                count += 1
                if case .sample(_, let sensor) = entry { #expect(reader.sensors.indices.contains(sensor)) }
            }
            #expect(reader.ending != nil, "round \(round), seed \(seed)")
            if count < whole { shortened += 1 }
        }
        #expect(refused > 10 && shortened > 500, "seed \(seed)")
    }
}

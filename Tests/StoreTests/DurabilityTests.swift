import Foundation
import GRDB
import Glibc
import QueryAPI
import Store
import Testing

@Suite struct DurabilityTests {
    /// What lies on the disk right after `write` has returned, nothing closed, is what a `kill -9` leaves.
    @Test func whatWasWrittenIsThereAfterAKill() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession()
        for index in 1...20 as ClosedRange<UInt64> {
            try fixture.store.write(
                Batch(episodes: [.sample(id: index, session: session.id, start: Double(index), signals: [.sample()])]))
            guard index % 7 == 0 else { continue }
            let copy = try fixture.copyOfFiles()
            defer { try? FileManager.default.removeItem(at: copy) }
            let after = try Store(lock: StateDirectoryLock(directory: copy), options: .utc())
            let episodes = try after.episodes().items
            #expect(episodes.map(\.start) == (1...index).reversed().map { Date(at: Double($0)) })
            try #expect(after.episodeSignal(episodes[0].id) == fixture.store.episodeSignal(episodes[0].id))
            try #expect(after.openSessions().map(\.id) == [session.id])
        }
    }

    /// A write-ahead log that ends in the middle of a commit loses that commit and nothing before it.
    @Test func aTornWriteAheadLogKeepsWholeCommits() throws {
        let fixture = try Fixture()
        var ends: [Int] = []
        let log = URL(fileURLWithPath: fixture.store.path + "-wal")
        for index in 1...6 as ClosedRange<UInt64> {
            try fixture.store.write(Batch(episodes: [.sample(id: index, start: Double(index))]))
            ends.append(try Data(contentsOf: log).count)
        }
        for (count, end) in ends.enumerated().dropFirst() {
            for torn in [end, end - 1, end - 4096, (ends[count - 1] + end) / 2] where torn > ends[count - 1] {
                let copy = try fixture.copyOfFiles()
                defer { try? FileManager.default.removeItem(at: copy) }
                let handle = try FileHandle(forWritingTo: copy.appendingPathComponent("gaitd.sqlite-wal"))
                try handle.truncate(atOffset: UInt64(torn))
                try handle.close()
                let after = try Store(lock: StateDirectoryLock(directory: copy), options: .utc())
                let expected = torn == end ? count + 1 : count
                try #expect(after.counts().episodes == expected, "\(torn) of \(end)")
            }
        }
    }

    @Test func openEpisodesEndAtTheirLastKnownEndAndOpenSessionsAreResumed() throws {
        let directory = Fixture.newDirectory()
        var sessionID = ""
        do {
            let store = try Store(lock: StateDirectoryLock(directory: directory), options: .utc())
            try store.registerKit("k1", sensors: [])
            sessionID = try store.createSession(NewSession(subject: "S-A", kit: "k1"), at: Date(at: 0)).id
            try store.write(
                Batch(episodes: [.sample(id: 1, session: sessionID), .sample(id: 2, session: sessionID, isOpen: true)]))
            try store.write(Batch(episodes: [.sample(id: 2, session: sessionID, isOpen: true, end: 25)]))
        }
        let fixture = try Fixture(directory: directory)
        let recovery = try fixture.store.recover()
        #expect(recovery.endedEpisodes == 1)
        #expect(recovery.openSessions.map(\.id) == [sessionID])
        #expect(recovery.openSessions.map(\.resumed) == [0])
        try #expect(fixture.store.resumeSession(sessionID).resumed == 1)
        try #expect(Set(fixture.store.episodes().items.map(\.end)) == [Date(at: 10), Date(at: 25)])
        try #expect(fixture.store.recover().endedEpisodes == 0)

        // The pipeline counts from the start again: its episode 2 is another one now.
        try fixture.store.write(
            Batch(episodes: [.sample(id: 2, session: sessionID, isOpen: true, start: 100, end: 101)]))
        try #expect(fixture.store.counts().episodes == 3)
        try #expect(fixture.store.recover().endedEpisodes == 0)
        try #expect(fixture.store.stopSession(sessionID, at: Date(at: 200)).stoppedAt != nil)
        #expect(error(RequestError.self) { _ = try fixture.store.resumeSession(sessionID) }?.kind == .conflict)
    }

    @Test func atItsSizeLimitABatchStaysWithTheCallerAndGoesInLater() throws {
        let fixture = try Fixture(options: .utc(sizeLimit: 1 << 20))
        try fillUp(fixture.store)
        // Room is made, and the same batch goes in.
        try fixture.store.prune(rawOlderThan: Date(at: 1e6))
        let late = Batch(episodes: [.sample(id: 7777, signals: [.sample()])])
        try #expect(fixture.store.write(late).episodes.count == 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs"))
    func onAFullDiskABatchStaysWithTheCallerAndGoesInLater() throws {
        let disk = try SmallDisk(bytes: 3 << 20)
        let ballast = disk.mountPoint.appendingPathComponent("ballast")
        try Data(count: 1 << 20).write(to: ballast)
        let fixture = try Fixture(directory: disk.mountPoint.appendingPathComponent("state"))
        let (refused, count) = try fillUp(fixture.store)
        // The store goes on answering.
        try #expect(fixture.store.episodes(EpisodeQuery(limit: 1000)).items.count == count)
        try FileManager.default.removeItem(at: ballast)
        try #expect(fixture.store.write(refused).episodes.count == 1)
        try #expect(fixture.store.counts().episodes == count + 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs"))
    func aStoreThatCannotBeMadeOnAFullDiskSaysSo() throws {
        let disk = try SmallDisk(bytes: 64 << 10)
        let refusal = error(StoreError.self) { _ = try Store(lock: StateDirectoryLock(directory: disk.mountPoint)) }
        let path = disk.mountPoint.appendingPathComponent("gaitd.sqlite").path
        #expect(refusal == .diskFull(path: path))
        #expect(try #require(refusal).description.contains("free space"))
    }

    /// Writes episodes until the disk is full; checks the error and that nothing of the refused batch was stored.
    @discardableResult
    private func fillUp(_ store: Store) throws -> (refused: Batch, count: Int) {
        for index in 0..<1000 as Range<UInt64> {
            let batch = Batch(episodes: [.sample(id: index, signals: [.sample(count: 2000)])])
            do {
                try store.write(batch)
            } catch let refusal as StoreError {
                #expect(index > 0)
                #expect(refusal == .diskFull(path: store.path))
                #expect(refusal.isTransient)
                #expect(refusal.problem.status == 507)
                try #expect(store.counts().episodes == Int(index))
                return (batch, Int(index))
            }
        }
        Issue.record("the disk never filled up")
        return (Batch(), 0)
    }
}

/// A file system of its own that is quickly full.
final class SmallDisk {
    let mountPoint: URL

    /// Whether this user may mount one.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        return (try? SmallDisk(bytes: 64 << 10)) != nil
    }()

    init(bytes: Int) throws {
        mountPoint = Fixture.newDirectory()
        try FileManager.default.createDirectory(at: mountPoint, withIntermediateDirectories: true)
        guard mount("tmpfs", mountPoint.path, "tmpfs", 0, "size=\(bytes)") == 0 else {
            let code = errno
            try? FileManager.default.removeItem(at: mountPoint)
            throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EPERM)
        }
    }

    deinit {
        umount2(mountPoint.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: mountPoint)
    }
}

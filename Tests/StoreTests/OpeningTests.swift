import Foundation
import GRDB
import Glibc
import QueryAPI
import Store
import Testing

@Suite struct OpeningTests {
    @Test func opensAgainWhatItMade() throws {
        let directory = Fixture.newDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for expected in 0..<2 {
            let store = try Store(lock: StateDirectoryLock(directory: directory), options: .utc())
            try #expect(store.counts().episodes == expected)
            try store.write(Batch(episodes: [.sample(start: Double(expected))]))
        }
    }

    @Test func readsOnlyByOwner() throws {
        let fixture = try Fixture()
        for path in [fixture.directory.path, fixture.store.path] {
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions.map { $0 & 0o077 } == 0, "\(path)")
        }
    }

    @Test func commitsAreSyncedAndErasedPagesOverwritten() throws {
        let statements = StatementLog()
        let fixture = try Fixture(options: .utc(onStatement: statements.append))
        _ = fixture
        let all = statements.all
        let full = try #require(all.lastIndex(of: "PRAGMA synchronous = FULL"))
        let normal = try #require(all.lastIndex(of: "PRAGMA synchronous = NORMAL"))
        #expect(full > normal)
        #expect(all.contains("PRAGMA secure_delete = ON"))
        try #expect(fixture.raw { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func secondDaemonIsRefusedWithTheHoldersProcessID() throws {
        let fixture = try Fixture()
        let refusal = error(StoreError.self) { _ = try StateDirectoryLock(directory: fixture.directory) }
        #expect(refusal == .inUse(directory: fixture.directory.path, pid: getpid()))
        #expect(try #require(refusal).description.contains("process \(getpid())"))
    }

    @Test func lockOfAnotherProcessIsRefusedUntilItEnds() throws {
        let directory = Fixture.newDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/bin/sh")
        // flock(1) of util-linux; it says so once it has the lock, then waits for its input to end.
        holder.arguments = [
            "-c", "exec 9>\"$0\"; flock -n 9 && echo $$ >&9 && echo locked && read -r line", "gaitd.lock",
        ]
        holder.currentDirectoryURL = directory
        let (input, output) = (Pipe(), Pipe())
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "locked\n")
        let refusal = error(StoreError.self) { _ = try StateDirectoryLock(directory: directory) }
        #expect(refusal == .inUse(directory: directory.path, pid: holder.processIdentifier))
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        _ = try StateDirectoryLock(directory: directory)
    }

    @Test func textFileIsNoDatabaseAndStaysAsItWas() throws {
        let content = Data(String(repeating: "Dear diary. ", count: 50).utf8)
        let (refusal, path, after) = try refusal(of: content)
        #expect(refusal == .notADatabase(path: path))
        #expect(after == content)
        #expect(try #require(refusal).description.contains("move it away"))
    }

    @Test func shortFileIsNoDatabase() throws {
        let (refusal, path, _) = try refusal(of: Data("SQLite format 3\0".utf8))
        #expect(refusal == .notADatabase(path: path))
    }

    @Test func foreignDatabaseIsRefusedAndStaysAsItWas() throws {
        let other = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).sqlite")
        defer { try? FileManager.default.removeItem(at: other) }
        let queue = try DatabaseQueue(path: other.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')") }
        try queue.close()
        let content = try Data(contentsOf: other)
        let (refusal, path, after) = try refusal(of: content)
        #expect(refusal == .foreignDatabase(path: path))
        #expect(after == content)
    }

    @Test func newerSchemaIsRefusedByName() throws {
        let fixture = try Fixture()
        try fixture.store.checkpoint()
        try fixture.rawWrite("INSERT INTO grdb_migrations VALUES ('2031-04 smell')")
        let copy = try fixture.copyOfFiles()
        defer { try? FileManager.default.removeItem(at: copy) }
        let refusal = error(StoreError.self) { _ = try Store(lock: StateDirectoryLock(directory: copy)) }
        let path = copy.appendingPathComponent("gaitd.sqlite").path
        #expect(refusal == .newerSchema(path: path, migrations: ["2031-04 smell"]))
    }

    @Test func olderSchemaIsBroughtUpToDateAndKeepsItsRows() throws {
        let fixture = try Fixture()
        _ = try fixture.startSession("S-OLDTIMER")
        try fixture.store.checkpoint()
        // As the file was before the means were added.
        try fixture.rawWrite("DROP TABLE means; DELETE FROM grdb_migrations WHERE identifier = '2026-11 means'")
        let copy = try fixture.copyOfFiles()
        defer { try? FileManager.default.removeItem(at: copy) }
        let store = try Store(lock: StateDirectoryLock(directory: copy), options: .utc())
        try #expect(store.subjects().items.map(\.id) == ["S-OLDTIMER"])
        try #expect(store.measures(MeasureQuery(by: "day")).items.isEmpty)
    }

    @Test func damagedFileIsNamedDamaged() throws {
        let fixture = try Fixture()
        for index in 0..<40 {
            try fixture.store.write(Batch(episodes: [.sample(id: UInt64(index), signals: [.sample()])]))
        }
        try fixture.store.checkpoint()
        let copy = try fixture.copyOfFiles()
        defer { try? FileManager.default.removeItem(at: copy) }
        let path = copy.appendingPathComponent("gaitd.sqlite").path
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 16 * 4096))
        try handle.close()
        var options = Store.Options.utc()
        options.checksIntegrity = true
        let refusal = error(StoreError.self) {
            _ = try Store(lock: StateDirectoryLock(directory: copy), options: options)
        }
        guard case .corrupt(path, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(try #require(refusal).description.contains(".recover"))
    }

    @Test func readOnlyDirectoryIsNamedWithTheWayOut() throws {
        let directory = Fixture.newDirectory()
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o500])
        defer { try? FileManager.default.removeItem(at: directory) }
        let refusal = try asNobody { error(StoreError.self) { _ = try StateDirectoryLock(directory: directory) } }
        #expect(refusal == .notWritable(path: directory.path, reason: "Permission denied"))
        #expect(try #require(refusal).description.contains("chown gaitd"))
    }

    @Test func fileOfAnotherUserIsNamedWithTheWayOut() throws {
        let fixture = try Fixture()
        try fixture.store.checkpoint()
        let copy = try fixture.copyOfFiles()
        defer { try? FileManager.default.removeItem(at: copy) }
        let path = copy.appendingPathComponent("gaitd.sqlite").path
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        let lock = try StateDirectoryLock(directory: copy)
        let refusal = try asNobody { error(StoreError.self) { _ = try Store(lock: lock) } }
        #expect(refusal == .notWritable(path: path, reason: "Permission denied"))
    }

    /// What opening a store on a file of that content throws, the file's path, and its content afterwards.
    private func refusal(of content: Data) throws -> (StoreError?, String, Data) {
        let directory = Fixture.newDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("gaitd.sqlite")
        try content.write(to: file)
        let refusal = error(StoreError.self) { _ = try Store(lock: StateDirectoryLock(directory: directory)) }
        return (refusal, file.path, try Data(contentsOf: file))
    }

    /// Runs `body` with the file rights of `nobody` where the tests run as root, to whom everything is allowed.
    private func asNobody<T>(_ body: () throws -> T) throws -> T {
        guard geteuid() == 0 else { return try body() }
        typealias SetUser = @convention(c) (UInt32) -> Int32
        let symbol = try #require(dlsym(nil, "setfsuid"))
        // setfsuid(2), which concerns the calling thread alone; Swift's Glibc module lacks its header.
        let setUser = unsafeBitCast(symbol, to: SetUser.self)
        _ = setUser(65534)
        defer { _ = setUser(0) }
        return try body()
    }
}

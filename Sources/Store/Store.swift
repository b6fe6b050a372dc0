public import Foundation
import GRDB
import Synchronization

/// The local store: one SQLite file, `gaitd.sqlite` in the state directory.
///
/// - One writer, two readers, write-ahead log. Every commit is synced to the disk before `write` returns
///   (`synchronous = FULL`): the daemon writes a batch about once a second, so the sync costs little and a committed
///   row survives a `kill -9` as well as a power cut.
/// - Times are kept as microseconds UTC, angles in rad; degrees appear in the answers only.
/// - The connections close with the last reference. (There is no `close`: a late question must not meet a closed one.)
/// - Methods block until SQLite has answered: call them from a queue of your own or through `asynchronously`.
/// - Errors: `StoreError` when the store is in trouble, `RequestError` when the question is.
public final class Store: Sendable {
    /// How a store is opened.
    public struct Options: Sendable {
        /// The build that writes, kept beside what it wrote.
        public var build: String
        /// The zone whose days `by=day` means and the day of an episode.
        public var timeZone: TimeZone
        /// Checks every page of the file while opening; takes seconds on a large store.
        public var checksIntegrity: Bool
        /// The size that the file may grow to, in bytes; nil for as much as the disk has.
        public var sizeLimit: Int?
        /// Sees every SQL statement without its arguments: for debugging and for tests of query plans.
        public var onStatement: (@Sendable (String) -> Void)?

        public init(
            build: String = "unknown", timeZone: TimeZone = .current, checksIntegrity: Bool = false,
            sizeLimit: Int? = nil, onStatement: (@Sendable (String) -> Void)? = nil
        ) {
            self.build = build
            self.timeZone = timeZone
            self.checksIntegrity = checksIntegrity
            self.sizeLimit = sizeLimit
            self.onStatement = onStatement
        }
    }

    /// The database file.
    public let path: String
    let options: Options
    let pool: DatabasePool
    /// This opening's row in `runs`, once something was written.
    let run = Mutex<Int64?>(nil)
    private let lock: StateDirectoryLock

    /// Opens the store of the directory that `lock` holds; makes it or brings it up to date where needed.
    public init(lock: StateDirectoryLock, options: Options = Options()) throws {
        self.lock = lock
        self.options = options
        let path = lock.directory.appendingPathComponent(StoreFile.name).path
        self.path = path
        try StoreFile.prepare(path: path)
        pool = try StoreError.translating(path: path) {
            let pool = try DatabasePool(path: path, configuration: Self.configuration(options))
            try Self.configureWriter(pool, options)
            if options.checksIntegrity { try Self.check(pool, path: path) }
            try Migrations.bringUpToDate(pool, path: path)
            return pool
        }
    }

    /// Bytes of the file and of its write-ahead log on the disk.
    public var sizeOnDisk: Int {
        [path, path + "-wal"].reduce(0) { sum, path in
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    /// Runs a blocking question or write away from the cooperative threads.
    public func asynchronously<T: Sendable>(_ work: @escaping @Sendable (Store) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(with: Result { try work(self) })
            }
        }
    }

    func reading<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.translating(path: path) { try pool.read(body) }
    }

    func writing<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.translating(path: path) { try pool.write(body) }
    }

    /// Small caches: the whole daemon has 40 MB. No memory map, which would turn a disk error into a crash.
    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(5)
        let onStatement = options.onStatement
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -1024")  // KiB
            try db.execute(sql: "PRAGMA mmap_size = 0")
            // Sorts here are small, and a hardened service may have no writable place for temporary files.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            if let onStatement { db.trace { onStatement("\($0)") } }
        }
        return configuration
    }

    /// What concerns the writing connection alone; GRDB sets `synchronous = NORMAL` while it opens.
    private static func configureWriter(_ pool: DatabasePool, _ options: Options) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // What is erased is overwritten with zeros.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.execute(sql: "PRAGMA journal_size_limit = 4194304")
            if let limit = options.sizeLimit {
                let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
                try db.execute(sql: "PRAGMA max_page_count = \(max(1, limit / pageSize))")
            }
        }
    }

    private static func check(_ pool: DatabasePool, path: String) throws {
        let findings = try pool.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
        guard findings == ["ok"] else {
            throw StoreError.corrupt(path: path, detail: findings.first ?? "no answer from quick_check")
        }
    }
}

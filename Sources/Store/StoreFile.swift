import Foundation
import GRDB
import Glibc

/// The database file before it is opened: made where it is missing, refused where it is not ours. A foreign file is
/// looked at byte by byte and never handed to SQLite, which might change it.
enum StoreFile {
    static let name = "gaitd.sqlite"

    /// `gait` in ASCII: the SQLite application id of our files.
    static let applicationID: UInt32 = 0x6761_6974

    /// Leaves a database of ours at `path` or throws what stands in the way.
    static func prepare(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == ENOSPC
                ? StoreError.diskFull(path: path)
                : StoreError.notWritable(path: path, reason: String(cString: strerror(errno)))
        }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        let reason = String(cString: strerror(errno))
        close(descriptor)
        guard count >= 0 else { throw StoreError.inputOutput(path: path, detail: reason) }
        if count == 0 { return try create(path: path) }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StoreError.notADatabase(path: path)
        }
        // SQLite file format 1.3: the application id, big-endian, at offset 68.
        let found = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard found == applicationID else { throw StoreError.foreignDatabase(path: path) }
    }

    /// Marks a new file as ours. It happens in one transaction with a rollback journal, so that the header says so
    /// from the first moment, also when the write-ahead log is what survives a crash later.
    private static func create(path: String) throws {
        try StoreError.translating(path: path) {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { db in
                // Pruned pages go back to the file system in small steps; must be set before the first table.
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try db.inTransaction {
                    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                    try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
                    return .commit
                }
            }
            try queue.close()
        }
    }
}

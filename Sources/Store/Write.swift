import Foundation
import GRDB
import Synchronization

extension Store {
    /// Writes a batch in one transaction and syncs it to the disk before it returns.
    ///
    /// When it throws, nothing of the batch is stored: keep it and write it again later. `StoreError.isTransient` says
    /// whether that may help.
    @discardableResult
    public func write(_ batch: Batch) throws -> Receipt {
        if batch.isEmpty { return Receipt() }
        return try run.withLock { run in
            let (receipt, key) = try writing { db in
                let key = try run ?? Self.insertRun(db, build: options.build)
                var writer = BatchWriter(db: db, run: key, timeZone: options.timeZone)
                try writer.write(batch)
                return (writer.receipt, key)
            }
            run = key
            return receipt
        }
    }

    private static func insertRun(_ db: Database, build: String) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO runs (started_us, build) VALUES (?, ?)",
            arguments: [WallTime(Date()).microseconds, build])
        return db.lastInsertedRowID
    }
}

import GRDB

/// What was erased with a subject.
public struct Erasure: Sendable, Equatable {
    public var sessions: Int
    public var strides: Int
    public var episodes: Int
    public var annotations: Int
    /// Session logs below the state directory that the caller has to unlink.
    public var logs: [String]
    /// Whether the write-ahead log was emptied too. False while a reader holds it: it then still has old pages, and
    /// `reclaim` has to be called again.
    public var walIsEmpty: Bool
}

extension Store {
    /// `DELETE /v1/subjects/{id}`: erases every row of a subject in one transaction, with the pages overwritten
    /// (`secure_delete`), and empties the write-ahead log, which would keep the old pages.
    ///
    /// What the disk itself keeps (flash wear levelling, snapshots, backups) is beyond a file's reach. Freed pages stay
    /// in the file, zeroed, for later rows; `reclaim` gives them back to the file system.
    /// Throws where a session of the subject is open.
    public func eraseSubject(_ code: String) throws -> Erasure {
        var erasure = try writing { db in
            guard let subject = try Check.subject(db, code) else {
                throw RequestError.invalid("subject", "name a subject")
            }
            let open = try String.fetchOne(
                db, sql: "SELECT id FROM sessions WHERE subject_key = ? AND stopped_us IS NULL", arguments: [subject])
            if let open {
                throw RequestError.conflict(
                    "subject", "session \(open) of this subject is open: stop it first (`gaitctl session stop \(open)`)"
                )
            }
            let logs = try String.fetchAll(
                db, sql: "SELECT log FROM sessions WHERE subject_key = ? AND log IS NOT NULL ORDER BY started_us",
                arguments: [subject])
            func erase(_ table: String) throws -> Int {
                try db.execute(sql: "DELETE FROM \(table) WHERE subject_key = ?", arguments: [subject])
                return db.changesCount
            }
            let episodes = try erase("episodes")
            let strides = try erase("strides")
            let annotations = try erase("annotations")
            for table in ["measures", "means"] { _ = try erase(table) }
            // Bouts, turns and gaps go with their sessions.
            let sessions = try erase("sessions")
            try db.execute(sql: "DELETE FROM subjects WHERE key = ?", arguments: [subject])
            return Erasure(
                sessions: sessions, strides: strides, episodes: episodes, annotations: annotations, logs: logs,
                walIsEmpty: false)
        }
        erasure.walIsEmpty = try checkpoint()
        return erasure
    }

    /// Gives up to `pages` free pages (of 4 KiB) back to the file system and empties the write-ahead log.
    /// Returns whether the log is empty.
    @discardableResult
    public func reclaim(pages: Int = 1000) throws -> Bool {
        try StoreError.translating(path: path) {
            try pool.writeWithoutTransaction { db in
                // Each step of this pragma frees a page.
                let steps = try Row.fetchCursor(db, sql: "PRAGMA incremental_vacuum(\(max(1, pages)))")
                while try steps.next() != nil {}
            }
        }
        return try checkpoint()
    }

    /// Moves the write-ahead log into the file and cuts it to nothing: at an orderly end, or before the file is copied.
    /// Returns false while a reader holds it.
    @discardableResult
    public func checkpoint() throws -> Bool {
        try StoreError.translating(path: path) {
            do {
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
                return true
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return false
            }
        }
    }
}

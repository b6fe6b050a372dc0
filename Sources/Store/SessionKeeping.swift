public import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// Starts a session (`POST /v1/sessions`) on a kit that `registerKit` made known; a new subject code makes a
    /// subject.
    /// - Parameters:
    ///   - kit: The kit, where the request names none.
    ///   - log: The session log's file name below the state directory, given the new session's id.
    public func createSession(
        _ new: NewSession, kit: String? = nil, at: Date = Date(), log: ((String) -> String)? = nil
    ) throws -> Session {
        guard let code = new.subject else {
            throw RequestError.invalid(
                "subject", "name the person's code, or set `subject` for the kit in gaitd's configuration")
        }
        try SubjectCode.validate(code)
        let shoes = try Self.text(new.shoes, "shoes")
        let walkingAid = try Self.text(new.walkingAid, "walking_aid")
        let note = try Self.text(new.note, "note", limit: 4000)
        guard let kit = new.kit ?? kit else {
            throw RequestError.invalid("kit", "there are several kits: name the one that is worn")
        }
        let started = WallTime(at)
        let id = Self.newSessionID(started)
        return try writing { db in
            guard let kitKey = try Check.kit(db, kit) else { throw RequestError.invalid("kit", "name a kit") }
            let open = try String.fetchOne(
                db, sql: "SELECT id FROM sessions WHERE kit_key = ? AND stopped_us IS NULL", arguments: [kitKey])
            if let open {
                throw RequestError.conflict(
                    "kit", "session \(open) is open on this kit: stop it first (`gaitctl session stop \(open)`)")
            }
            let subject = try Self.subjectKey(db, code: code, at: started)
            try db.execute(
                sql: """
                    INSERT INTO sessions (id, subject_key, kit_key, started_us, shoes, walking_aid, note, log)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [id, subject, kitKey, started.microseconds, shoes, walkingAid, note, log?(id)])
            return try Self.fetchSession(db, id)
        }
    }

    /// Stops a session (`POST /v1/sessions/{id}/stop`).
    public func stopSession(_ id: String, at: Date = Date()) throws -> Session {
        try writing { db in
            try Self.requireOpen(try Self.fetchSession(db, id))
            // The clock may have been set back meanwhile; a session never ends before it began.
            try db.execute(
                sql: "UPDATE sessions SET stopped_us = max(started_us, ?) WHERE id = ?",
                arguments: [WallTime(at).microseconds, id])
            return try Self.fetchSession(db, id)
        }
    }

    /// Counts that an open session goes on after the daemon stopped unexpectedly.
    public func resumeSession(_ id: String) throws -> Session {
        try writing { db in
            try Self.requireOpen(try Self.fetchSession(db, id))
            try db.execute(sql: "UPDATE sessions SET resumed = resumed + 1 WHERE id = ?", arguments: [id])
            return try Self.fetchSession(db, id)
        }
    }

    private static func requireOpen(_ session: Session) throws {
        guard session.stoppedAt == nil else {
            throw RequestError.conflict(
                "session", "session \(session.id) was stopped already: start a new one with `gaitctl session start`")
        }
    }

    /// Free text of a person, trimmed; empty text is none.
    static func text(_ text: String?, _ field: String, limit: Int = 200) throws -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        guard text.utf8.count <= limit, !text.utf8.contains(0) else {
            throw RequestError.invalid(field, "too long, or not plain text: at most \(limit) bytes")
        }
        return text
    }

    private static func subjectKey(_ db: Database, code: String, at: WallTime) throws -> Int64 {
        let known = try Int64.fetchOne(db, sql: "SELECT key FROM subjects WHERE code = ?", arguments: [code])
        if let known { return known }
        try db.execute(
            sql: "INSERT INTO subjects (code, created_us) VALUES (?, ?)", arguments: [code, at.microseconds])
        return db.lastInsertedRowID
    }

    /// Sorts by time, is readable, and fits a file name: `20261121T103059Z-K7QF`.
    private static func newSessionID(_ time: WallTime) -> String {
        let stamp = time.date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .omitted)
                .dateSeparator(.omitted).timeSeparator(.omitted))
        var generator = SystemRandomNumberGenerator()
        return "\(stamp)-\(SubjectCode.base32(4, using: &generator))"
    }
}

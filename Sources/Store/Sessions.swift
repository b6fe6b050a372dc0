import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/sessions`, the newest first.
    public func sessions(_ query: SessionQuery = SessionQuery()) throws -> Page<Session> {
        try Check.limit(query.limit)
        let cursor = try Check.cursor(query.cursor, of: .sessions)
        return try reading { db in
            var conditions = Conditions()
            if let subject = try Check.subject(db, query.subject) { conditions.add("s.subject_key = ?", [subject]) }
            if let kit = try Check.kit(db, query.kit) { conditions.add("s.kit_key = ?", [kit]) }
            if let isOpen = query.open { conditions.add("s.stopped_us IS \(isOpen ? "" : "NOT ")NULL") }
            conditions.add("s.started_us", since: query.since, until: query.until)
            conditions.add(behind: cursor, time: "s.started_us", key: "s.key")
            let index = query.subject == nil ? "sessions_by_time" : "sessions_by_subject"
            let statement = try db.cachedStatement(
                sql: Self.selectSessions(index: index) + conditions.sql
                    + " ORDER BY s.started_us DESC, s.key DESC LIMIT ?")
            let rows = try Row.fetchAll(statement, arguments: conditions.arguments + [query.limit + 1])
            return Page.cut(
                rows, limit: query.limit, list: .sessions,
                position: { PageCursor([$0["started_us"], $0["key"]]) }, item: Session.init)
        }
    }

    /// `GET /v1/sessions/{id}`.
    public func session(_ id: String) throws -> Session {
        try reading { try Self.fetchSession($0, id) }
    }

    /// The sessions that are open, the newest first: after a start, those that a crash left open.
    public func openSessions() throws -> [Session] {
        try reading { try Self.fetchOpenSessions($0) }
    }

    static func fetchSession(_ db: Database, _ id: String) throws -> Session {
        let statement = try db.cachedStatement(sql: selectSessions() + " WHERE s.id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { throw Check.unknownSession }
        return Session(row)
    }

    static func fetchOpenSessions(_ db: Database) throws -> [Session] {
        let statement = try db.cachedStatement(
            sql: selectSessions(index: "sessions_one_open_per_kit")
                + " WHERE s.stopped_us IS NULL ORDER BY s.started_us DESC, s.key DESC")
        return try Row.fetchAll(statement).map(Session.init)
    }

    private static func selectSessions(index: String? = nil) -> String {
        """
        SELECT s.key, s.id, p.code AS subject, k.name AS kit, s.started_us, s.stopped_us, s.shoes, s.walking_aid,
            s.note, s.resumed, s.log, s.strides, s.running_strides, s.stairs_up_strides, s.stairs_down_strides,
            s.episodes, s.lost_samples
        FROM sessions s\(index.map { " INDEXED BY \($0)" } ?? "")
        CROSS JOIN subjects p ON p.key = s.subject_key CROSS JOIN kits k ON k.key = s.kit_key
        """
    }
}

extension Session {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], subject: row["subject"], kit: row["kit"],
            startedAt: WallTime(microseconds: row["started_us"]).date,
            stoppedAt: (row["stopped_us"] as Int64?).map { WallTime(microseconds: $0).date }, shoes: row["shoes"],
            walkingAid: row["walking_aid"], note: row["note"], resumed: row["resumed"], log: row["log"],
            strides: row["strides"], setApart: Self.setApart(row), episodes: row["episodes"],
            lostSamples: row["lost_samples"])
    }

    private static func setApart(_ row: Row) -> [String: Int]? {
        var apart: [String: Int] = [:]
        for mode in RowMode.allCases where mode != .walking {
            let strides = row["\(mode.name)_strides"] as Int
            if strides > 0 { apart[mode.name] = strides }
        }
        return apart.isEmpty ? nil : apart
    }
}

public import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/annotations`, the newest first.
    public func annotations(_ query: AnnotationQuery = AnnotationQuery()) throws -> Page<Annotation> {
        try Check.limit(query.limit)
        if let kind = query.kind { try Self.checkKind(kind) }
        let cursor = try Check.cursor(query.cursor, of: .annotations)
        return try reading { db in
            var conditions = Conditions()
            var index = "annotations_by_time"
            if let subject = try Check.subject(db, query.subject) {
                conditions.add("a.subject_key = ?", [subject])
                index = "annotations_by_subject"
            }
            if let session = try Check.session(db, query.session) {
                conditions.add("a.session_key = ?", [session])
                index = "annotations_by_session"
            }
            if let kind = query.kind { conditions.add("a.kind = ?", [kind]) }
            conditions.add("a.at_us", since: query.since, until: query.until)
            conditions.add(behind: cursor, time: "a.at_us", key: "a.key")
            let rows = try Self.fetchAnnotations(db, conditions, index: index, limit: query.limit + 1)
            return Page.cut(
                rows, limit: query.limit, list: .annotations,
                position: { PageCursor([$0["at_us"], $0["key"]]) }, item: Annotation.init)
        }
    }

    /// `POST /v1/annotations`. Without session and subject it goes to the open session, where exactly one is open.
    public func addAnnotation(_ new: NewAnnotation, now: Date = Date()) throws -> Annotation {
        try Self.checkKind(new.kind)
        let text = try Self.text(new.text, "text", limit: 4000)
        if new.kind == "note", text == nil { throw RequestError.invalid("text", "a note needs a text") }
        let pain = try Self.pain(new)
        return try writing { db in
            let (session, subject) = try Self.owner(db, new)
            try db.execute(
                sql: """
                    INSERT INTO annotations (at_us, session_key, subject_key, kind, text, pain_knee_left,
                        pain_knee_right, pain_back)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    WallTime(new.at ?? now).microseconds, session, subject, new.kind, text, pain["knee_left"],
                    pain["knee_right"], pain["back"],
                ])
            var conditions = Conditions()
            conditions.add("a.key = ?", [db.lastInsertedRowID])
            let rows = try Self.fetchAnnotations(db, conditions, index: nil, limit: 1)
            guard let row = rows.first else {
                throw StoreError.unexpected(path: path, code: 0, detail: "an annotation vanished while it was written")
            }
            return Annotation(row)
        }
    }

    static func fetchAnnotations(
        _ db: Database, _ conditions: Conditions, index: String?, limit: Int
    ) throws -> [Row] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT a.key, a.at_us, s.id AS session, p.code AS subject, a.kind, a.text, a.pain_knee_left,
                    a.pain_knee_right, a.pain_back
                FROM annotations a\(index.map { " INDEXED BY \($0)" } ?? "")
                LEFT JOIN sessions s ON s.key = a.session_key LEFT JOIN subjects p ON p.key = a.subject_key
                \(conditions.sql) ORDER BY a.at_us DESC, a.key DESC LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: conditions.arguments + [limit])
    }

    private static func checkKind(_ kind: String) throws {
        guard ["pain", "note", "marker"].contains(kind) else {
            throw RequestError.invalid("kind", "unknown kind: `pain`, `note` or `marker`")
        }
    }

    /// Numeric pain ratings (NPRS), whole numbers from 0 to 10.
    private static func pain(_ new: NewAnnotation) throws -> [String: Int] {
        let pain = new.pain ?? [:]
        guard (new.kind == "pain") == !pain.isEmpty else {
            throw RequestError.invalid(
                "pain",
                new.kind == "pain"
                    ? "name a score for at least one site: \(Annotation.painSites.joined(separator: ", "))"
                    : "scores go with the kind `pain` only")
        }
        for (site, score) in pain.sorted(by: { $0.key < $1.key }) {
            guard Annotation.painSites.contains(site) else {
                throw RequestError.invalid(
                    "pain", "unknown site: the sites are \(Annotation.painSites.joined(separator: ", "))")
            }
            guard (0...10).contains(score) else {
                throw RequestError.invalid("pain.\(site)", "a pain score is a whole number from 0 to 10")
            }
        }
        return pain
    }

    private static func owner(_ db: Database, _ new: NewAnnotation) throws -> (session: Int64?, subject: Int64) {
        let subject = try Check.subject(db, new.subject)
        if let id = new.session {
            let row = try Row.fetchOne(
                db, sql: "SELECT key, subject_key FROM sessions WHERE id = ?", arguments: [id])
            guard let row else { throw Check.unknownSession }
            guard subject == nil || subject == row["subject_key"] else {
                throw RequestError.conflict("subject", "session \(id) is another subject's: leave one of them out")
            }
            return (row["key"], row["subject_key"])
        }
        let open = try Row.fetchAll(
            db, sql: "SELECT key, id, subject_key FROM sessions WHERE stopped_us IS NULL")
        if let subject {
            let own = open.filter { $0["subject_key"] == subject }
            return (own.count == 1 ? own[0]["key"] : nil, subject)
        }
        guard open.count == 1 else {
            throw RequestError.invalid(
                "session",
                open.isEmpty
                    ? "no session is open: name the subject (`--subject CODE`), or start a session with `gaitctl session start`"
                    : "\(open.count) sessions are open: name the session or the subject")
        }
        return (open[0]["key"], open[0]["subject_key"])
    }
}

extension Annotation {
    /// The sites that have a pain score.
    static let painSites = ["knee_left", "knee_right", "back"]

    init(_ row: Row) {
        var pain: [String: Int] = [:]
        for site in Self.painSites { pain[site] = row["pain_\(site)"] as Int? }
        self.init(
            id: row["key"], at: WallTime(microseconds: row["at_us"]).date, session: row["session"],
            subject: row["subject"], kind: row["kind"], text: row["text"], pain: pain.isEmpty ? nil : pain)
    }
}

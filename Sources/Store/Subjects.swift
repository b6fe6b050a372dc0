import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/subjects`, the newest first.
    public func subjects(cursor: String? = nil, limit: Int = 100) throws -> Page<Subject> {
        try Check.limit(limit)
        let cursor = try Check.cursor(cursor, of: .subjects)
        return try reading { db in
            var conditions = Conditions()
            if let numbers = cursor?.numbers { conditions.add("p.key < ?", [numbers[1]]) }
            let statement = try db.cachedStatement(
                sql: """
                    SELECT p.key, p.code, p.created_us,
                        (SELECT count(*) FROM sessions s WHERE s.subject_key = p.key) AS sessions,
                        (SELECT total(s.episodes) FROM sessions s WHERE s.subject_key = p.key) AS episodes
                    FROM subjects p\(conditions.sql)
                    ORDER BY p.key DESC LIMIT ?
                    """)
            let rows = try Row.fetchAll(statement, arguments: conditions.arguments + [limit + 1])
            return Page.cut(
                rows, limit: limit, list: .subjects, position: { PageCursor([0, $0["key"]]) },
                item: { row in
                    Subject(
                        id: row["code"], createdAt: WallTime(microseconds: row["created_us"]).date,
                        sessions: row["sessions"], episodes: Int(row["episodes"] as Double))
                })
        }
    }
}

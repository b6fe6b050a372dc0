import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/episodes`, the newest start first; `since` and `until` mean the start.
    public func episodes(_ query: EpisodeQuery = EpisodeQuery()) throws -> Page<EpisodeSummary> {
        try Check.limit(query.limit)
        let side = try Check.side(query.side)
        let cursor = try Check.cursor(query.cursor, of: .episodes)
        if let severity = query.minSeverity, !severity.isFinite {
            throw RequestError.invalid("min_severity", "not a number")
        }
        return try reading { db in
            var conditions = Conditions()
            var index = "episodes_by_time"
            if let subject = try Check.subject(db, query.subject) {
                conditions.add("e.subject_key = ?", [subject])
                index = "episodes_by_subject"
            }
            if let session = try Check.session(db, query.session) {
                conditions.add("e.session_key = ?", [session])
                index = "episodes_by_session"
            }
            if let kit = try Check.kit(db, query.kit) { conditions.add("e.kit_key = ?", [kit]) }
            if let kind = query.kind { conditions.add("e.kind = ?", [kind]) }
            if let side { conditions.add("e.side = ?", [side.rawValue]) }
            if let severity = query.minSeverity { conditions.add("e.severity >= ?", [severity]) }
            conditions.add("e.start_us", since: query.since, until: query.until)
            conditions.add(behind: cursor, time: "e.start_us", key: "e.key")
            // The keys come from the index alone; only the page's own rows are read.
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(Self.episodeColumns) FROM (
                        SELECT e.key FROM episodes e INDEXED BY \(index)\(conditions.sql)
                        ORDER BY e.start_us DESC, e.key DESC LIMIT ?
                    ) page CROSS JOIN episodes e ON e.key = page.key \(Self.episodeJoins)
                    ORDER BY e.start_us DESC, e.key DESC
                    """)
            let rows = try Row.fetchAll(statement, arguments: conditions.arguments + [query.limit + 1])
            return Page.cut(
                rows, limit: query.limit, list: .episodes,
                position: { PageCursor([$0["start_us"], $0["key"]]) }, item: EpisodeSummary.init)
        }
    }

    /// The row of an episode with its summary's columns and those of the detail.
    static func fetchEpisode(_ db: Database, _ id: Int) throws -> Row {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(episodeColumns), e.kit_key, e.session_key, e.subject_key, e.method, e.version, e.proxy, e.evidence
                FROM episodes e \(episodeJoins) WHERE e.key = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw RequestError.notFound("id", "no episode \(id) is stored: `gaitctl episodes` lists them")
        }
        return row
    }

    private static let episodeColumns = """
        e.key, e.kind, e.side, k.name AS kit, s.id AS session, p.code AS subject, e.start_us, e.end_us, e.severity,
            e.confidence, e.strides, e.measure, e.value, e.low, e.high, e.threshold, e.state
        """

    private static let episodeJoins = """
        CROSS JOIN kits k ON k.key = e.kit_key
        LEFT JOIN sessions s ON s.key = e.session_key LEFT JOIN subjects p ON p.key = e.subject_key
        """
}

extension EpisodeSummary {
    init(_ row: Row) {
        let start = row["start_us"] as Int64
        let end = row["end_us"] as Int64
        self.init(
            id: row["key"], kind: row["kind"], side: RowSide(rawValue: row["side"])?.name ?? "unknown",
            kit: row["kit"], session: row["session"], subject: row["subject"],
            start: WallTime(microseconds: start).date, end: WallTime(microseconds: end).date,
            durationS: Double(end - start) / 1e6, severity: row["severity"], confidence: row["confidence"],
            strides: row["strides"], measure: row["measure"], value: row["value"], low: row["low"],
            high: row["high"], threshold: row["threshold"], open: row["state"] == EpisodeState.open.rawValue)
    }
}

import Foundation
import GRDB
import QueryAPI

/// Reads the streams that `measures` merges, each from its own index and never more rows than a page needs.
struct MeasureReader {
    let db: Database
    let subject: Int64?
    let session: Int64?
    let since: Date?
    let until: Date?
    let behind: MeasurePosition?
    let limit: Int

    /// Strides that one page looks at, where they may lack what is asked for.
    static let scanLimit = 2000

    /// The values of strides: of one measure, or of all. `end` is where the next page has to go on when the scan limit
    /// came before the page was full.
    func strides(_ measure: StrideMeasure?) throws -> (values: [PlacedMeasure], end: MeasurePosition?) {
        var conditions = conditions(time: "m.start_us", stream: 0, includingSameRow: true)
        owner(&conditions)
        let index = session != nil ? "strides_by_session" : subject != nil ? "strides_by_subject" : "strides_by_time"
        var end: MeasurePosition?
        if let measure {
            end = try scanEnd(conditions, index: index)
            if let end { conditions.add("(m.start_us, m.key) >= (?, ?)", [end.at, end.key]) }
            conditions.add("m.\(measure.column) IS NOT NULL")
        }
        let measures = measure.map { [$0] } ?? StrideMeasure.allCases
        let statement = try db.cachedStatement(
            sql: """
                SELECT m.key, m.start_us AS at_us, m.side, m.mode, \(measures.map { "m.\($0.column)" }.joined(separator: ", ")),
                    s.id AS session, p.code AS subject
                FROM strides m INDEXED BY \(index) \(Self.names)
                \(conditions.sql) ORDER BY m.start_us DESC, m.key DESC LIMIT ?
                """)
        // One more than the page: the cursor's own row comes again, as it may have measures left.
        let rows = try Row.fetchCursor(statement, arguments: conditions.arguments + [limit + 1])
        var values: [PlacedMeasure] = []
        while values.count < limit, let row = try rows.next() {
            let mode = RowMode(rawValue: row["mode"])
            for measure in measures {
                guard let value = measure.value(of: row) else { continue }
                let position = MeasurePosition(
                    at: row["at_us"], stream: 0, key: row["key"], part: Int64(measure.index))
                if let behind, !(behind < position) { continue }
                values.append(
                    PlacedMeasure(
                        position: position,
                        value: Self.value(
                            row, name: measure.name, side: row["side"], value: value, low: nil, high: nil,
                            strides: 1, mode: mode == .walking ? nil : mode)))
            }
        }
        return (values, values.count < limit ? end : nil)
    }

    /// The last stride that a page looks at, or nil where the list ends before. It counts entries of the index alone,
    /// and never more than the limit.
    private func scanEnd(_ conditions: Conditions, index: String) throws -> MeasurePosition? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT m.start_us, m.key FROM strides m INDEXED BY \(index)
                \(conditions.sql) ORDER BY m.start_us DESC, m.key DESC LIMIT 1 OFFSET ?
                """)
        let scanned = max(Self.scanLimit, limit) - 1
        return try Row.fetchOne(statement, arguments: conditions.arguments + [scanned]).map {
            MeasurePosition(at: $0["start_us"], stream: 0, key: $0["key"], part: .max)
        }
    }

    /// The stored windows of a measure.
    func windows(name: String, key: Int64) throws -> [PlacedMeasure] {
        var conditions = conditions(time: "m.at_us", stream: key)
        conditions.add("m.name_key = ?", [key])
        owner(&conditions)
        let index = session != nil ? "measures_by_session" : subject != nil ? "measures_by_subject" : "measures_by_name"
        let statement = try db.cachedStatement(
            sql: """
                SELECT m.key, m.at_us, m.value, m.low, m.high, m.strides, s.id AS session, p.code AS subject
                FROM measures m INDEXED BY \(index) \(Self.names)
                \(conditions.sql) ORDER BY m.at_us DESC, m.key DESC LIMIT ?
                """)
        return try collect(statement, conditions) { row in
            PlacedMeasure(
                position: MeasurePosition(at: row["at_us"], stream: key, key: row["key"]),
                value: Self.value(
                    row, name: name, side: 0, value: row["value"], low: row["low"], high: row["high"],
                    strides: row["strides"]))
        }
    }

    /// The means of a measure over bouts, sessions or days.
    func means(_ scope: MeanScope, name: String, key: Int64) throws -> [PlacedMeasure] {
        var conditions = conditions(time: "m.at_us", stream: key)
        conditions.add("m.scope = ?", [scope.rawValue])
        conditions.add("m.name_key = ?", [key])
        owner(&conditions)
        let index = session != nil ? "means_by_session" : subject != nil ? "means_by_subject" : "means_by_name"
        let statement = try db.cachedStatement(
            sql: """
                SELECT m.key, m.at_us, m.side, m.count, m.mean, m.m2, m.window_strides, s.id AS session,
                    p.code AS subject
                FROM means m INDEXED BY \(index) \(Self.names)
                \(conditions.sql) ORDER BY m.at_us DESC, m.key DESC LIMIT ?
                """)
        return try collect(statement, conditions) { row in
            let mean = RunningMean(count: row["count"], mean: row["mean"], m2: row["m2"])
            let windowStrides = row["window_strides"] as Int?
            let halfWidth = windowStrides == nil ? mean.halfWidth : nil
            return PlacedMeasure(
                position: MeasurePosition(at: row["at_us"], stream: key, key: row["key"]),
                value: Self.value(
                    row, name: name, side: row["side"], value: mean.mean, low: halfWidth.map { mean.mean - $0 },
                    high: halfWidth.map { mean.mean + $0 }, strides: windowStrides ?? mean.count))
        }
    }

    /// The rows' measures, each made while SQLite stands on its row.
    private func collect(
        _ statement: Statement, _ conditions: Conditions, _ measure: (Row) -> PlacedMeasure
    ) throws -> [PlacedMeasure] {
        var values: [PlacedMeasure] = []
        let rows = try Row.fetchCursor(statement, arguments: conditions.arguments + [limit])
        while let row = try rows.next() { values.append(measure(row)) }
        return values
    }

    private static let names = """
        LEFT JOIN sessions s ON s.key = m.session_key LEFT JOIN subjects p ON p.key = m.subject_key
        """

    private func owner(_ conditions: inout Conditions) {
        if let subject { conditions.add("m.subject_key = ?", [subject]) }
        if let session { conditions.add("m.session_key = ?", [session]) }
    }

    /// The times asked for, and what of this stream lies behind the cursor.
    private func conditions(time: String, stream: Int64, includingSameRow: Bool = false) -> Conditions {
        var conditions = Conditions()
        conditions.add(time, since: since, until: until)
        guard let behind else { return conditions }
        if stream < behind.stream {
            conditions.add("\(time) < ?", [behind.at])
        } else if stream > behind.stream {
            conditions.add("\(time) <= ?", [behind.at])
        } else {
            let comparison = includingSameRow ? "<=" : "<"
            conditions.add("(\(time), m.key) \(comparison) (?, ?)", [behind.at, behind.key])
        }
        return conditions
    }

    private static func value(
        _ row: Row, name: String, side: Int, value: Double, low: Double?, high: Double?, strides: Int,
        mode: RowMode? = nil
    ) -> MeasureValue {
        MeasureValue(
            name: name, at: WallTime(microseconds: row["at_us"]).date, session: row["session"],
            subject: row["subject"], side: RowSide(rawValue: side)?.name, value: value, low: low, high: high,
            strides: strides, mode: mode?.name)
    }
}

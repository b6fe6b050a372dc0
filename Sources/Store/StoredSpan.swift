import GRDB

/// The stored strides and measures of one session, or of one kit worn by nobody, within a stretch of time.
struct StoredSpan {
    var kit: Int64
    var session: Int64?
    var from: WallTime
    var to: WallTime

    /// Strides that start within, `to` excluded: side, steady and the columns of `StrideMeasure`.
    func strides(_ db: Database) throws -> RowCursor {
        let columns = StrideMeasure.allCases.map(\.column).joined(separator: ", ")
        return try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT side, steady, \(columns) \(fromStrides)"), arguments: strideArguments)
    }

    /// One row with, per side, the number of steady strides that `strides` would give and the means of their columns:
    /// `strides_left`, `stance_time_s_left`, ….
    func sideMeans(_ db: Database) throws -> Row? {
        let columns = RowSide.allCases.flatMap { side in
            let filter = "FILTER (WHERE side = \(side.rawValue))"
            return ["count(*) \(filter) AS strides_\(side.name)"]
                + StrideMeasure.allCases.map { "avg(\($0.column)) \(filter) AS \($0.column)_\(side.name)" }
        }
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns.joined(separator: ", ")) \(fromStrides) AND steady = 1")
        return try Row.fetchOne(statement, arguments: strideArguments)
    }

    /// Measures of one name whose windows end within, `to` included.
    func measures(_ db: Database, name: Int64) throws -> RowCursor {
        try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT value, strides \(fromMeasures)"), arguments: measureArguments(name))
    }

    /// The last of `measures`.
    func lastMeasure(_ db: Database, name: Int64) throws -> Row? {
        let statement = try db.cachedStatement(
            sql: "SELECT at_us, value, low, high, strides \(fromMeasures) ORDER BY at_us DESC LIMIT 1")
        return try Row.fetchOne(statement, arguments: measureArguments(name))
    }

    private var fromMeasures: String {
        let index = session == nil ? "measures_of_nobody" : "measures_by_session"
        return "FROM measures INDEXED BY \(index) WHERE \(owner) AND name_key = ? AND at_us > ? AND at_us <= ?"
    }

    private func measureArguments(_ name: Int64) -> StatementArguments {
        [session ?? kit, name, from.microseconds, to.microseconds]
    }

    private var fromStrides: String {
        let index = session == nil ? "strides_of_nobody" : "strides_by_session"
        return "FROM strides INDEXED BY \(index) WHERE \(owner) AND start_us >= ? AND start_us < ?"
    }

    private var strideArguments: StatementArguments { [session ?? kit, from.microseconds, to.microseconds] }

    private var owner: String { session == nil ? "session_key IS NULL AND kit_key = ?" : "session_key = ?" }
}

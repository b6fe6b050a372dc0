import GRDB

/// What a stride row measures, as the socket names it.
enum StrideMeasure: Int, CaseIterable {
    case strideTime, stanceTime, swingTime, stepTime, pronationProxy

    init?(name: String) {
        guard let match = StrideMeasure.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// The name on the socket, with the unit.
    var name: String {
        switch self {
        case .strideTime: "stride_time_s"
        case .stanceTime: "stance_time_s"
        case .swingTime: "swing_time_s"
        case .stepTime: "step_time_s"
        case .pronationProxy: "pronation_proxy_deg"
        }
    }

    /// The column of `strides`.
    var column: String {
        switch self {
        case .pronationProxy: "tibial_rotation_rad"
        default: name
        }
    }

    /// Steps from the column's unit to the name's.
    private var scale: Double { self == .pronationProxy ? 180 / .pi : 1 }

    /// In the unit that the name ends with; NaN where it was not measured.
    func value(of row: StrideRow) -> Double {
        switch self {
        case .strideTime: row.strideTime
        case .stanceTime: row.stanceTime
        case .swingTime: row.swingTime
        case .stepTime: row.stepTime
        case .pronationProxy: row.tibialRotation * scale
        }
    }

    /// In the unit that the name ends with, from a row that has the column.
    func value(of row: Row) -> Double? { scaled(row[column]) }

    /// From the column's unit to the one that the name ends with.
    func scaled(_ value: Double?) -> Double? { value.map { $0 * scale } }
}

/// The numbers of measure names, made where they are new.
struct MeasureNames {
    let db: Database
    private var known: [String: Int64] = [:]

    init(db: Database) { self.db = db }

    mutating func key(_ name: String) throws -> Int64 {
        if let key = known[name] { return key }
        let found = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT key FROM measure_names WHERE name = ?"), arguments: [name])
        let key: Int64
        if let found {
            key = found
        } else {
            try db.execute(sql: "INSERT INTO measure_names (name) VALUES (?)", arguments: [name])
            key = db.lastInsertedRowID
        }
        known[name] = key
        return key
    }

    /// All names with their numbers, in the order in which they came.
    static func all(_ db: Database) throws -> [(key: Int64, name: String)] {
        try Row.fetchAll(db, sql: "SELECT key, name FROM measure_names ORDER BY key").map { ($0["key"], $0["name"]) }
    }
}

import GRDB

/// What a stride row measures: the socket's names, each with its column of `strides`.
struct StrideMeasure: Hashable {
    let index: Int

    /// The names on the socket, with their units. New ones go to the end, with a migration that adds their columns.
    static let names =
        first + [
            "double_support_time_s", "stride_length_m", "walking_speed_mps", "pronation_proxy_rate_degps",
            "shank_frontal_rate_degps", "rearfoot_eversion_deg", "knee_flexion_initial_contact_deg",
            "knee_loading_excursion_deg", "knee_swing_peak_deg", "terminal_swing_extension_deficit_deg",
            "knee_range_deg", "shank_loading_rotation_deg", "shank_terminal_pitch_deg",
            "contralateral_pelvic_drop_deg", "lateral_trunk_lean_deg", "lumbopelvic_rotation_deg",
            "lumbar_inclination_deg",
        ]
    private static let first = ["stride_time_s", "stance_time_s", "swing_time_s", "step_time_s", proxy]
    private static let proxy = "pronation_proxy_deg"

    static let allCases = names.indices.map(StrideMeasure.init(index:))
    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    private init(index: Int) { self.index = index }

    init?(name: String) {
        guard let match = Self.byName[name] else { return nil }
        self = match
    }

    /// The name on the socket, with the unit.
    var name: String { Self.names[index] }

    /// The column of `strides`.
    var column: String { isFirstProxy ? "tibial_rotation_rad" : name }

    /// The one column whose unit is not its name's.
    private var isFirstProxy: Bool { name == Self.proxy }

    /// From the name's unit to the column's.
    func stored(_ value: Double) -> Double? { (isFirstProxy ? value * .pi / 180 : value).orNull }

    /// In the unit that the name ends with, from a row that has the column.
    func value(of row: Row) -> Double? { scaled(row[column]) }

    /// From the column's unit to the one that the name ends with.
    func scaled(_ value: Double?) -> Double? { value.map { isFirstProxy ? $0 * 180 / .pi : $0 } }
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

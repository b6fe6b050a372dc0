import Foundation
import GRDB

/// Writes the rows of one batch within one transaction.
struct BatchWriter {
    let db: Database
    let run: Int64
    var receipt = Receipt()
    var names: MeasureNames
    private var means: MeansWriter
    private var kits: [String: Int64] = [:]
    private var sessions: [String: SessionKeys?] = [:]
    private var tallies: [Int64: Tally] = [:]

    struct SessionKeys {
        var session: Int64
        var subject: Int64
        var started: Int64
    }

    /// Internal numbers of who wore what.
    struct Keys {
        var kit: Int64
        var session: SessionKeys?
    }

    private struct Tally {
        var strides = 0
        /// Strides by `RowMode`.
        var modes = SIMD4<Int>()
        var episodes = 0
        var lostSamples = 0
    }

    init(db: Database, run: Int64, timeZone: TimeZone) {
        self.db = db
        self.run = run
        names = MeasureNames(db: db)
        means = MeansWriter(db: db, timeZone: timeZone)
    }

    mutating func write(_ batch: Batch) throws {
        for row in batch.strides { try write(row) }
        for row in batch.measures { try write(row) }
        for row in batch.bouts { try write(row) }
        for row in batch.turns { try write(row) }
        for row in batch.gaps { try write(row) }
        for row in batch.episodes { try write(row) }
        for row in batch.baselines { try write(row) }
        try means.flush()
        for (session, tally) in tallies {
            try execute(
                """
                UPDATE sessions SET strides = strides + ?, episodes = episodes + ?, lost_samples = lost_samples + ?,
                    running_strides = running_strides + ?, stairs_up_strides = stairs_up_strides + ?,
                    stairs_down_strides = stairs_down_strides + ?
                WHERE key = ?
                """,
                [
                    tally.strides, tally.episodes, tally.lostSamples, tally.modes[RowMode.running.rawValue],
                    tally.modes[RowMode.stairsUp.rawValue], tally.modes[RowMode.stairsDown.rawValue], session,
                ])
        }
    }

    private mutating func write(_ row: StrideRow) throws {
        var values = [Double?](repeating: nil, count: StrideMeasure.names.count)
        for (name, value) in row.values {
            guard let measure = StrideMeasure(name: name) else { return receipt.unusable += 1 }
            values[measure.index] = value.orNull
        }
        guard values[0] != nil else { return receipt.unusable += 1 }
        guard let keys = try keys(row.wearing) else { return }
        let stored = StrideMeasure.allCases.map { measure in values[measure.index].flatMap(measure.stored) }
        try execute(
            Self.insertStride,
            [
                keys.kit, keys.session?.session, keys.session?.subject, row.side.rawValue, row.start.microseconds,
                row.isSteady, row.mode.rawValue,
            ] + StatementArguments(stored))
        if let session = keys.session {
            tallies[session.session, default: Tally()].strides += 1
            tallies[session.session, default: Tally()].modes[row.mode.rawValue] += 1
        }
        for measure in StrideMeasure.allCases {
            guard let value = values[measure.index] else { continue }
            let name = try names.key(measure.name)
            guard row.isSteady, let session = keys.session else { continue }
            means.add(value, name: name, side: row.side.rawValue, windowStrides: nil, at: row.start, session: session)
        }
    }

    private static let insertStride: String = {
        let columns = StrideMeasure.allCases.map(\.column)
        return """
            INSERT INTO strides (kit_key, session_key, subject_key, side, start_us, steady, mode,
                \(columns.joined(separator: ", ")))
            VALUES (?, ?, ?, ?, ?, ?, ?\(String(repeating: ", ?", count: columns.count)))
            """
    }()

    private mutating func write(_ row: MeasureRow) throws {
        guard row.value.isFinite else { return receipt.unusable += 1 }
        guard let keys = try keys(row.wearing) else { return }
        let name = try names.key(row.name)
        try execute(
            """
            INSERT INTO measures (kit_key, session_key, subject_key, name_key, at_us, value, low, high, strides)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                keys.kit, keys.session?.session, keys.session?.subject, name, row.at.microseconds, row.value,
                row.low.orNull, row.high.orNull, row.strides,
            ])
        guard let session = keys.session else { return }
        means.add(row.value, name: name, side: 0, windowStrides: row.strides, at: row.at, session: session)
    }

    private mutating func write(_ row: BoutRow) throws {
        guard let keys = try keys(row.wearing) else { return }
        try execute(
            """
            INSERT INTO bouts (kit_key, session_key, start_us, end_us, strides_left, strides_right, cadence_per_min)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                keys.kit, keys.session?.session, row.start.microseconds, row.end.microseconds, row.stridesLeft,
                row.stridesRight, row.cadence.orNull,
            ])
        try means.writeBout(db.lastInsertedRowID, from: row.start, to: row.end, keys: keys, names: &names)
    }

    private mutating func write(_ row: TurnRow) throws {
        guard row.angle.isFinite else { return receipt.unusable += 1 }
        guard let keys = try keys(row.wearing) else { return }
        try execute(
            "INSERT INTO turns (kit_key, session_key, start_us, end_us, angle_rad) VALUES (?, ?, ?, ?, ?)",
            [keys.kit, keys.session?.session, row.start.microseconds, row.end.microseconds, row.angle])
    }

    private mutating func write(_ row: GapRow) throws {
        guard let keys = try keys(row.wearing) else { return }
        // Within what sums of gaps can hold: at 1 kHz more than thirty years.
        let lost = min(max(0, row.lostSamples), 1 << 40)
        try execute(
            """
            INSERT INTO gaps (kit_key, session_key, placement, start_us, end_us, lost_samples, cause)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                keys.kit, keys.session?.session, row.placement, row.start.microseconds, row.end.microseconds,
                lost, row.cause,
            ])
        if let session = keys.session { tallies[session.session, default: Tally()].lostSamples += lost }
    }

    private mutating func write(_ row: EpisodeRow) throws {
        guard row.isFinite else { return receipt.unusable += 1 }
        guard let keys = try keys(Wearing(kit: row.reference.kit, session: row.session)) else { return }
        let writer = EpisodeWriter(db: db, run: run)
        let (key, isNew) = try writer.write(row, keys: keys)
        receipt.episodes[row.reference] = Int(key)
        if isNew, let session = keys.session { tallies[session.session, default: Tally()].episodes += 1 }
    }

    private mutating func write(_ row: BaselineRow) throws {
        guard row.traits.allSatisfy(\.isFinite) else { return receipt.unusable += 1 }
        // Without a session it is nobody's.
        guard let session = try keys(row.wearing)?.session else { return }
        try Store.write(row, subject: session.subject, db)
    }

    /// The internal numbers, or nil (and one row more counted as orphaned) where the session is no longer stored.
    private mutating func keys(_ wearing: Wearing) throws -> Keys? {
        let kit = try kit(wearing.kit)
        guard let id = wearing.session else { return Keys(kit: kit, session: nil) }
        guard let session = try session(id) else {
            receipt.orphaned += 1
            return nil
        }
        return Keys(kit: kit, session: session)
    }

    private mutating func kit(_ name: String) throws -> Int64 {
        if let key = kits[name] { return key }
        let key = try Store.kitKey(db, name: name)
        kits[name] = key
        return key
    }

    private mutating func session(_ id: String) throws -> SessionKeys? {
        if let known = sessions[id] { return known }
        let statement = try db.cachedStatement(sql: "SELECT key, subject_key, started_us FROM sessions WHERE id = ?")
        let found = try Row.fetchOne(statement, arguments: [id]).map {
            SessionKeys(session: $0["key"], subject: $0["subject_key"], started: $0["started_us"])
        }
        sessions[id] = .some(found)
        return found
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Double {
    /// The number, or nil where it is not one.
    var orNull: Double? { isFinite ? self : nil }
}

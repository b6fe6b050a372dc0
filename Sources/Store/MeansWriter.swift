import Foundation
import GRDB

/// What a mean is taken over; the numbers lie in `means.scope`.
enum MeanScope: Int {
    case bout = 1
    case session = 2
    case day = 3
}

/// Keeps the means per bout, session and day up to date while rows come in, so that asking for a year of days reads a
/// few hundred rows and not millions of strides. Only steady strides enter.
struct MeansWriter {
    private struct Key: Hashable {
        var scope: MeanScope
        var period: Int64
        var at: Int64
        var session: Int64?
        var subject: Int64?
        var name: Int64
        var side: Int
    }

    private struct Value {
        var mean = RunningMean()
        /// Strides of the largest window among window measures; nil for strides themselves.
        var windowStrides: Int?

        mutating func add(_ value: Double, windowStrides other: Int?) {
            mean.add(value)
            if let other { windowStrides = max(windowStrides ?? 0, other) }
        }
    }

    private let db: Database
    private let calendar: Calendar
    private var day = DateInterval(start: .distantPast, duration: 0)
    private var pending: [Key: Value] = [:]

    init(db: Database, timeZone: TimeZone) {
        self.db = db
        calendar = Calendar.gregorian(timeZone)
    }

    /// Adds a value to its session's and its day's mean.
    mutating func add(
        _ value: Double, name: Int64, side: Int, windowStrides: Int?, at: WallTime, session: BatchWriter.SessionKeys
    ) {
        var key = Key(
            scope: .session, period: session.session, at: session.started, session: session.session,
            subject: session.subject, name: name, side: side)
        pending[key, default: Value()].add(value, windowStrides: windowStrides)
        let start = startOfDay(at)
        key.scope = .day
        key.period = start
        key.at = start
        key.session = nil
        pending[key, default: Value()].add(value, windowStrides: windowStrides)
    }

    /// Writes the means of a bout from the strides and measures that are stored of it.
    mutating func writeBout(
        _ bout: Int64, from start: WallTime, to end: WallTime, keys: BatchWriter.Keys, names: inout MeasureNames
    ) throws {
        func key(_ name: Int64, _ side: Int) -> Key {
            Key(
                scope: .bout, period: bout, at: start.microseconds, session: keys.session?.session,
                subject: keys.session?.subject, name: name, side: side)
        }
        let span = StoredSpan(kit: keys.kit, session: keys.session?.session, from: start, to: end)
        let strides = try span.strides(db)
        while let row = try strides.next() {
            guard row["steady"] as Bool else { continue }
            for measure in StrideMeasure.allCases {
                guard let value = measure.value(of: row) else { continue }
                pending[key(try names.key(measure.name), row["side"]), default: Value()].add(value, windowStrides: nil)
            }
        }
        for (name, _) in try MeasureNames.all(db) {
            let measures = try span.measures(db, name: name)
            while let row = try measures.next() {
                pending[key(name, 0), default: Value()].add(row["value"], windowStrides: row["strides"] as Int)
            }
        }
    }

    /// Merges what was added into the table.
    mutating func flush() throws {
        let select = try db.cachedStatement(
            sql: """
                SELECT key, count, mean, m2, window_strides FROM means
                WHERE scope = ? AND period = ? AND subject_key = ? AND name_key = ? AND side = ?
                """)
        let update = try db.cachedStatement(
            sql: "UPDATE means SET count = ?, mean = ?, m2 = ?, window_strides = ? WHERE key = ?")
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO means (scope, period, at_us, session_key, subject_key, name_key, side, count, mean, m2,
                    window_strides)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (key, value) in pending {
            let existing = try Row.fetchOne(
                select, arguments: [key.scope.rawValue, key.period, key.subject, key.name, key.side])
            if let existing {
                var mean = RunningMean(count: existing["count"], mean: existing["mean"], m2: existing["m2"])
                mean.merge(value.mean)
                let before = existing["window_strides"] as Int?
                let strides = [before, value.windowStrides].compactMap(\.self).max()
                try update.execute(arguments: [mean.count, mean.mean, mean.m2, strides, existing["key"] as Int64])
            } else {
                try insert.execute(arguments: [
                    key.scope.rawValue, key.period, key.at, key.session, key.subject, key.name, key.side,
                    value.mean.count, value.mean.mean, value.mean.m2, value.windowStrides,
                ])
            }
        }
        pending.removeAll()
    }

    private mutating func startOfDay(_ time: WallTime) -> Int64 {
        let date = time.date
        if !(day.start <= date && date < day.end) {
            day = calendar.dateInterval(of: .day, for: date) ?? DateInterval(start: date, duration: 0)
        }
        return WallTime(day.start).microseconds
    }
}

extension Calendar {
    static func gregorian(_ timeZone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }
}

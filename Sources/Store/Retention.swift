public import Foundation
import GRDB

/// What was pruned.
public struct Pruning: Sendable, Equatable {
    /// Raw signals of episodes that stay; an episode's own go with it.
    public var signals = 0
    public var episodes = 0
    public var strides = 0
    public var sessions = 0
    /// Session logs below the state directory that the caller has to unlink.
    public var logs: [String] = []

    public init() {}
}

extension Store {
    /// Removes what is older than it may become.
    /// - Parameters:
    ///   - raw: Raw signals of episodes that begin before, and the logs of sessions that stopped before, go.
    ///   - episodes: Everything derived that is dated before goes: episodes, strides, measures, means, bouts, turns,
    ///     gaps, annotations, and sessions that stopped before. Subjects stay until they are erased.
    ///
    /// It works in small transactions, so that the daemon's writes pass in between, and may be stopped anywhere.
    @discardableResult
    public func prune(rawOlderThan raw: Date? = nil, episodesOlderThan episodes: Date? = nil) throws -> Pruning {
        var pruning = Pruning()
        if let raw { try pruneRaw(WallTime(raw).microseconds, &pruning) }
        if let episodes { try pruneDerived(WallTime(episodes).microseconds, &pruning) }
        try reclaim()
        return pruning
    }

    /// Rows that go in one transaction: a few milliseconds.
    private static let step = 2000

    private func pruneRaw(_ time: Int64, _ pruning: inout Pruning) throws {
        // A signal takes about a megabyte, so fewer at a time.
        pruning.signals += try deleteStepwise("episode_signals", "start_us < ?", [time], step: 20)
        pruning.logs += try writing { db in
            let logs = try String.fetchAll(
                db,
                sql: """
                    SELECT log FROM sessions INDEXED BY sessions_by_time
                    WHERE started_us < ? AND stopped_us < ? AND log IS NOT NULL ORDER BY started_us
                    """, arguments: [time, time])
            try db.execute(
                sql: """
                    UPDATE sessions INDEXED BY sessions_by_time SET log = NULL
                    WHERE started_us < ? AND stopped_us < ? AND log IS NOT NULL
                    """, arguments: [time, time])
            return logs
        }
    }

    private func pruneDerived(_ time: Int64, _ pruning: inout Pruning) throws {
        pruning.episodes += try deleteStepwise("episodes", "start_us < ? AND state <> 0", [time], step: 20)
        pruning.strides += try deleteStepwise("strides", "start_us < ?", [time])
        for table in ["bouts", "turns", "gaps"] { _ = try deleteStepwise(table, "start_us < ?", [time]) }
        _ = try deleteStepwise("annotations", "at_us < ?", [time])
        // A day's mean goes once the whole day is over (25 h: clocks change); a session's goes with its session.
        let means = [(MeanScope.bout, time), (.day, time - 90_000_000_000)]
        for (name, _) in try reading({ try MeasureNames.all($0) }) {
            _ = try deleteStepwise("measures", "name_key = ? AND at_us < ?", [name, time])
            for (scope, time) in means {
                _ = try deleteStepwise(
                    "means", "scope = ? AND name_key = ? AND at_us < ?", [scope.rawValue, name, time])
            }
        }
        let logs = try writing { db in
            let logs = try Row.fetchAll(
                db,
                sql: """
                    SELECT log FROM sessions INDEXED BY sessions_by_time
                    WHERE started_us < ? AND stopped_us < ? ORDER BY started_us
                    """, arguments: [time, time])
            try db.execute(
                sql: "DELETE FROM sessions INDEXED BY sessions_by_time WHERE started_us < ? AND stopped_us < ?",
                arguments: [time, time])
            return logs.map { $0["log"] as String? }
        }
        pruning.sessions += logs.count
        pruning.logs += logs.compactMap(\.self)
    }

    private func deleteStepwise(
        _ table: String, _ condition: String, _ arguments: StatementArguments, step: Int = Store.step
    ) throws -> Int {
        var count = 0
        while true {
            let deleted = try writing { db in
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE key IN (SELECT key FROM \(table) WHERE \(condition) LIMIT ?)",
                    arguments: arguments + [step])
                return db.changesCount
            }
            count += deleted
            if deleted < step { return count }
        }
    }
}

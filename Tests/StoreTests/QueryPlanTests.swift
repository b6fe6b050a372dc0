import Foundation
import GRDB
import QueryAPI
import Store
import Testing

/// No documented question walks through a big table: every statement that the store ran for it is explained by SQLite.
@Suite struct QueryPlanTests {
    private static let bigTables = [
        "strides", "measures", "means", "episodes", "episode_signals", "annotations", "sessions", "bouts", "gaps",
    ]

    @Test func documentedQuestionsUseTheirIndices() throws {
        let statements = StatementLog()
        let fixture = try Fixture(options: .utc(onStatement: statements.append))
        let store = fixture.store
        let session = try fixture.startSession("S-A")
        let worn = Wearing(kit: "k1", session: session.id)
        let receipt = try store.write(
            Batch(
                strides: [StrideRow(wearing: worn, side: .left, start: WallTime(at: 1), strideTime: 1)],
                measures: [
                    MeasureRow(wearing: worn, name: "a", at: WallTime(at: 1), value: 1, low: 0, high: 2, strides: 3)
                ], episodes: [.sample(session: session.id, signals: [.sample()]), .sample(id: 2)]))
        statements.clear()

        let (since, until) = (Date(at: -10), Date(at: 10))
        let cursor = Data("1e:1:2".utf8).base64EncodedString()
        for (subject, sessionID) in [(nil, nil), ("S-A", nil), (nil, session.id)] as [(String?, String?)] {
            for kind in [nil, "step_time_asymmetry"] {
                for (since, cursor) in [(nil, nil), (since, cursor)] as [(Date?, String?)] {
                    _ = try store.episodes(
                        EpisodeQuery(
                            since: since, until: since.map { _ in until }, subject: subject, session: sessionID,
                            kind: kind, side: kind.map { _ in "left" }, minSeverity: kind.map { _ in 0.1 },
                            cursor: cursor))
                }
            }
            for by in ["stride", "bout", "session", "day"] where by != "day" || sessionID == nil {
                for name in [nil, "stride_time_s", "a"] {
                    for stream in 0...3 {
                        let cursor = Data("1m:\(Int64.max):\(stream):1:0".utf8).base64EncodedString()
                        _ = try store.measures(
                            MeasureQuery(
                                name: name, subject: subject, session: sessionID, since: since, by: by,
                                cursor: stream == 3 ? nil : cursor))
                    }
                }
            }
            _ = try store.annotations(AnnotationQuery(since: since, subject: subject, session: sessionID))
            _ = try store.sessions(SessionQuery(since: since, subject: subject))
        }
        for id in receipt.episodes.values {
            _ = try store.episode(id)
            _ = try? store.episodeSignal(id)
        }
        _ = try store.session(session.id)
        _ = try store.openSessions()
        _ = try store.subjects()

        let asked = Set(statements.all.filter { $0.hasPrefix("SELECT") })
        #expect(asked.count > 40)
        for sql in asked.sorted() {
            let plan = try fixture.raw { db in
                let count = sql.count { $0 == "?" }
                let arguments = StatementArguments(Array(repeating: 1, count: count))
                return try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
                    .map { $0["detail"] as String }
            }
            // Sorted is at most what one page holds, or the few sessions that are open.
            let sorts = plan.count { $0.hasPrefix("USE TEMP B-TREE") }
            let small = sql.contains(") page CROSS JOIN episodes") || sql.contains("sessions_one_open_per_kit")
            #expect(sorts <= (small ? 1 : 0), "\(plan) in \(sql)")
            if sql.contains("FROM episodes e INDEXED BY") {
                #expect(plan.contains { $0.contains("USING COVERING INDEX episodes_by_") }, "\(plan) in \(sql)")
            }
            for step in plan {
                guard let table = scanned(step, in: sql) else { continue }
                // A walk along an index in the order of the list ends with the page; it must be the list's own index.
                let ends = step.contains("INDEX \(table)_by_time") && sql.contains("LIMIT")
                #expect(ends || step.contains("sessions_one_open_per_kit"), "\(step) in \(sql)")
            }
        }
    }

    /// The big table that a step scans from its beginning, if any.
    private func scanned(_ step: String, in sql: String) -> String? {
        guard step.hasPrefix("SCAN") else { return nil }
        let name = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        return Self.bigTables.first { table in
            name == table || sql.contains(" \(table) \(name) ") || sql.contains(" \(table) \(name)\n")
        }
    }
}

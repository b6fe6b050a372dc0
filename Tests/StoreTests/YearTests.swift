import Foundation
import GRDB
import QueryAPI
import Store
import Testing

/// A store of a year: 50 subjects, 3,650 sessions, 5 million strides, 50,000 episodes. Takes minutes and two and a
/// half gigabytes twice, so it runs only when asked: `GAITD_YEAR_STORE=1 swift test -c release --filter YearTests`.
@Suite(
    .serialized, .enabled(if: ProcessInfo.processInfo.environment["GAITD_YEAR_STORE"] != nil, "set GAITD_YEAR_STORE=1"))
struct YearTests {
    @Test func everyDocumentedQuestionIsAnsweredWithinTwentyMilliseconds() throws {
        let fixture = try Fixture()
        try fill(fixture)
        let store = fixture.store
        let sessions = try store.sessions(SessionQuery(limit: 1000)).items
        let middle = sessions[sessions.count / 2]
        let subject = middle.subject
        let year = Date(at: -200 * 86400)
        let deepEpisodes = try cursor { try store.episodes(EpisodeQuery(cursor: $0, limit: 1000)).next }
        let deepStrides = try cursor { try store.measures(MeasureQuery(cursor: $0, limit: 1000)).next }
        let ids = try store.episodes(EpisodeQuery(limit: 1000)).items.map(\.id)

        var slow: [String] = []
        func ask(_ name: String, _ question: (Int) throws -> Void) throws {
            let clock = ContinuousClock()
            var times = try (0..<300).map { round in try clock.measure { try question(round) } }
            times.sort()
            let line = "\(name): p50 \(times[150]), p99 \(times[296])"
            print(line)
            if times[296] > .milliseconds(20) { slow.append(line) }
        }
        try ask("counts") { _ in _ = try store.counts() }
        try ask("sessions") { _ in _ = try store.sessions() }
        try ask("session") { _ in _ = try store.session(middle.id) }
        try ask("subjects") { _ in _ = try store.subjects() }
        try ask("episodes") { _ in _ = try store.episodes() }
        try ask("episodes, deep") { _ in _ = try store.episodes(EpisodeQuery(cursor: deepEpisodes)) }
        try ask("episodes of a subject") { _ in _ = try store.episodes(EpisodeQuery(subject: subject)) }
        try ask("episodes of a session") { _ in _ = try store.episodes(EpisodeQuery(session: middle.id)) }
        try ask("episodes, nothing matches") { _ in
            _ = try store.episodes(EpisodeQuery(kit: "k2", kind: "never", minSeverity: 99))
        }
        try ask("episode") { _ = try store.episode(ids[$0 * 3]) }
        try ask("episode signal") { _ = try store.episodeSignal(ids[$0]) }
        try ask("annotations") { _ in _ = try store.annotations() }
        for by in ["stride", "bout", "session", "day"] {
            for name in [nil, "stance_time_s", "step_time_symmetry_index_percent", "pronation_proxy_deg"] {
                let label = "measures by \(by) of \(name ?? "any")"
                try ask(label) { _ in _ = try store.measures(MeasureQuery(name: name, by: by)) }
                try ask("\(label), a subject, since") { _ in
                    _ = try store.measures(MeasureQuery(name: name, subject: subject, since: year, by: by))
                }
                if by == "day" { continue }
                try ask("\(label), a session") { _ in
                    _ = try store.measures(MeasureQuery(name: name, session: middle.id, by: by))
                }
            }
        }
        try ask("measures, deep") { _ in _ = try store.measures(MeasureQuery(cursor: deepStrides)) }
        print("size: \(store.sizeOnDisk >> 20) MiB")
        #expect(slow.isEmpty)

        let clock = ContinuousClock()
        try store.checkpoint()
        let copy = try fixture.copyOfFiles()
        defer { try? FileManager.default.removeItem(at: copy) }
        let opening = try clock.measure { _ = try Store(lock: StateDirectoryLock(directory: copy)) }
        print("opening again: \(opening)")
        #expect(opening < .seconds(1))
    }

    /// The cursor after thirty pages.
    private func cursor(_ next: (String?) throws -> String?) throws -> String? {
        var cursor: String?
        for _ in 0..<30 { cursor = try next(cursor) }
        return cursor
    }

    /// Rows straight into the tables, as the store would have written them over a year.
    private func fill(_ fixture: Fixture) throws {
        try fixture.store.write(Batch(episodes: [.sample(signals: [.sample(count: 12_000)])]))
        let apart = 365 * 86_400_000_000 / 3650
        let end = WallTime(at: 0).microseconds
        try fixture.rawWrite(
            """
            INSERT INTO subjects WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
                SELECT i, 'S-' || i, 0 FROM n;
            INSERT INTO sessions (key, id, subject_key, kit_key, started_us, stopped_us, strides, episodes)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3650)
                SELECT i, 'year-' || i, 1 + i % 50, 1, \(end) - (3651 - i) * \(apart),
                    \(end) - (3651 - i) * \(apart) + \(apart / 2), 1370, 13 FROM n;
            """)
        try fixture.rawWrite(
            """
            INSERT INTO strides (kit_key, session_key, subject_key, side, start_us, stride_time_s, stance_time_s,
                swing_time_s, step_time_s, steady)
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999999)
                SELECT 1, s.key, s.subject_key, 1 + i % 2, s.started_us + (i / 3650) * 2600000, 1.1, 0.7, 0.4, 0.55, 1
                FROM n JOIN sessions s ON s.key = 1 + i % 3650;
            INSERT INTO measure_names (name) VALUES ('step_time_symmetry_index_percent'), ('stride_time_s'),
                ('stance_time_s'), ('swing_time_s'), ('step_time_s'), ('pronation_proxy_deg'),
                ('stance_time_symmetry_index_percent');
            INSERT INTO measures (kit_key, session_key, subject_key, name_key, at_us, value, low, high, strides)
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1499999)
                SELECT 1, s.key, s.subject_key, 1 + (i / 3650 % 2) * 6, s.started_us + (i / 3650) * 8000000, 3, 1, 5, 30
                FROM n JOIN sessions s ON s.key = 1 + i % 3650;
            INSERT INTO means (scope, period, at_us, session_key, subject_key, name_key, side, count, mean, m2)
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299999)
                SELECT 1, i, s.started_us + (i / 36500) * 60000000, s.key, s.subject_key, 1 + (i / 3650) % 7,
                    1 + (i / 25550) % 2, 40, 1.1, 0.01
                FROM n JOIN sessions s ON s.key = 1 + i % 3650;
            INSERT INTO means (scope, period, at_us, session_key, subject_key, name_key, side, count, mean, m2)
                SELECT 2, s.key, s.started_us, s.key, s.subject_key, n.key, e.column1, 700, 1.1, 0.01
                FROM sessions s, measure_names n, (VALUES (1), (2)) e;
            INSERT INTO means (scope, period, at_us, subject_key, name_key, side, count, mean, m2)
                SELECT 3, s.started_us, s.started_us, s.subject_key, n.key, e.column1, 700, 1.1, 0.01
                FROM sessions s, measure_names n, (VALUES (1), (2)) e;
            INSERT INTO episodes (run_key, kit_key, pipeline_run, pipeline_id, state, session_key, subject_key, kind,
                side, start_us, end_us, severity, confidence, strides, measure, value, low, high, threshold, method,
                version, proxy, evidence)
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999)
                SELECT 1, 1, 7, i, 1, s.key, s.subject_key, 'step_time_asymmetry', 1 + i % 2,
                    s.started_us + (i / 3650) * 200000000, s.started_us + (i / 3650) * 200000000 + 150000000,
                    (i % 17) / 10.0, 0.9, 60, 'step_time_symmetry_index_percent', 20, 15, 25, 10, 'm', '1', 0, 'low'
                FROM n JOIN sessions s ON s.key = 1 + i % 3650;
            INSERT INTO episode_signals (episode_key, placement, start_us, end_us, samples, data)
                SELECT e.key, 'left_shank', e.start_us, e.end_us, g.samples, g.data
                FROM episodes e, (SELECT samples, data FROM episode_signals LIMIT 1) g
                WHERE e.pipeline_run = 7 ORDER BY e.start_us DESC LIMIT 1000;
            INSERT INTO annotations (at_us, session_key, subject_key, kind, pain_back)
                SELECT started_us, key, subject_key, 'pain', 4 FROM sessions;
            """)
    }
}

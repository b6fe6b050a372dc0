import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/episodes/{id}`: the episode with the means of its steady strides per side, the last window of each
    /// measure within it (`measures` has them all), the subject's annotations of that local day, and what raw signal
    /// is kept.
    public func episode(_ id: Int) throws -> EpisodeDetail {
        try reading { db in
            let row = try Self.fetchEpisode(db, id)
            let summary = EpisodeSummary(row)
            let span = StoredSpan(
                kit: row["kit_key"], session: row["session_key"], from: WallTime(microseconds: row["start_us"]),
                to: WallTime(microseconds: row["end_us"]))
            return EpisodeDetail(
                episode: summary, method: row["method"], version: row["version"], proxy: row["proxy"],
                evidence: row["evidence"], sides: try Self.sides(db, span),
                measures: try Self.lastMeasures(db, span, of: summary),
                annotations: try annotations(db, of: row["subject_key"], on: summary.start),
                signals: try Self.signals(db, id))
        }
    }

    /// `GET /v1/episodes/{id}/signal`: the raw signal of one sensor; the first that is kept, where none is named.
    /// Samples that lack a component are left out, which shows as a step in `tS`.
    public func episodeSignal(_ id: Int, placement: String? = nil) throws -> Signal {
        try reading { db in
            _ = try Self.fetchEpisode(db, id)
            let kept = try Self.signals(db, id).map(\.placement)
            guard let first = kept.first else {
                throw RequestError.notFound(
                    "id", "no raw signal of episode \(id) is kept: it was pruned, or none was recorded")
            }
            guard kept.contains(placement ?? first) else {
                throw RequestError.notFound(
                    "placement", "not kept for episode \(id); kept are: \(kept.joined(separator: ", "))")
            }
            let statement = try db.cachedStatement(
                sql: "SELECT start_us, data FROM episode_signals WHERE episode_key = ? AND placement = ?")
            let row = try Row.fetchOne(statement, arguments: [id, placement ?? first])
            guard let row, let samples = SignalBlob.decode(row["data"]) else {
                throw StoreError.corrupt(path: path, detail: "signal of episode \(id)")
            }
            let complete = samples.filter(\.isComplete)
            return Signal(
                placement: placement ?? first, origin: WallTime(microseconds: row["start_us"]).date,
                tS: complete.map { Double($0.offset) * 1e-9 },
                accelerationMps2: complete.map { [$0.acceleration.x, $0.acceleration.y, $0.acceleration.z] },
                angularRateRadps: complete.map { [$0.angularRate.x, $0.angularRate.y, $0.angularRate.z] })
        }
    }

    private static func sides(_ db: Database, _ span: StoredSpan) throws -> [SideMeans] {
        guard let row = try span.sideMeans(db) else { return [] }
        return RowSide.allCases.compactMap { side in
            let strides = row["strides_\(side.name)"] as Int
            guard strides > 0 else { return nil }
            let means = StrideMeasure.allCases.compactMap { measure in
                measure.scaled(row["\(measure.column)_\(side.name)"]).map { (measure.name, $0) }
            }
            return SideMeans(side: side.name, strides: strides, means: Dictionary(uniqueKeysWithValues: means))
        }
    }

    private static func lastMeasures(
        _ db: Database, _ span: StoredSpan, of episode: EpisodeSummary
    ) throws -> [MeasureValue] {
        try MeasureNames.all(db).compactMap { key, name in
            guard let row = try span.lastMeasure(db, name: key) else { return nil }
            return MeasureValue(
                name: name, at: WallTime(microseconds: row["at_us"]).date, session: episode.session,
                subject: episode.subject, side: nil, value: row["value"], low: row["low"], high: row["high"],
                strides: row["strides"])
        }
    }

    private func annotations(_ db: Database, of subject: Int64?, on date: Date) throws -> [Annotation] {
        guard let subject, let day = Calendar.gregorian(options.timeZone).dateInterval(of: .day, for: date) else {
            return []
        }
        var conditions = Conditions()
        conditions.add("a.subject_key = ?", [subject])
        conditions.add("a.at_us", since: day.start, until: day.end)
        return try Self.fetchAnnotations(db, conditions, index: "annotations_by_subject", limit: 1000)
            .map(Annotation.init)
    }

    private static func signals(_ db: Database, _ id: Int) throws -> [SignalInfo] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT placement, start_us, end_us, samples FROM episode_signals
                WHERE episode_key = ? ORDER BY placement
                """)
        return try Row.fetchAll(statement, arguments: [id]).map {
            SignalInfo(
                placement: $0["placement"], start: WallTime(microseconds: $0["start_us"]).date,
                end: WallTime(microseconds: $0["end_us"]).date, samples: $0["samples"])
        }
    }
}

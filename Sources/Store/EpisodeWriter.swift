import GRDB

/// Whether an episode goes on.
enum EpisodeState: Int {
    case open = 0
    case closed = 1
    /// The daemon stopped while it was open; its end is the last one known.
    case cut = 2
}

/// Writes an episode with its signals: the first row of it inserts, later ones update.
struct EpisodeWriter {
    let db: Database
    let run: Int64

    func write(_ row: EpisodeRow, keys: BatchWriter.Keys) throws -> (key: Int64, isNew: Bool) {
        let existing = try key(of: row.reference, kit: keys.kit)
        let key: Int64
        if let existing {
            key = existing
            try update(key, row)
        } else {
            key = try insert(row, keys: keys)
        }
        if !row.signals.isEmpty { try replaceSignals(of: key, with: row.signals) }
        return (key, existing == nil)
    }

    private func key(of reference: EpisodeReference, kit: Int64) throws -> Int64? {
        let statement = try db.cachedStatement(
            sql: "SELECT key FROM episodes WHERE run_key = ? AND kit_key = ? AND pipeline_run = ? AND pipeline_id = ?")
        return try Int64.fetchOne(
            statement,
            arguments: [run, kit, Int64(bitPattern: reference.pipelineRun), Int64(bitPattern: reference.id)])
    }

    private func insert(_ row: EpisodeRow, keys: BatchWriter.Keys) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO episodes (run_key, kit_key, pipeline_run, pipeline_id, session_key, subject_key,
                    state, kind, side, start_us, end_us, severity, confidence, strides, measure, value, low, high,
                    threshold, method, version, proxy, evidence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let identity: StatementArguments = [
            run, keys.kit, Int64(bitPattern: row.reference.pipelineRun), Int64(bitPattern: row.reference.id),
            keys.session?.session, keys.session?.subject,
        ]
        try statement.execute(arguments: identity + contents(row))
        return db.lastInsertedRowID
    }

    private func update(_ key: Int64, _ row: EpisodeRow) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE episodes SET state = ?, kind = ?, side = ?, start_us = ?, end_us = ?, severity = ?,
                    confidence = ?, strides = ?, measure = ?, value = ?, low = ?, high = ?, threshold = ?, method = ?,
                    version = ?, proxy = ?, evidence = ?
                WHERE key = ?
                """)
        try statement.execute(arguments: contents(row) + [key])
    }

    private func contents(_ row: EpisodeRow) -> StatementArguments {
        let state = row.isOpen ? EpisodeState.open : .closed
        return [
            state.rawValue, row.kind, row.side.rawValue, row.start.microseconds, row.end.microseconds, row.severity,
            row.confidence, row.strides, row.measure, row.value, row.low, row.high, row.threshold, row.method,
            row.version, row.proxy, row.evidence,
        ]
    }

    private func replaceSignals(of key: Int64, with signals: [SignalWindow]) throws {
        try db.cachedStatement(sql: "DELETE FROM episode_signals WHERE episode_key = ?").execute(arguments: [key])
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO episode_signals (episode_key, placement, start_us, end_us, samples, data)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (episode_key, placement) DO UPDATE SET
                    start_us = excluded.start_us, end_us = excluded.end_us, samples = excluded.samples,
                    data = excluded.data
                """)
        for signal in signals {
            try statement.execute(arguments: [
                key, signal.placement, signal.start.microseconds, signal.end.microseconds, signal.samples.count,
                SignalBlob.encode(signal.samples),
            ])
        }
    }
}

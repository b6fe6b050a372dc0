import Store
import Synchronization

/// What waits to be written to the store. Bounded: while the disk refuses, the oldest strides and measures go first,
/// counted; episodes are kept longest.
final class StoreSpool: Sendable {
    /// Rows that may wait.
    static let capacity = 100_000

    private struct Contents {
        var batch = Batch()
        /// The last row of each episode whose raw signal may still come.
        var episodes: [EpisodeReference: EpisodeRow] = [:]
        var dropped = 0
    }

    private let contents = Mutex(Contents())

    func add(_ row: StrideRow) { contents.withLock { $0.batch.strides.append(row) } }
    func add(_ row: MeasureRow) { contents.withLock { $0.batch.measures.append(row) } }
    func add(_ row: BoutRow) { contents.withLock { $0.batch.bouts.append(row) } }
    func add(_ row: TurnRow) { contents.withLock { $0.batch.turns.append(row) } }
    func add(_ row: BaselineRow) { contents.withLock { $0.batch.baselines.append(row) } }
    func add(_ row: GapRow) { contents.withLock { $0.batch.gaps.append(row) } }

    func add(_ row: EpisodeRow) {
        contents.withLock {
            $0.episodes[row.reference] = row
            $0.batch.episodes.append(row)
        }
    }

    /// The raw signal of an episode that was added before.
    func add(_ windows: [SignalWindow], to reference: EpisodeReference) {
        contents.withLock {
            guard var row = $0.episodes[reference] else { return }
            if !row.isOpen { $0.episodes[reference] = nil }
            row.signals = windows
            $0.batch.episodes.append(row)
        }
    }

    /// Takes everything that waits.
    func take() -> Batch {
        contents.withLock { contents in
            defer { contents.batch = Batch() }
            return contents.batch
        }
    }

    /// Puts a batch that could not be written back before what came since.
    func putBack(_ batch: Batch) {
        contents.withLock { contents in
            contents.batch.strides.insert(contentsOf: batch.strides, at: 0)
            contents.batch.measures.insert(contentsOf: batch.measures, at: 0)
            contents.batch.bouts.insert(contentsOf: batch.bouts, at: 0)
            contents.batch.turns.insert(contentsOf: batch.turns, at: 0)
            contents.batch.gaps.insert(contentsOf: batch.gaps, at: 0)
            contents.batch.episodes.insert(contentsOf: batch.episodes, at: 0)
            contents.batch.baselines.insert(contentsOf: batch.baselines, at: 0)
            contents.dropped += Self.trim(&contents.batch.measures) + Self.trim(&contents.batch.strides)
        }
    }

    /// Rows dropped because too many waited.
    var dropped: Int { contents.withLock { $0.dropped } }

    private static func trim<Row>(_ rows: inout [Row]) -> Int {
        let excess = max(0, rows.count - capacity / 2)
        rows.removeFirst(excess)
        return excess
    }
}

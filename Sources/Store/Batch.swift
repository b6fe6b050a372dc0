/// Rows to be written in one transaction: all of them or none.
public struct Batch: Sendable, Equatable {
    public var strides: [StrideRow] = []
    public var measures: [MeasureRow] = []
    public var bouts: [BoutRow] = []
    public var turns: [TurnRow] = []
    public var episodes: [EpisodeRow] = []
    public var gaps: [GapRow] = []
    public var baselines: [BaselineRow] = []

    public init() {}

    public var isEmpty: Bool {
        strides.isEmpty && measures.isEmpty && bouts.isEmpty && turns.isEmpty && episodes.isEmpty && gaps.isEmpty
            && baselines.isEmpty
    }
}

/// What became of a batch.
public struct Receipt: Sendable, Equatable {
    /// The store's ids of the batch's episodes, by which the socket names them.
    public var episodes: [EpisodeReference: Int] = [:]
    /// Rows that were not stored because a number in them is not one.
    public var unusable = 0
    /// Rows that were not stored because their session was erased meanwhile.
    public var orphaned = 0
}

/// An episode as the pipeline names it. Together with the store's own opening it is unique, so the row that closes an
/// episode finds the one that opened it, and a batch that is written twice changes nothing.
public struct EpisodeReference: Hashable, Sendable {
    public var kit: String
    /// Counts the times that this kit's pipeline began from nothing since the daemon started.
    public var pipelineRun: UInt64
    /// The pipeline's own id of the episode.
    public var id: UInt64

    public init(kit: String, pipelineRun: UInt64, id: UInt64) {
        self.kit = kit
        self.pipelineRun = pipelineRun
        self.id = id
    }
}

/// A flagged episode, as it opens, as it goes on, or as it closes: the latest row holds.
public struct EpisodeRow: Sendable, Equatable {
    public var reference: EpisodeReference
    public var session: String?
    public var isOpen: Bool
    /// Such as `step_time_asymmetry`.
    public var kind: String
    /// The side with the larger value.
    public var side: RowSide
    public var start: WallTime
    /// So far, while it is open.
    public var end: WallTime
    /// 0 at the threshold, 1 at twice it.
    public var severity: Double
    /// From 0 to 1.
    public var confidence: Double
    public var strides: Int
    /// The flagged measure at its peak, in the unit that its name ends with.
    public var measure: String
    public var value: Double
    public var low: Double
    public var high: Double
    public var threshold: Double
    /// The method that flagged it, with its version.
    public var method: String
    public var version: String
    /// True where the measure stands in for what it is named after.
    public var proxy: Bool
    /// `low`, `moderate` or `high`.
    public var evidence: String
    /// The raw signal around it, per sensor. Where there is any, it replaces what was kept before.
    public var signals: [SignalWindow]

    public init(
        reference: EpisodeReference, session: String?, isOpen: Bool, kind: String, side: RowSide, start: WallTime,
        end: WallTime, severity: Double, confidence: Double, strides: Int, measure: String, value: Double,
        low: Double, high: Double, threshold: Double, method: String, version: String, proxy: Bool, evidence: String,
        signals: [SignalWindow] = []
    ) {
        self.reference = reference
        self.session = session
        self.isOpen = isOpen
        self.kind = kind
        self.side = side
        self.start = start
        self.end = end
        self.severity = severity
        self.confidence = confidence
        self.strides = strides
        self.measure = measure
        self.value = value
        self.low = low
        self.high = high
        self.threshold = threshold
        self.method = method
        self.version = version
        self.proxy = proxy
        self.evidence = evidence
        self.signals = signals
    }

    /// Whether every number is one; SQLite and JSON have none that is not.
    var isFinite: Bool {
        [severity, confidence, value, low, high, threshold].allSatisfy(\.isFinite)
    }
}

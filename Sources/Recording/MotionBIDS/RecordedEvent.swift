public import IMU

/// A row of an `_events.tsv`: something that happened at or over a time of the recording.
public struct RecordedEvent: Sendable, Equatable {
    /// Seconds from the recording's first sample.
    public var onset: Double
    /// Seconds; 0 for a moment, NaN where the file says `n/a`.
    public var duration: Double
    /// The kind, such as `initial_contact`, `final_contact`, `turn`, `judged`, `untrusted`.
    public var trialType: String
    /// The body side, where the event has one.
    public var side: Side?
    /// How sure the source is, 0…1, where it says so (column `conf` or `confidence`).
    public var confidence: Double?
    /// A number that belongs to the event (column `value`), such as a peak or a size.
    public var value: Double?

    public init(
        onset: Double, duration: Double = 0, trialType: String, side: Side? = nil, confidence: Double? = nil,
        value: Double? = nil
    ) {
        self.onset = onset
        self.duration = duration
        self.trialType = trialType
        self.side = side
        self.confidence = confidence
        self.value = value
    }
}

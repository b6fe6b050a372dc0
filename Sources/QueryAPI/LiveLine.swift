/// One line of `gaitctl analyze --format ndjson` and of `GET /v1/live`. Times `t…` are seconds: from the recording's
/// first sample in `analyze`, on the daemon's clock with `at` beside them in `live`. Absent fields do not apply.
public struct LiveLine: Codable, Sendable, Equatable {
    /// `event`, `retraction`, `stride`, `bout`, `turn`, `measure`, `episode_open`, `episode_update`, `episode`,
    /// `suppressed`, `gap`, `sensor`, `session`, `annotation`, `dropped`, `heartbeat` or `summary`.
    public var type: String
    /// In `live`: the cursor to resume behind this line.
    public var cursor: String?
    /// In `live`: wall time of the line, RFC 3339.
    public var at: String?
    public var kit: String?
    public var id: Int?
    public var kind: String?
    public var side: String?
    public var t: Double?
    public var emittedT: Double?
    public var status: String?
    public var confidence: Double?
    /// Of `event` and `stride`: `shank` or `lumbar`, the unit that the contacts were read from.
    public var source: String?
    public var tStart: Double?
    public var tEnd: Double?
    public var strideTime: Double?
    public var stanceTime: Double?
    public var swingTime: Double?
    public var stepTime: Double?
    public var pronationProxyDeg: Double?
    /// Of a stride: what else is known of it, by name, in the unit that the name ends with.
    public var quantities: [String: Double]?
    public var steady: Bool?
    /// How a stride was made: `walking`, `running`, `stairs_up` or `stairs_down`. Only walking is compared.
    public var mode: String?
    public var strides: Int?
    public var stridesLeft: Int?
    public var stridesRight: Int?
    /// Strides of a bout that were not walked, by how they were made; absent where all were walked.
    public var setApart: [String: Int]?
    public var cadencePerMin: Double?
    public var angleDeg: Double?
    public var name: String?
    public var value: Double?
    public var low: Double?
    public var high: Double?
    public var threshold: Double?
    public var severity: Double?
    public var placement: String?
    public var cause: String?
    public var lostSamples: Int?
    /// Of `dropped`: how many lines this reader did not get.
    public var lostLines: Int?
    public var text: String?
    /// Of `annotation`: whom it belongs to, and pain as rated, 0 to 10, by site.
    public var session: String?
    public var subject: String?
    public var pain: [String: Int]?

    public init(type: String) { self.type = type }
}

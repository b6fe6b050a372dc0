public import Foundation

/// `GET /v1/episodes`: a stretch of walking that a rule flagged.
public struct EpisodeSummary: Codable, Sendable, Equatable {
    public var id: Int
    public var kind: String
    /// The side with the larger value.
    public var side: String
    public var kit: String
    public var session: String?
    public var subject: String?
    public var start: Date
    public var end: Date
    public var durationS: Double
    /// 0 at the threshold, 1 at twice it.
    public var severity: Double
    /// From 0 to 1.
    public var confidence: Double
    public var strides: Int
    /// The flagged measure at its peak, such as `step_time_symmetry_index_percent`.
    public var measure: String
    public var value: Double
    public var low: Double
    public var high: Double
    public var threshold: Double
    /// Whether it goes on; the numbers are those so far.
    public var open: Bool

    public init(
        id: Int, kind: String, side: String, kit: String, session: String?, subject: String?, start: Date, end: Date,
        durationS: Double, severity: Double, confidence: Double, strides: Int, measure: String, value: Double,
        low: Double, high: Double, threshold: Double, open: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.side = side
        self.kit = kit
        self.session = session
        self.subject = subject
        self.start = start
        self.end = end
        self.durationS = durationS
        self.severity = severity
        self.confidence = confidence
        self.strides = strides
        self.measure = measure
        self.value = value
        self.low = low
        self.high = high
        self.threshold = threshold
        self.open = open
    }
}

/// `GET /v1/episodes/{id}`: the episode with what lies beside it.
public struct EpisodeDetail: Codable, Sendable, Equatable {
    public var episode: EpisodeSummary
    /// The method that flagged it, with its version.
    public var method: String
    public var version: String
    /// True where the measure stands in for what it is named after.
    public var proxy: Bool
    /// `low`, `moderate` or `high`.
    public var evidence: String
    /// Means over the episode's strides, per side.
    public var sides: [SideMeans]
    /// Measures within the episode.
    public var measures: [MeasureValue]
    /// Pain scores and notes of the same subject on the same day.
    public var annotations: [Annotation]
    /// The raw signal that is kept, per sensor.
    public var signals: [SignalInfo]

    public init(
        episode: EpisodeSummary, method: String, version: String, proxy: Bool, evidence: String, sides: [SideMeans],
        measures: [MeasureValue], annotations: [Annotation], signals: [SignalInfo]
    ) {
        self.episode = episode
        self.method = method
        self.version = version
        self.proxy = proxy
        self.evidence = evidence
        self.sides = sides
        self.measures = measures
        self.annotations = annotations
        self.signals = signals
    }
}

/// Means over the strides of one side.
public struct SideMeans: Codable, Sendable, Equatable {
    public var side: String
    public var strides: Int
    /// By name, in the unit that the name ends with: `stance_time_s`. `pronation_proxy_…` is a proxy, not pronation.
    public var means: [String: Double]

    public init(side: String, strides: Int, means: [String: Double]) {
        self.side = side
        self.strides = strides
        self.means = means
    }
}

/// What raw signal an episode keeps of one sensor.
public struct SignalInfo: Codable, Sendable, Equatable {
    public var placement: String
    public var start: Date
    public var end: Date
    public var samples: Int

    public init(placement: String, start: Date, end: Date, samples: Int) {
        self.placement = placement
        self.start = start
        self.end = end
        self.samples = samples
    }
}

/// `GET /v1/episodes/{id}/signal`: the raw signal of one sensor around an episode.
public struct Signal: Codable, Sendable, Equatable {
    public var placement: String
    /// The time that `tS` counts from.
    public var origin: Date
    /// Seconds from `origin`, one per sample.
    public var tS: [Double]
    /// Specific force, m/s², sensor axes, three per sample.
    public var accelerationMps2: [[Float]]
    /// Angular rate, rad/s, sensor axes, three per sample.
    public var angularRateRadps: [[Float]]

    public init(
        placement: String, origin: Date, tS: [Double], accelerationMps2: [[Float]], angularRateRadps: [[Float]]
    ) {
        self.placement = placement
        self.origin = origin
        self.tS = tS
        self.accelerationMps2 = accelerationMps2
        self.angularRateRadps = angularRateRadps
    }
}

/// `GET /v1/measures`: a number with its evidence.
public struct MeasureValue: Codable, Sendable, Equatable {
    public var name: String
    public var at: Date
    public var session: String?
    public var subject: String?
    /// `left`, `right`, or absent where it concerns both.
    public var side: String?
    public var value: Double
    /// Bounds of the 95 % confidence interval, where there is one.
    public var low: Double?
    public var high: Double?
    public var strides: Int
    /// How the stride was made, where it is one stride's and it was not walked: `running`, `stairs_up`, `stairs_down`.
    public var mode: String?

    public init(
        name: String, at: Date, session: String?, subject: String?, side: String?, value: Double, low: Double?,
        high: Double?, strides: Int, mode: String? = nil
    ) {
        self.name = name
        self.at = at
        self.session = session
        self.subject = subject
        self.side = side
        self.value = value
        self.low = low
        self.high = high
        self.strides = strides
        self.mode = mode
    }
}

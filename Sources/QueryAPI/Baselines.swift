public import Foundation

/// `GET /v1/baselines/{subject}`: how a person walked when it was learnt, the newest version first.
public struct Baselines: Codable, Sendable, Equatable {
    public var subject: String
    public var versions: [BaselineVersion]

    public init(subject: String, versions: [BaselineVersion]) {
        self.subject = subject
        self.versions = versions
    }
}

/// One version: a reset begins the next. Only the newest is compared with.
public struct BaselineVersion: Codable, Sendable, Equatable {
    public var version: Int
    public var startedAt: Date
    /// When a block was last learnt; absent before the first.
    public var learntAt: Date?
    /// Blocks of steady walking learnt, and how many it takes before a day is compared with the days before it.
    public var blocks: Int
    public var blocksNeeded: Int
    /// Days on which they were learnt, and how many it takes.
    public var days: Int
    public var daysNeeded: Int
    /// Whether the next day is compared with it.
    public var complete: Bool
    public var traits: [BaselineTraitValue]

    public init(
        version: Int, startedAt: Date, learntAt: Date?, blocks: Int, blocksNeeded: Int, days: Int,
        daysNeeded: Int, complete: Bool, traits: [BaselineTraitValue]
    ) {
        self.version = version
        self.startedAt = startedAt
        self.learntAt = learntAt
        self.blocks = blocks
        self.blocksNeeded = blocksNeeded
        self.days = days
        self.daysNeeded = daysNeeded
        self.complete = complete
        self.traits = traits
    }
}

/// What is known of one trait, in the unit that the measure's name has.
public struct BaselineTraitValue: Codable, Sendable, Equatable {
    /// Such as `stance_time_symmetry_index_percent` or `pronation_proxy_deg_left`.
    public var name: String
    public var blocks: Int
    public var mean: Double
    /// Standard deviation of a block, between days and within them; absent while it is not known.
    public var deviation: Double?
    /// The least change that is not the person's own variation; absent while it is not known.
    public var detectableChange: Double?

    public init(name: String, blocks: Int, mean: Double, deviation: Double?, detectableChange: Double?) {
        self.name = name
        self.blocks = blocks
        self.mean = mean
        self.deviation = deviation
        self.detectableChange = detectableChange
    }
}

public import Scenarios
public import Validation

/// Everything that was measured in one run of `make validate`.
public struct Measured: Sendable {
    /// A method on a set, and its score.
    public struct Method: Sendable {
        /// `gaitd`, or a peer's name.
        public var name: String
        /// What it is and what it got.
        public var description: String
        public var score: PooledScore

        public init(name: String, description: String, score: PooledScore) {
            self.name = name
            self.description = description
            self.score = score
        }
    }

    /// A set of recordings: gaitd first, then its peers.
    public struct DataSet: Sendable {
        public var name: String
        public var methods: [Method]

        public init(name: String, methods: [Method]) {
            self.name = name
            self.methods = methods
        }

        /// gaitd with all sensors.
        var own: PooledScore? { methods.first { $0.name == Measured.own }?.score }
    }

    /// What gaitd with all sensors is called in tables.
    public static let own = "gaitd"

    public var sets: [DataSet]
    /// Sets that were looked for and are not there.
    public var absent: [String]
    public var scenarios: [ScenarioResult]
    /// Command, date and versions, a line each.
    public var provenance: [String]

    public init(sets: [DataSet], absent: [String], scenarios: [ScenarioResult], provenance: [String]) {
        self.sets = sets
        self.absent = absent
        self.scenarios = scenarios
        self.provenance = provenance
    }

    func set(_ part: String) -> DataSet? { sets.first { $0.name.contains(part) } }
}

/// A person's baseline as a session log keeps it, in the MCAP metadata record `gaitd.baseline`: what the session's run
/// began with, so that a replay compares with the same.
public struct SessionLogBaseline: Sendable, Equatable {
    /// Mean and spread of one trait over blocks, in the unit that its name has.
    public struct Trait: Sendable, Equatable {
        public var name: String
        public var blocks: Int
        public var mean: Double
        /// Sum of squared deviations from the mean.
        public var squares: Double

        public init(name: String, blocks: Int, mean: Double, squares: Double) {
            self.name = name
            self.blocks = blocks
            self.mean = mean
            self.squares = squares
        }
    }

    public var version: Int
    /// Blocks learnt.
    public var blocks: Int
    /// In order of their names.
    public var traits: [Trait]

    public init(version: Int, blocks: Int, traits: [Trait]) {
        self.version = version
        self.blocks = blocks
        self.traits = traits.sorted { $0.name < $1.name }
    }
}

extension SessionMetadata {
    static let baselineRecordName = "gaitd.baseline"
    private static let traitPrefix = "trait."

    /// Numbers are printed so that they read back to the same bits.
    static func encode(_ baseline: SessionLogBaseline) -> [String: String] {
        var map = ["version": String(baseline.version), "blocks": String(baseline.blocks)]
        for trait in baseline.traits {
            map[traitPrefix + trait.name] = "\(trait.blocks) \(trait.mean) \(trait.squares)"
        }
        return map
    }

    /// Nil where it cannot be read. A trait that cannot be read is left out.
    static func decodeBaseline(_ map: [String: String]) -> SessionLogBaseline? {
        guard let version = map["version"].flatMap({ Int($0) }), let blocks = map["blocks"].flatMap({ Int($0) }),
            version >= 0, blocks >= 0
        else { return nil }
        let traits = map.compactMap { key, text -> SessionLogBaseline.Trait? in
            guard key.hasPrefix(traitPrefix) else { return nil }
            let parts = text.split(separator: " ")
            guard parts.count == 3, let blocks = Int(parts[0]), blocks >= 0, let mean = Double(parts[1]), mean.isFinite,
                let squares = Double(parts[2]), squares.isFinite, squares >= 0
            else { return nil }
            return .init(name: String(key.dropFirst(traitPrefix.count)), blocks: blocks, mean: mean, squares: squares)
        }
        return SessionLogBaseline(version: version, blocks: blocks, traits: traits)
    }
}

/// A person's baseline as a session log keeps it, in the MCAP metadata record `gaitd.baseline`: what the session's run
/// began with, so that a replay compares with the same.
public struct SessionLogBaseline: Sendable, Equatable {
    /// Mean and spread of one trait, in the unit that its name has.
    public struct Trait: Sendable, Equatable {
        public var name: String
        /// Of the day at hand: blocks, their mean and the sum of squared deviations from it.
        public var blocks: Int
        public var mean: Double
        public var squares: Double
        /// Of the earlier days: how many, the mean of their means and the sum of squared deviations from it.
        public var days: Int
        public var dayMean: Double
        public var daySquares: Double
        /// Blocks of the earlier days, and the sum of their squared deviations from their day's mean.
        public var earlierBlocks: Int
        public var withinSquares: Double

        public init(
            name: String, blocks: Int, mean: Double, squares: Double, days: Int = 0, dayMean: Double = 0,
            daySquares: Double = 0, earlierBlocks: Int = 0, withinSquares: Double = 0
        ) {
            self.name = name
            self.blocks = blocks
            self.mean = mean
            self.squares = squares
            self.days = days
            self.dayMean = dayMean
            self.daySquares = daySquares
            self.earlierBlocks = earlierBlocks
            self.withinSquares = withinSquares
        }
    }

    public var version: Int
    /// Blocks learnt.
    public var blocks: Int
    /// Names the day at hand: days since 1970 where the daemon is; nil where it is not known.
    public var day: Int?
    /// In order of their names.
    public var traits: [Trait]

    public init(version: Int, blocks: Int, day: Int? = nil, traits: [Trait]) {
        self.version = version
        self.blocks = blocks
        self.day = day
        self.traits = traits.sorted { $0.name < $1.name }
    }
}

extension SessionMetadata {
    static let baselineRecordName = "gaitd.baseline"
    private static let traitPrefix = "trait."

    /// Numbers are printed so that they read back to the same bits.
    static func encode(_ baseline: SessionLogBaseline) -> [String: String] {
        var map = ["version": String(baseline.version), "blocks": String(baseline.blocks)]
        if let day = baseline.day { map["day"] = String(day) }
        for trait in baseline.traits {
            map[traitPrefix + trait.name] =
                "\(trait.blocks) \(trait.mean) \(trait.squares) \(trait.days) \(trait.dayMean) \(trait.daySquares) "
                + "\(trait.earlierBlocks) \(trait.withinSquares)"
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
            return decodeTrait(String(key.dropFirst(traitPrefix.count)), text)
        }
        return SessionLogBaseline(
            version: version, blocks: blocks, day: map["day"].flatMap { Int($0) }, traits: traits)
    }

    /// Logs from before days were kept apart have the first three numbers only.
    private static func decodeTrait(_ name: String, _ text: String) -> SessionLogBaseline.Trait? {
        let parts = text.split(separator: " ")
        func count(_ place: Int) -> Int? { Int(parts[place]).flatMap { $0 >= 0 ? $0 : nil } }
        func number(_ place: Int) -> Double? { Double(parts[place]).flatMap { $0.isFinite ? $0 : nil } }
        func squares(_ place: Int) -> Double? { number(place).flatMap { $0 >= 0 ? $0 : nil } }
        guard parts.count == 3 || parts.count == 8, let blocks = count(0), let mean = number(1),
            let ofBlocks = squares(2)
        else { return nil }
        guard parts.count == 8 else { return .init(name: name, blocks: blocks, mean: mean, squares: ofBlocks) }
        guard let days = count(3), let dayMean = number(4), let ofDays = squares(5), let earlier = count(6),
            let within = squares(7)
        else { return nil }
        return .init(
            name: name, blocks: blocks, mean: mean, squares: ofBlocks, days: days, dayMean: dayMean,
            daySquares: ofDays, earlierBlocks: earlier, withinSquares: within)
    }
}

import Gait

/// How a person walked when it was learnt: mean and spread of each trait over blocks of stride pairs.
///
/// A block is `pairsInBlock` pairs of steady strides, or what a bout had at its end if that is `leastPairs` or more.
/// After `needed` blocks the baseline is complete and rules use it; it goes on learning, which is how it comes to know
/// the spread between days, until `enough` blocks, and then stays as it is. A block that lies beyond the person's
/// detectable change by then is not learnt, so that a change does not become the baseline.
public struct Baseline: Sendable, Equatable, BitwiseCopyable {
    public static let pairsInBlock = 20
    static let leastPairs = 12
    public static let needed = 6
    public static let enough = 30

    /// Mean and spread of one trait over blocks (Welford 1962).
    public struct Spread: Sendable, Equatable, BitwiseCopyable {
        public var blocks: Int32
        public var mean: Double
        /// Sum of squared deviations from the mean.
        public var squares: Double

        public init(blocks: Int32 = 0, mean: Double = 0, squares: Double = 0) {
            self.blocks = blocks
            self.mean = mean
            self.squares = squares
        }

        mutating func add(_ value: Double) {
            blocks += 1
            let deviation = value - mean
            mean += deviation / Double(blocks)
            squares += deviation * (value - mean)
        }

        /// Standard deviation between blocks; nil below two.
        public var deviation: Double? {
            blocks >= 2 ? (squares / Double(blocks - 1)).squareRoot() : nil
        }

        /// The smallest change between two blocks that is not the person's own variation: t·√2·SEM with the standard
        /// error of measurement taken as the spread between blocks (Weir 2005, eq. for MD, which has 1.96 for t), and
        /// Student's t because that spread itself is known from few blocks.
        public var detectableChange: Double? {
            deviation.map { StudentT.quantile(Int(blocks) - 1) * 2.0.squareRoot() * $0 }
        }
    }

    /// Counts up with every reset.
    public var version: Int32
    /// Blocks learnt.
    public private(set) var blocks: Int32
    private var spreads: InlineArray<18, Spread>

    public init(version: Int32 = 1, blocks: Int32 = 0) {
        self.version = version
        self.blocks = blocks
        spreads = InlineArray(repeating: Spread())
    }

    /// Whether rules may use it.
    public var isComplete: Bool { blocks >= Self.needed }

    public subscript(_ trait: BaselineTrait) -> Spread {
        get { spreads[Int(trait.rawValue)] }
        set { spreads[Int(trait.rawValue)] = newValue }
    }

    /// What can be compared with: nil before there are enough blocks that have the trait.
    public func known(_ trait: BaselineTrait) -> Spread? {
        let spread = self[trait]
        return spread.blocks >= Self.needed ? spread : nil
    }

    /// Learns the newest pairs; false where they were not learnt.
    mutating func learn(_ pairs: StridePairs, newest count: Int) -> Bool {
        guard count >= Self.leastPairs, blocks < Self.enough, !isChanged(pairs, newest: count) else { return false }
        for trait in BaselineTrait.allCases {
            guard let found = pairs.value(of: trait.statistic, newest: count), found.pairs >= Self.leastPairs else {
                continue
            }
            self[trait].add(found.value)
        }
        blocks += 1
        return true
    }

    /// Whether a block lies beyond the detectable change in anything.
    private func isChanged(_ pairs: StridePairs, newest count: Int) -> Bool {
        guard isComplete else { return false }
        return BaselineTrait.allCases.contains { trait in
            guard let spread = known(trait), let change = spread.detectableChange,
                let found = pairs.value(of: trait.statistic, newest: count)
            else { return false }
            // Numbers that hardly vary would refuse everything: rounding is no change.
            return abs(found.value - spread.mean) > max(2 * change, 1e-6)
        }
    }

    public static func == (a: Baseline, b: Baseline) -> Bool {
        a.version == b.version && a.blocks == b.blocks && BaselineTrait.allCases.allSatisfy { a[$0] == b[$0] }
    }
}

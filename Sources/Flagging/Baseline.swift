import Gait

/// How a person walked when it was learnt: mean and spread of each trait over blocks of stride pairs, day by day.
///
/// A block is `pairsInBlock` pairs of steady strides, or what a bout had at its end if that is `leastPairs` or more. A
/// day is compared with the days before it, as soon as `neededDays` of them with `needed` blocks are known: what differs
/// from day to day cannot be known from one. Until then a day is compared with itself only, from its `needed`-th block
/// on. A block that has changed by then is not learnt, so that a change does not become the baseline. After `enoughDays`
/// the baseline stays as it is.
public struct Baseline: Sendable, Equatable, BitwiseCopyable {
    public static let pairsInBlock = 20
    static let leastPairs = 12
    public static let needed = 6
    public static let neededDays = 2
    static let enoughDays = 10
    /// Of one day: more tell nothing new.
    static let enoughBlocks = 30
    /// A block at a speed that is further from the usual one than this share is another walk; nor is it compared.
    static let speedMatch = 0.15

    /// Counts up with every reset.
    public var version: Int32
    /// Blocks learnt.
    public private(set) var blocks: Int32
    /// Names the day at hand; nil where there is only one.
    public private(set) var day: Int32?
    private var memories: InlineArray<18, TraitMemory>

    /// - Parameter day: any number that only blocks of one day share.
    public init(version: Int32 = 1, blocks: Int32 = 0, day: Int32? = nil) {
        self.version = version
        self.blocks = blocks
        self.day = day
        memories = InlineArray(repeating: TraitMemory())
    }

    public subscript(_ trait: BaselineTrait) -> TraitMemory {
        get { memories[Int(trait.rawValue)] }
        set { memories[Int(trait.rawValue)] = newValue }
    }

    /// Days learnt, with the one at hand.
    public var days: Int { Int(self[.strideTime].days.count) + (self[.strideTime].today.count > 0 ? 1 : 0) }

    /// Whether the next day can be compared with it.
    public var isComplete: Bool { blocks >= Self.needed && days >= Self.neededDays }

    /// What follows belongs to that day.
    public mutating func begin(day: Int32) {
        guard day != self.day else { return }
        endDay()
        self.day = day
    }

    /// The day at hand becomes an earlier one.
    public mutating func endDay() {
        for index in memories.indices { memories[index].endDay() }
        day = nil
    }

    /// What can be compared with: nil before enough is known of the trait.
    public func usual(_ trait: BaselineTrait) -> Usual? {
        let own = self[trait]
        return Usual(earlier: own, other: trait.otherSide.map { self[$0] }) ?? Usual(today: own.today)
    }

    /// Learns the newest pairs; false where they were not learnt.
    mutating func learn(_ pairs: StridePairs, newest count: Int, _ thresholds: Thresholds) -> Bool {
        let known = self[.strideTime]
        guard count >= Self.leastPairs, known.days.count < Self.enoughDays, known.today.count < Self.enoughBlocks,
            !isChanged(pairs, newest: count, thresholds)
        else { return false }
        for trait in traits(pairs, newest: count, thresholds) {
            guard let found = pairs.value(of: trait.statistic, newest: count), found.pairs >= Self.leastPairs else {
                continue
            }
            self[trait].today.add(found.value)
        }
        blocks += 1
        return true
    }

    /// What a block can tell: nothing of step times where the clocks may have brought as much as a change that is flagged.
    private func traits(_ pairs: StridePairs, newest count: Int, _ thresholds: Thresholds) -> [BaselineTrait] {
        let margin = pairs.stepTimeMargin(newest: count) ?? .infinity
        return BaselineTrait.allCases.filter { $0 != .stepTimeIndex || margin <= thresholds.leastChange($0) }
    }

    /// Whether a block lies twice beyond the detectable change in anything, and beyond the least change that is flagged:
    /// the spread of two days that happen to be alike would refuse every third.
    private func isChanged(_ pairs: StridePairs, newest count: Int, _ thresholds: Thresholds) -> Bool {
        traits(pairs, newest: count, thresholds).contains { trait in
            guard let usual = usual(trait), let found = pairs.value(of: trait.statistic, newest: count) else {
                return false
            }
            let isPace = trait == .strideTime || trait == .walkingSpeed
            let least = isPace ? Self.speedMatch * usual.mean : thresholds.leastChange(trait)
            return abs(found.value - usual.mean) > max(2 * usual.detectableChange, least)
        }
    }

    public static func == (a: Baseline, b: Baseline) -> Bool {
        a.version == b.version && a.blocks == b.blocks && a.day == b.day
            && BaselineTrait.allCases.allSatisfy { a[$0] == b[$0] }
    }
}

extension StridePairs {
    /// What the clocks' error may bring to the index of step times, percent; nil without steps.
    func stepTimeMargin(newest count: Int) -> Double? {
        guard let mean = value(of: .both(.stepTime), newest: count)?.value, mean > 0 else { return nil }
        return 100 * 2 * syncError(newest: count) / mean
    }
}

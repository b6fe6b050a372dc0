import Gait
import IMU

/// Flags a change of one trait against the person's own baseline: where the change is larger than what the person's
/// own variation can bring (the minimal detectable change), and its sure part larger than `floor`.
struct ChangeRule: Sendable, BitwiseCopyable {
    /// Newest pairs that are looked at: few, so that a change is seen soon.
    static let window = 12
    /// The window's stride time (or speed, where known) must lie this close to the baseline's: many traits follow it.
    static let speedMatch = 0.15

    let trait: BaselineTrait
    /// The least change that is worth a flag whatever the person's spread, in the trait's unit.
    let floor: Double
    private(set) var rule: EpisodeRule

    init(kind: EpisodeKind, trait: BaselineTrait, floor: Double) {
        self.trait = trait
        self.floor = floor
        rule = EpisodeRule(kind: kind, threshold: floor)
    }

    var open: Episode? { rule.open }

    /// The change and its interval: the spread between blocks gives the error of the window's mean, scaled to the
    /// window's length, and the baseline's own error beside it; Student's t for the few blocks. What the error between
    /// clocks may add is independent of both, so the squares add up.
    /// - Parameter margin: what the error between clocks may add, in the trait's unit.
    func deviation(
        _ pairs: StridePairs, _ baseline: Baseline, margin: Double
    ) -> (Deviation, pairs: Int, spread: Baseline.Spread)? {
        guard let spread = baseline.known(trait), let between = spread.deviation,
            let found = pairs.value(of: trait.statistic, newest: Self.window, inBoutOnly: true),
            found.pairs >= Self.window, isSpeedMatched(pairs, baseline)
        else { return nil }
        let change = found.value - spread.mean
        let share = Double(Baseline.pairsInBlock) / Double(found.pairs) + 1 / Double(spread.blocks)
        let walking = StudentT.quantile(Int(spread.blocks) - 1) * between * share.squareRoot()
        let half = (walking * walking + margin * margin).squareRoot()
        let deviation = Deviation(value: change, low: change - half, high: change + half, side: side(change))
        return (deviation, found.pairs, spread)
    }

    /// The side that is concerned: the trait's own, or the one towards which a comparison moved.
    private func side(_ change: Double) -> Side {
        if case .mean(_, let side) = trait.statistic { return side }
        return change >= 0 ? .left : .right
    }

    private func isSpeedMatched(_ pairs: StridePairs, _ baseline: Baseline) -> Bool {
        let trait: BaselineTrait = baseline.known(.walkingSpeed) != nil ? .walkingSpeed : .strideTime
        guard let spread = baseline.known(trait),
            let found = pairs.value(of: trait.statistic, newest: Self.window, inBoutOnly: true)
        else { return false }
        return abs(found.value - spread.mean) <= Self.speedMatch * spread.mean
    }

    /// Looks at the newest pairs.
    /// - Parameter margin: what the error between clocks may add, in the trait's unit.
    mutating func look(
        _ pairs: StridePairs, _ baseline: Baseline, margin: Double, nextID: inout UInt64
    ) -> (measure: Measure, episode: Episode?)? {
        guard let time = pairs.end, let found = deviation(pairs, baseline, margin: margin) else { return nil }
        let (count, spread) = (found.pairs, found.spread)
        var deviation = found.0
        deviation.isDetectable = deviation.value.magnitude > (spread.detectableChange ?? .infinity)
        let scale = trait.scale
        let measure = Measure(
            name: .change(trait.statistic), time: time, value: deviation.value * scale, low: deviation.low * scale,
            high: deviation.high * scale, strides: 2 * count)
        let episode = rule.take(
            deviation, measure: measure, scale: scale, pairs: pairs, from: pairs.start(ofNewest: count),
            nextID: &nextID)
        return (measure, episode)
    }

    mutating func lengthen(to time: HostTime) { rule.lengthen(to: time) }

    mutating func end() -> Episode? { rule.end() }
}

import Gait
import IMU

/// Flags a change of one trait against the person's own baseline: where the change is larger than what the person's
/// own variation can bring (the minimal detectable change), and its sure part larger than `floor`.
struct ChangeRule: Sendable, BitwiseCopyable {
    /// Newest pairs that are looked at: few, so that a change is seen soon.
    static let window = 12

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

    /// The change and its interval. What the error between clocks may add is independent of the walking, so the squares
    /// add up.
    /// - Parameter margin: what the error between clocks may add, in the trait's unit.
    func deviation(
        _ pairs: StridePairs, _ baseline: Baseline, margin: Double
    ) -> (Deviation, pairs: Int)? {
        guard let usual = baseline.usual(trait),
            let found = pairs.value(of: trait.statistic, newest: Self.window, inBoutOnly: true),
            found.pairs >= Self.window, isSpeedMatched(pairs, baseline)
        else { return nil }
        let change = found.value - usual.mean
        let walking = usual.halfWidth(pairs: found.pairs)
        let half = (walking * walking + margin * margin).squareRoot()
        var deviation = Deviation(value: change, low: change - half, high: change + half, side: side(change))
        deviation.isDetectable = change.magnitude > usual.detectableChange
        return (deviation, found.pairs)
    }

    /// The side that is concerned: the trait's own, or the one towards which a comparison moved.
    private func side(_ change: Double) -> Side {
        if case .mean(_, let side) = trait.statistic { return side }
        return change >= 0 ? .left : .right
    }

    /// Whether the window's speed (or stride time, where the speed is unknown) is the usual one: many traits follow it.
    private func isSpeedMatched(_ pairs: StridePairs, _ baseline: Baseline) -> Bool {
        let speed = baseline.usual(.walkingSpeed)
        let trait: BaselineTrait = speed != nil ? .walkingSpeed : .strideTime
        guard let usual = speed ?? baseline.usual(.strideTime),
            let found = pairs.value(of: trait.statistic, newest: Self.window, inBoutOnly: true)
        else { return false }
        return abs(found.value - usual.mean) <= Baseline.speedMatch * usual.mean
    }

    /// Looks at the newest pairs.
    /// - Parameter margin: what the error between clocks may add, in the trait's unit.
    mutating func look(
        _ pairs: StridePairs, _ baseline: Baseline, margin: Double, nextID: inout UInt64
    ) -> (measure: Measure, episode: Episode?)? {
        guard let time = pairs.end, let found = deviation(pairs, baseline, margin: margin) else { return nil }
        let (deviation, count) = found
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

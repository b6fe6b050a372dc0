public import Gait
import IMU

/// What the rules say, in order of emission.
public enum FlaggingOutput: Sendable, BitwiseCopyable {
    case measure(Measure)
    case episode(Episode)
    case suppressed(Suppression)
}

/// All rules of one person: strides in, measures and episodes out.
public struct RuleSet: Sendable {
    /// The rules look at the window after every so many new pairs.
    static let stride = 4

    private let thresholds: Thresholds
    private var pairs = StridePairs()
    private var rules: [AsymmetryRule]
    private var changes: [ChangeRule]
    private var coupled = CoupledRule()
    private var sinceLook = 0
    private var sinceBlock = 0
    private var nextID: UInt64 = 1
    /// Likely error between the two feet's contact times now, s: between the shanks' clocks, or the lumbar unit's own.
    public var syncError = 0.0
    /// Why nothing is flagged at present, but said to be suppressed, once for each rule until the doubt ends.
    public var doubt: Suppression.Reason? {
        didSet { if doubt == nil { suppressed = 0 } }
    }
    /// Whether the lumbar unit is suspected of sitting wrongly: no change of the lumbar spine is looked for then.
    public var isLumbarSuspect = false
    /// One bit for each rule.
    private var suppressed: UInt64 = 0
    /// How the person walked when it was learnt; learning goes on in it.
    public private(set) var baseline: Baseline

    /// - Parameter baseline: what is known of the person, or an empty one to begin with.
    public init(thresholds: Thresholds, baseline: Baseline = Baseline()) {
        self.thresholds = thresholds
        self.baseline = baseline
        rules = [
            AsymmetryRule(kind: .stepTimeAsymmetry, quantity: .stepTime, threshold: thresholds.stepTimePercent),
            AsymmetryRule(kind: .stanceTimeAsymmetry, quantity: .stanceTime, threshold: thresholds.stanceTimePercent),
            AsymmetryRule(kind: .swingTimeAsymmetry, quantity: .swingTime, threshold: thresholds.swingTimePercent),
            AsymmetryRule(
                kind: .pronationProxyAsymmetry, quantity: .tibialRotation,
                threshold: thresholds.pronationProxyDegrees * Units.radiansPerDegree),
        ]
        changes = BaselineTrait.allCases.compactMap { trait in
            guard let kind = trait.changeKind else { return nil }
            return ChangeRule(kind: kind, trait: trait, floor: thresholds.leastChange(trait))
        }
    }

    /// Whether an episode is open.
    public var isFlagging: Bool {
        rules.contains { $0.open != nil } || changes.contains { $0.open != nil } || coupled.open != nil
    }

    /// Another person, or a baseline that begins anew: open changes end.
    public mutating func use(_ baseline: Baseline, into sink: (FlaggingOutput) -> Void) {
        endChanges(sink)
        self.baseline = baseline
        sinceBlock = 0
    }

    public mutating func take(_ stride: Stride, into sink: (FlaggingOutput) -> Void) {
        guard pairs.take(stride, syncError: syncError) else { return }
        for index in rules.indices { rules[index].lengthen(to: stride.end) }
        for index in changes.indices { changes[index].lengthen(to: stride.end) }
        coupled.lengthen(to: stride.end)
        sinceBlock += 1
        if sinceBlock == Baseline.pairsInBlock { learn() }
        sinceLook += 1
        guard sinceLook >= Self.stride else { return }
        sinceLook = 0
        compare(sink)
        lookForChange(sink)
    }

    /// A sensor has turned on its segment: open episodes end, and what was measured before is not mixed with what
    /// comes.
    public mutating func forget(into sink: (FlaggingOutput) -> Void) {
        endBout(into: sink)
        pairs = StridePairs()
    }

    /// Walking has stopped: open episodes end.
    public mutating func endBout(into sink: (FlaggingOutput) -> Void) {
        for index in rules.indices {
            if let episode = rules[index].end() { sink(.episode(episode)) }
        }
        endChanges(sink)
        learn()
        pairs.startBout()
        sinceLook = 0
    }

    private mutating func learn() {
        if isKnown { _ = baseline.learn(pairs, newest: sinceBlock, thresholds) }
        sinceBlock = 0
    }

    /// Contacts from another unit lie a little elsewhere, which is no change of the person: the baseline is the shanks'.
    /// Nor is a sensor that sits wrongly.
    private var isKnown: Bool { pairs.source == .shank && doubt == nil }

    private mutating func endChanges(_ sink: (FlaggingOutput) -> Void) {
        coupled.close(sink)
        for index in changes.indices {
            if let episode = changes[index].end() { sink(.episode(episode)) }
        }
    }

    private mutating func compare(_ sink: (FlaggingOutput) -> Void) {
        for index in rules.indices {
            guard let comparison = pairs.compare(rules[index].quantity, minimum: thresholds.minimumPairs) else {
                continue
            }
            let measure = Self.measure(comparison)
            sink(.measure(measure))
            if let angle = Self.angle(comparison) { sink(.measure(angle)) }
            if let doubt {
                suppress(index, comparison, measure, doubt, sink)
                continue
            }
            let episode = rules[index].look(
                comparison, measure: measure, margin: margin(comparison), pairs: pairs, nextID: &nextID)
            if let episode { sink(.episode(episode)) }
        }
    }

    private mutating func suppress(
        _ index: Int, _ comparison: PairedComparison, _ measure: Measure, _ reason: Suppression.Reason,
        _ sink: (FlaggingOutput) -> Void
    ) {
        if let episode = rules[index].end() { sink(.episode(episode)) }
        let bit = UInt64(1) << UInt64(index)
        guard suppressed & bit == 0,
            let suppression = rules[index].suppression(
                comparison, measure: measure, margin: margin(comparison), reason: reason)
        else { return }
        suppressed |= bit
        sink(.suppressed(suppression))
    }

    private mutating func lookForChange(_ sink: (FlaggingOutput) -> Void) {
        guard baseline.usual(.strideTime) != nil, isKnown else { return endChanges(sink) }
        for index in changes.indices {
            if isLumbarSuspect, changes[index].trait.region == .lumbar {
                if let episode = changes[index].end() { sink(.episode(episode)) }
                continue
            }
            // The error may have been there when it was learnt, or be there now.
            let isTimed = changes[index].trait == .stepTimeIndex
            let margin = isTimed ? pairs.stepTimeMargin(newest: ChangeRule.window) ?? 0 : 0
            guard let found = changes[index].look(pairs, baseline, margin: margin, nextID: &nextID) else { continue }
            sink(.measure(found.measure))
            if let episode = found.episode { sink(.episode(episode)) }
        }
        coupled.look(changes, pairs, nextID: &nextID, sink)
    }

    /// What a constant error e between the two feet's contact times adds to the step times' index: one side's steps gain
    /// e, the other's lose it, so 100·2e over the mean step time.
    private func margin(_ comparison: PairedComparison) -> Double {
        guard comparison.quantity.needsBothClocks else { return 0 }
        return 100 * 2 * pairs.syncError(newest: pairs.count) / (0.5 * (comparison.left + comparison.right))
    }

    private static func measure(_ comparison: PairedComparison) -> Measure {
        let quantity = comparison.quantity
        let scale = quantity.isRatio ? 1 : quantity.scale
        return Measure(
            name: quantity.isRatio ? .symmetryIndex(quantity) : .difference(quantity), time: comparison.time,
            value: comparison.value * scale, low: comparison.low * scale, high: comparison.high * scale,
            strides: 2 * comparison.pairs)
    }

    /// The symmetry angle that belongs to a symmetry index; it grows with the index, so bounds map onto bounds.
    private static func angle(_ comparison: PairedComparison) -> Measure? {
        guard comparison.quantity.isRatio else { return nil }
        // SI = 200·(q − 1)/(q + 1) for q = L/R, so q = (200 + SI)/(200 − SI).
        func angle(_ index: Double) -> Double {
            SymmetryIndex.anglePercent(left: 200 + index, right: 200 - index)
        }
        return Measure(
            name: .symmetryAngle(comparison.quantity), time: comparison.time, value: angle(comparison.value),
            low: angle(comparison.low), high: angle(comparison.high), strides: 2 * comparison.pairs)
    }
}

extension BaselineTrait {
    /// The kind of episode that a change of it is; nil where a change alone is not worth one.
    var changeKind: EpisodeKind? {
        switch self {
        case .strideTime, .walkingSpeed: nil
        case .stepTimeIndex: .stepTimeAsymmetryChange
        case .stanceTimeIndex: .stanceTimeAsymmetryChange
        case .swingTimeIndex: .swingTimeAsymmetryChange
        case .pronationLeft, .pronationRight: .pronationProxyChange
        case .kneeLoadingLeft, .kneeLoadingRight: .kneeLoadingChange
        case .kneeExtensionLeft, .kneeExtensionRight: .kneeExtensionChange
        case .shankLoadingLeft, .shankLoadingRight: .shankLoadingChange
        case .pelvicDropLeft, .pelvicDropRight: .pelvicDropChange
        case .trunkLeanLeft, .trunkLeanRight: .trunkLeanChange
        case .lumbarInclination: .lumbarInclinationChange
        }
    }
}

extension Thresholds {
    /// The least change of a trait that is flagged, in the trait's unit.
    func leastChange(_ trait: BaselineTrait) -> Double {
        switch trait {
        case .strideTime, .walkingSpeed: .infinity
        case .stepTimeIndex, .stanceTimeIndex: indexChangePoints
        // The shorter phase: the same change of timing weighs more in it.
        case .swingTimeIndex: 1.5 * indexChangePoints
        case .pronationLeft, .pronationRight: pronationChangeDegrees * Units.radiansPerDegree
        case .kneeLoadingLeft, .kneeLoadingRight, .kneeExtensionLeft, .kneeExtensionRight, .shankLoadingLeft,
            .shankLoadingRight:
            kneeChangeDegrees * Units.radiansPerDegree
        case .pelvicDropLeft, .pelvicDropRight, .trunkLeanLeft, .trunkLeanRight, .lumbarInclination:
            lumbarChangeDegrees * Units.radiansPerDegree
        }
    }
}

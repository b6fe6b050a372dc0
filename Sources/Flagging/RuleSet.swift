public import Gait
import IMU

/// What the rules say, in order of emission.
public enum FlaggingOutput: Sendable, BitwiseCopyable {
    case measure(Measure)
    case episode(Episode)
}

/// All rules of one person: strides in, measures and episodes out.
public struct RuleSet: Sendable {
    /// The rules look at the window after every so many new pairs.
    static let stride = 4

    private let thresholds: Thresholds
    private var pairs = StridePairs()
    private var rules: [AsymmetryRule]
    private var sinceLook = 0
    private var nextID: UInt64 = 1
    /// Likely error between the two feet's contact times, s: between the shanks' clocks, or the lumbar unit's own.
    public var syncError = 0.0

    public init(thresholds: Thresholds) {
        self.thresholds = thresholds
        rules = [
            AsymmetryRule(kind: .stepTimeAsymmetry, quantity: .stepTime, threshold: thresholds.stepTimePercent),
            AsymmetryRule(kind: .stanceTimeAsymmetry, quantity: .stanceTime, threshold: thresholds.stanceTimePercent),
            AsymmetryRule(kind: .swingTimeAsymmetry, quantity: .swingTime, threshold: thresholds.swingTimePercent),
            AsymmetryRule(
                kind: .pronationProxyAsymmetry, quantity: .tibialRotation,
                threshold: thresholds.pronationProxyDegrees * Units.radiansPerDegree),
        ]
    }

    /// Whether an episode is open.
    public var isFlagging: Bool { rules.contains { $0.open != nil } }

    public mutating func take(_ stride: Stride, into sink: (FlaggingOutput) -> Void) {
        guard pairs.take(stride) else { return }
        for index in rules.indices { rules[index].lengthen(to: stride.end) }
        sinceLook += 1
        guard sinceLook >= Self.stride else { return }
        sinceLook = 0
        look(sink)
    }

    /// Walking has stopped: open episodes end.
    public mutating func endBout(into sink: (FlaggingOutput) -> Void) {
        for index in rules.indices {
            if let episode = rules[index].end() { sink(.episode(episode)) }
        }
        pairs.startBout()
        sinceLook = 0
    }

    private mutating func look(_ sink: (FlaggingOutput) -> Void) {
        for index in rules.indices {
            let quantity = rules[index].quantity
            guard let comparison = pairs.compare(quantity, minimum: thresholds.minimumPairs) else { continue }
            let measure = Self.measure(comparison)
            sink(.measure(measure))
            if let angle = Self.angle(comparison) { sink(.measure(angle)) }
            let episode = rules[index].take(
                comparison, measure: measure, margin: margin(comparison),
                scale: quantity.isRatio ? 1 : quantity.scale, pairs: pairs, nextID: &nextID)
            if let episode { sink(.episode(episode)) }
        }
    }

    /// What a constant error e between the two feet's contact times adds to the step times' index: one side's steps gain e, the
    /// other's lose it, so 100·2e over the mean step time.
    private func margin(_ comparison: PairedComparison) -> Double {
        guard comparison.quantity.needsBothClocks else { return 0 }
        return 100 * 2 * syncError / (0.5 * (comparison.left + comparison.right))
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

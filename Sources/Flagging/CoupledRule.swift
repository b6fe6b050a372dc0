import Gait
import IMU

/// Flags a knee-side change and a lumbar or pelvic change in the same strides, with the association of the two over
/// strides beside it. That they go together is all that is said.
struct CoupledRule: Sendable, BitwiseCopyable {
    /// Pairs of strides that both changes share.
    static let sharedPairs = 10

    private(set) var open: Episode?

    /// Takes what the change rules have open now.
    mutating func look(
        _ rules: [ChangeRule], _ pairs: StridePairs, nextID: inout UInt64, _ sink: (FlaggingOutput) -> Void
    ) {
        guard let knee = Self.strongest(rules, of: .knee), let lumbar = Self.strongest(rules, of: .lumbar),
            let kneeEpisode = knee.open, let lumbarEpisode = lumbar.open, let end = pairs.end
        else { return close(sink) }
        let start = max(kneeEpisode.start, lumbarEpisode.start)
        let shared = pairs.countInBout(since: start)
        let association = associate(knee, lumbar, pairs)
        if let association { sink(.measure(association)) }
        if var episode = open {
            episode.phase = .updated
            open = episode
            return sink(.episode(episode))
        }
        guard shared >= Self.sharedPairs else { return }
        let episode = Episode(
            id: nextID, phase: .opened, kind: .kneeLumbarChange, side: kneeEpisode.side, start: start, end: end,
            severity: min(kneeEpisode.severity, lumbarEpisode.severity), peak: kneeEpisode.peak,
            threshold: kneeEpisode.threshold, strides: 2 * shared,
            confidence: min(kneeEpisode.confidence, lumbarEpisode.confidence))
        nextID += 1
        open = episode
        sink(.episode(episode))
    }

    mutating func lengthen(to time: HostTime) {
        guard var episode = open else { return }
        episode.end = max(episode.end, time)
        episode.strides += 2
        open = episode
    }

    mutating func close(_ sink: (FlaggingOutput) -> Void) {
        guard var episode = open else { return }
        episode.phase = .closed
        open = nil
        sink(.episode(episode))
    }

    private static func strongest(_ rules: [ChangeRule], of region: BodyRegion) -> ChangeRule? {
        var best: ChangeRule?
        for rule in rules where rule.trait.region == region {
            guard let open = rule.open else { continue }
            if best.flatMap(\.open).map({ open.severity > $0.severity }) ?? true { best = rule }
        }
        return best
    }

    private func associate(_ knee: ChangeRule, _ lumbar: ChangeRule, _ pairs: StridePairs) -> Measure? {
        let side: Side
        if case .mean(_, let own) = knee.trait.statistic { side = own } else { side = knee.open?.side ?? .left }
        var lumbarSide = side
        if case .mean(_, let own) = lumbar.trait.statistic { lumbarSide = own }
        let (first, second) = (knee.trait.statistic.quantity, lumbar.trait.statistic.quantity)
        guard let time = pairs.end, let found = pairs.association(first, of: side, with: second, of: lumbarSide)
        else { return nil }
        return Measure(
            name: .association(first, of: side, with: second), time: time, value: found.correlation, low: found.low,
            high: found.high, strides: 2 * found.pairs)
    }
}

/// Which end of the chain a trait is of.
enum BodyRegion: Sendable {
    case knee, lumbar
}

extension BaselineTrait {
    /// Nil for what is of neither, such as the speed.
    var region: BodyRegion? {
        switch self {
        case .kneeLoadingLeft, .kneeLoadingRight, .kneeExtensionLeft, .kneeExtensionRight, .shankLoadingLeft,
            .shankLoadingRight, .stanceTimeIndex, .pronationLeft, .pronationRight:
            .knee
        case .pelvicDropLeft, .pelvicDropRight, .trunkLeanLeft, .trunkLeanRight, .lumbarInclination: .lumbar
        case .strideTime, .walkingSpeed, .stepTimeIndex, .swingTimeIndex: nil
        }
    }
}

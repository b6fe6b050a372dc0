import Gait
import Glibc
import IMU

/// One rule: flags when a comparison's confidence bound lies beyond the threshold, with hysteresis.
struct AsymmetryRule: Sendable, BitwiseCopyable {
    /// Comparisons in a row that must lie beyond.
    static let repeats = 2
    /// Closes when the value has come back below this share of the threshold.
    static let release = 0.8
    /// Pairs needed within the bout that is flagged.
    static let pairsInBout = 10

    let kind: EpisodeKind
    let quantity: StrideQuantity
    /// In the comparison's own unit.
    let threshold: Double
    private var beyond = 0
    private(set) var open: Episode?

    init(kind: EpisodeKind, quantity: StrideQuantity, threshold: Double) {
        self.kind = kind
        self.quantity = quantity
        self.threshold = threshold
    }

    /// Takes the next comparison; answers with the episode that it opened, carried on or closed.
    /// - Parameters:
    ///   - margin: what the error between the sensors' clocks may add to the value, in the comparison's unit.
    ///   - scale: from the comparison's unit to the measure's.
    mutating func take(
        _ comparison: PairedComparison, measure: Measure, margin: Double, scale: Double, pairs: StridePairs,
        nextID: inout UInt64
    ) -> Episode? {
        let bound = comparison.bound - margin
        if var episode = open {
            if episode.side == comparison.side, comparison.value.magnitude >= Self.release * threshold {
                return extend(&episode, comparison, measure, bound)
            }
            return close(episode)
        }
        beyond = bound > threshold ? beyond + 1 : 0
        guard beyond >= Self.repeats, pairs.inBout >= Self.pairsInBout, let start = pairs.start, let end = pairs.end
        else { return nil }
        beyond = 0
        let episode = Episode(
            id: nextID, phase: .opened, kind: kind, side: comparison.side, start: start, end: end,
            severity: severity(bound), peak: measure, threshold: threshold * scale,
            strides: 2 * min(pairs.count, pairs.inBout),
            confidence: confidence(comparison, bound))
        nextID += 1
        open = episode
        return episode
    }

    /// Walking has stopped, or the data: closes what is open.
    mutating func end() -> Episode? {
        beyond = 0
        return open.flatMap { close($0) }
    }

    /// Counts a pair into the open episode.
    mutating func lengthen(to time: HostTime) {
        guard var episode = open else { return }
        episode.end = max(episode.end, time)
        episode.strides += 2
        open = episode
    }

    private mutating func extend(
        _ episode: inout Episode, _ comparison: PairedComparison, _ measure: Measure, _ bound: Double
    ) -> Episode {
        if severity(bound) > episode.severity {
            episode.severity = severity(bound)
            episode.peak = measure
            episode.confidence = confidence(comparison, bound)
        }
        episode.phase = .updated
        open = episode
        return episode
    }

    private mutating func close(_ episode: Episode) -> Episode {
        var closed = episode
        closed.phase = .closed
        open = nil
        return closed
    }

    private func severity(_ bound: Double) -> Double { max(0, bound - threshold) / threshold }

    /// How sure it is that the value lies beyond the threshold, from the interval's width taken as a normal one:
    /// 0.975 where its bound touches the threshold.
    private func confidence(_ comparison: PairedComparison, _ bound: Double) -> Double {
        let width = max(1e-9, comparison.high - comparison.low)
        let z = 1.96 + (bound - threshold) / (width / 3.92)
        return 0.5 * (1 + erf(z / 2.0.squareRoot()))
    }
}

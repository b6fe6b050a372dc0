import Gait
import Glibc
import IMU

/// How far a number lies from where it would be without a finding, with its interval.
struct Deviation: Sendable, BitwiseCopyable {
    var value: Double
    /// Bounds of the 95 % confidence interval.
    var low: Double
    var high: Double
    /// The side that it concerns.
    var side: Side
    /// What may add to the value without being there, such as an error between clocks, in the same unit.
    var margin = 0.0
    /// False where it lies within the person's own variation.
    var isDetectable = true

    /// How far from 0 the interval stays for sure: 0 when it holds 0.
    var bound: Double { isDetectable ? (low > 0 ? low : high < 0 ? -high : 0) - margin : 0 }
}

/// The way from deviations to an episode: opens when the sure part lies beyond the threshold, with hysteresis.
struct EpisodeRule: Sendable, BitwiseCopyable {
    /// Looks in a row that must lie beyond.
    static let repeats = 2
    /// Closes when the value has come back below this share of the threshold.
    static let release = 0.8
    /// Pairs needed within the bout that is flagged.
    static let pairsInBout = 10

    let kind: EpisodeKind
    /// In the deviation's own unit.
    let threshold: Double
    private var beyond = 0
    private(set) var open: Episode?

    init(kind: EpisodeKind, threshold: Double) {
        self.kind = kind
        self.threshold = threshold
    }

    /// Takes the next look; answers with the episode that it opened, carried on or closed.
    /// - Parameters:
    ///   - measure: the same for people, in the unit on the socket.
    ///   - scale: from the deviation's unit to the measure's.
    ///   - start: where the pairs that were looked at begin, within this bout.
    mutating func take(
        _ deviation: Deviation, measure: Measure, scale: Double, pairs: StridePairs, from start: HostTime?,
        nextID: inout UInt64
    ) -> Episode? {
        let bound = deviation.bound
        if var episode = open {
            if episode.side == deviation.side, deviation.value.magnitude >= Self.release * threshold {
                return extend(&episode, deviation, measure)
            }
            return close(episode)
        }
        beyond = bound > threshold ? beyond + 1 : 0
        guard beyond >= Self.repeats, pairs.inBout >= Self.pairsInBout, let start, let end = pairs.end
        else { return nil }
        beyond = 0
        let episode = Episode(
            id: nextID, phase: .opened, kind: kind, side: deviation.side, start: start, end: end,
            severity: severity(bound), peak: measure, threshold: threshold * scale,
            strides: min(measure.strides, 2 * pairs.inBout),
            confidence: confidence(deviation))
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

    private mutating func extend(_ episode: inout Episode, _ deviation: Deviation, _ measure: Measure) -> Episode {
        if severity(deviation.bound) > episode.severity {
            episode.severity = severity(deviation.bound)
            episode.peak = measure
            episode.confidence = confidence(deviation)
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
    private func confidence(_ deviation: Deviation) -> Double {
        let width = max(1e-9, deviation.high - deviation.low)
        let z = 1.96 + (deviation.bound - threshold) / (width / 3.92)
        return 0.5 * (1 + erf(z / 2.0.squareRoot()))
    }
}

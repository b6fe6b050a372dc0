import Flagging
import Gait
import IMU

/// Limits of agreement of a time of strides.
public struct AgreementLine: Encodable, Sendable {
    public var quantity: String
    public var strides: Int
    public var biasMs: Double
    public var lowMs: Double
    public var highMs: Double

    init?(_ quantity: TimeOfStride, _ strides: [StrideComparison]) {
        guard let agreement = Agreement(quantity.differences(strides)) else { return nil }
        self.quantity = quantity.rawValue
        self.strides = agreement.count
        biasMs = Rounded.milliseconds(agreement.bias)
        lowMs = Rounded.milliseconds(agreement.low)
        highMs = Rounded.milliseconds(agreement.high)
    }
}

/// Errors of a symmetry index, recording by recording.
public struct SymmetryLine: Encodable, Sendable {
    public var quantity: String
    public var recordings: Int
    /// Points of the index; detected minus reference.
    public var meanErrorPercent: Double
    public var meanAbsoluteErrorPercent: Double
    public var largestErrorPercent: Double

    init?(_ quantity: TimeOfStride, _ comparisons: [SymmetryComparison]) {
        let errors = comparisons.map(\.error)
        guard let mean = Statistics.mean(errors), let magnitude = Statistics.meanMagnitude(errors),
            let largest = errors.map(\.magnitude).max()
        else { return nil }
        self.quantity = quantity.rawValue
        recordings = errors.count
        meanErrorPercent = Rounded.to(3, mean)
        meanAbsoluteErrorPercent = Rounded.to(3, magnitude)
        largestErrorPercent = Rounded.to(3, largest)
    }
}

/// Errors of a knee quantity, stride by stride.
public struct KneeLine: Encodable, Sendable {
    public var quantity: String
    public var strides: Int
    public var biasDeg: Double
    public var meanAbsoluteErrorDeg: Double
    public var rootMeanSquareDeg: Double

    init?(_ quantity: StrideQuantity, _ comparisons: [KneeComparison]) {
        let errors = comparisons.map(\.error)
        guard let bias = Statistics.mean(errors), let magnitude = Statistics.meanMagnitude(errors),
            let square = Statistics.rootMeanSquare(errors)
        else { return nil }
        self.quantity = quantity.name
        strides = errors.count
        biasDeg = Rounded.to(2, bias)
        meanAbsoluteErrorDeg = Rounded.to(2, magnitude)
        rootMeanSquareDeg = Rounded.to(2, square)
    }
}

/// What was flagged.
public struct FlagLine: Encodable, Sendable {
    public struct EpisodeLine: Encodable, Sendable {
        public var recording: String
        public var kind: String
        public var side: String
        public var tStart: Double
        public var tEnd: Double
        public var value: Double?
    }

    public struct VerdictLine: Encodable, Sendable {
        public var recording: String
        public var verdict: String
    }

    public var episodes: Int
    public var episodesPerHour: Double?
    /// Absent where nothing was expected of any recording.
    public var falseEpisodes: Int?
    public var falseEpisodesPerHour: Double?
    /// Recordings of which something was expected.
    public var verdicts: [VerdictLine]
    public var list: [EpisodeLine]

    init(_ flags: (episodes: Int, falseEpisodes: Int?, hours: Double), _ recordings: [RecordingScore]) {
        let scored = recordings.filter { $0.flags != nil }
        let hours = scored.reduce(0) { $0 + $1.seconds } / 3600
        episodes = flags.episodes
        episodesPerHour = hours > 0 ? Rounded.to(3, Double(flags.episodes) / hours) : nil
        falseEpisodes = flags.falseEpisodes
        if let count = flags.falseEpisodes, flags.hours > 0 {
            falseEpisodesPerHour = Rounded.to(3, Double(count) / flags.hours)
        }
        verdicts = scored.compactMap { score in
            guard let verdict = score.flags?.verdict, verdict != .notJudged else { return nil }
            return VerdictLine(recording: score.recording, verdict: verdict.rawValue)
        }
        list = scored.flatMap { score in
            (score.flags?.episodes ?? []).map {
                EpisodeLine(
                    recording: score.recording, kind: $0.kind.name, side: $0.side.name, tStart: $0.start,
                    tEnd: $0.end, value: $0.value.isFinite ? $0.value : nil)
            }
        }
    }
}

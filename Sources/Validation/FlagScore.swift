public import Flagging
public import IMU

/// An episode as the run said it at its end.
public struct FlaggedEpisode: Sendable, Equatable {
    public var kind: EpisodeKind
    public var side: Side
    /// Seconds from the recording's first sample.
    public var start: Double
    public var end: Double
    /// The measure at its peak, in the kind's unit.
    public var value: Double

    public init(kind: EpisodeKind, side: Side, start: Double, end: Double, value: Double) {
        self.kind = kind
        self.side = side
        self.start = start
        self.end = end
        self.value = value
    }
}

/// What is known beforehand about a recording's asymmetry.
public enum ExpectedFlags: Sendable, Equatable {
    /// Nothing: episodes are counted, not judged.
    case unknown
    /// The person walks evenly in every respect: any episode is false.
    case even
    /// Step times are nearly even: a step-time episode is false, others are not judged.
    case evenSteps
    /// The steps of this side are longer: a step-time episode of that side is right, one of the other side is wrong.
    case longerStep(Side)
}

/// A recording's episodes against what was expected.
public struct FlagScore: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        case notJudged = "not_judged"
        /// As expected: flagged on the side that is larger, or not at all.
        case right
        case missed
        case wrongSide = "wrong_side"
        case falseAlarm = "false_alarm"
    }

    public var expectation: ExpectedFlags
    public var episodes: [FlaggedEpisode]
    public var verdict: Verdict
    /// Nil where nothing was expected.
    public var falseEpisodes: Int?

    public init(_ episodes: [FlaggedEpisode], _ expectation: ExpectedFlags) {
        self.expectation = expectation
        self.episodes = episodes
        let steps = episodes.filter { $0.kind == .stepTimeAsymmetry }
        switch expectation {
        case .unknown:
            verdict = .notJudged
        case .even:
            verdict = episodes.isEmpty ? .right : .falseAlarm
            falseEpisodes = episodes.count
        case .evenSteps:
            verdict = steps.isEmpty ? .right : .falseAlarm
            falseEpisodes = steps.count
        case .longerStep(let side):
            let wrong = steps.count { $0.side != side }
            verdict = wrong > 0 ? .wrongSide : steps.isEmpty ? .missed : .right
            falseEpisodes = wrong
        }
    }
}

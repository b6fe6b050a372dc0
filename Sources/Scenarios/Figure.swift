import Flagging
import Validation

/// A number that a scenario gives, with what it rests on.
public struct Figure: Sendable, Equatable, Encodable {
    public var name: String
    /// Nil where it is undefined.
    public var value: Double?
    public var unit: String
    /// How many of what it rests on, in words: `212 windows`.
    public var evidence: String
    /// 95 % interval of the value, where it is a share.
    public var low: Double?
    public var high: Double?
    /// What is asked of it, in words.
    public var target: String?
    /// Whether it is reached; nil where nothing is asked or the value is undefined.
    public var isReached: Bool?

    public init(_ name: String, _ value: Double?, _ unit: String, evidence: String) {
        self.name = name
        self.value = value
        self.unit = unit
        self.evidence = evidence
    }

    /// The same figure with a range that is asked.
    public func asking(_ target: String, _ range: ClosedRange<Double>) -> Figure {
        var figure = self
        figure.target = target
        figure.isReached = value.map(range.contains)
        return figure
    }

    /// The same figure with its interval.
    public func within(_ interval: ClosedRange<Double>?) -> Figure {
        var figure = self
        figure.low = interval?.lowerBound
        figure.high = interval?.upperBound
        return figure
    }
}

extension Figure {
    /// In how many of the trials something holds, % with its interval; undefined without trials.
    static func share<Trial>(
        _ name: String, of trials: [Trial], _ word: String, _ holds: (Trial) -> Bool
    ) -> Figure {
        let hits = trials.count(where: holds)
        return Figure(
            name, trials.isEmpty ? nil : 100 * Double(hits) / Double(trials.count), "%",
            evidence: "\(trials.count) \(word)"
        )
        .within(
            Statistics.interval(hits: hits, of: trials.count).map { 100 * $0.lowerBound...100 * $0.upperBound })
    }

    /// How often something came in so many hours.
    static func rate(_ name: String, _ count: Int, seconds: Double, per hours: Double) -> Figure {
        let simulated = seconds / 3600
        return Figure(
            "\(name) in \(Int(hours)) h", simulated > 0 ? hours * Double(count) / simulated : nil, "",
            evidence: "\(count) in \(Int(simulated.rounded())) h")
    }

    /// Episodes where nothing is to be flagged, by their kind; kinds that never came are left out.
    static func falseEpisodes(_ episodes: [EpisodeKind], seconds: Double) -> [Figure] {
        EpisodeKind.allCases.filter(episodes.contains).map { kind in
            rate(
                "false episodes: \(kind.name.replacing("_", with: " "))", episodes.count { $0 == kind },
                seconds: seconds, per: 50)
        }
    }

    /// The mean absolute error of something, and its 95th percentile.
    static func errors(_ name: String, _ errors: [Double], _ unit: String, _ word: String) -> [Figure] {
        let evidence = "\(errors.count) \(word)"
        return [
            Figure("\(name), mean absolute error", Statistics.meanMagnitude(errors), unit, evidence: evidence),
            Figure(
                "\(name), 95th percentile of the error", Statistics.quantile(errors.map(\.magnitude), 0.95), unit,
                evidence: evidence),
        ]
    }
}

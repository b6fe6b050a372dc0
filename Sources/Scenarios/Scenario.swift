/// One question put to gaitd by synthetic bodies with known truth.
///
/// To add one: write a file with a type that conforms, and name it in `ScenarioList.all`. Everything of a trial comes
/// from its number, so that a scenario gives the same figures on every machine and on any number of cores.
/// docs/validation.md shows the figures; `gaitvalidate walker --scenario <name>` runs one alone.
public protocol Scenario: Sendable {
    /// What one trial brought.
    associatedtype Outcome: Sendable

    /// The word on the command line, such as `even-walking`.
    var name: String { get }
    /// The title in the report.
    var title: String { get }
    /// What is played and what is asked, for the report.
    var question: String { get }
    /// How many trials there are.
    var trials: Int { get }

    /// Plays a trial, numbered from 0.
    func run(_ trial: Int) throws -> Outcome

    /// What all trials together say, in the order of their numbers.
    func figures(_ outcomes: [Outcome]) -> [Figure]
}

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

/// What a scenario gave.
public struct ScenarioResult: Sendable, Encodable {
    public var name: String
    public var title: String
    public var question: String
    public var trials: Int
    public var figures: [Figure]

    public init(name: String, title: String, question: String, trials: Int, figures: [Figure]) {
        self.name = name
        self.title = title
        self.question = question
        self.trials = trials
        self.figures = figures
    }
}

extension Scenario {
    /// Plays all trials, side by side on the machine's cores.
    public func play() async throws -> ScenarioResult {
        let outcomes = try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for trial in 0..<trials { group.addTask { (trial, try run(trial)) } }
            var outcomes: [(Int, Outcome)] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return ScenarioResult(
            name: name, title: title, question: question, trials: trials, figures: figures(outcomes))
    }
}

/// All scenarios.
public enum ScenarioList {
    /// - Parameter hours: simulated hours of even walking; the other scenarios take a share of them.
    public static func all(hours: Double) -> [any Scenario] {
        [EvenWalking(hours: hours), UnevenWalking(hours: hours / 2), ChangedWalking(hours: hours / 5)]
    }
}

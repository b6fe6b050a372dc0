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
        [
            EvenWalking(hours: hours), UnevenWalking(hours: hours / 4), ChangedWalking(hours: hours / 5),
            PronationChange(hours: hours / 4), CoupledChange(hours: hours / 4), SlippedSensor(hours: hours / 10),
            SwappedShanks(hours: hours / 20), WalkingSpeed(hours: hours / 25), BodyAngles(hours: hours / 25),
            Sitting(hours: hours / 10), SetApart(hours: hours / 25), SlidBelt(hours: hours / 10),
        ]
    }
}

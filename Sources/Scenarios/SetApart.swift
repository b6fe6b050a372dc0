import Flagging
import Gait
import IMU
import Validation
import Walker

/// Even walks with running and stairs in them: is each stride taken for what it is, and is nothing flagged?
struct SetApart: Scenario {
    private static let script: [Activity] = [
        .stand(seconds: 5), .walk(seconds: 40), .run(seconds: 30), .walk(seconds: 30), .climb(seconds: 15),
        .walk(seconds: 30), .descend(seconds: 15), .walk(seconds: 40), .stand(seconds: 5),
    ]
    private static let seconds = script.reduce(0) { $0 + $1.duration }
    /// What is said and what is true lie within this, s.
    private static let reach = 0.2

    let name = "set-apart"
    let title = "Running and stairs"
    let question =
        "Even walks over the grid of cadences and stride lengths, with 30 s of running and 15 s of stairs up and down in them. Is each steady stride taken for what it is, and is nothing flagged?"
    let trials: Int

    init(hours: Double) { trials = max(9, Int((hours * 3600 / Self.seconds).rounded())) }

    /// A true stride and what was said of it; nil where no stride was said.
    struct Verdict: Sendable {
        var truth: Manner
        var said: GaitMode?
    }

    struct Outcome: Sendable {
        var verdicts: [Verdict] = []
        var episodes: [EpisodeKind]
        var suspicions: Int
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 11)
        let walker = try Walker(conditions.parameters, script: Self.script, seed: conditions.seed)
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        let start = try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        var outcome = Outcome(episodes: record.openings.map(\.kind), suspicions: record.suspicions.count)
        for truth in walker.truth.strides where truth.isSteady {
            // The body's feet stand still only where they are placed: not on the last treads of a stair.
            if truth.manner == .climbing || truth.manner == .descending, truth.rise == nil { continue }
            let said = record.strides.first {
                $0.side == truth.side && abs($0.end.seconds - start - truth.end) < Self.reach
            }
            outcome.verdicts.append(Verdict(truth: truth.manner, said: said?.mode))
        }
        return outcome
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let verdicts = outcomes.flatMap(\.verdicts)
        func found(_ manner: Manner, _ mode: GaitMode, _ name: String) -> Figure {
            Figure.share("\(name) found", of: verdicts.filter { $0.truth == manner && $0.said != nil }, "strides") {
                $0.said == mode
            }.asking("at least 95 %", 95...100)
        }
        let walked = verdicts.filter { $0.truth == .walking && $0.said != nil }
        return [
            found(.running, .running, "running"), found(.climbing, .stairsUp, "stairs up"),
            found(.descending, .stairsDown, "stairs down"),
            Figure.share("stairs down taken for walking", of: verdicts.filter { $0.truth == .descending }, "strides") {
                $0.said == .walking
            },
            Figure.share("walking set apart", of: walked, "strides") { $0.said != .walking }
                .asking("at most 0.5 %", 0...0.5),
            Figure.share("true strides that were said at all", of: verdicts, "strides") { $0.said != nil },
            Figure(
                "false episodes", Double(outcomes.reduce(0) { $0 + $1.episodes.count }), "",
                evidence: "\(outcomes.count) walks"
            ).asking("none", 0...0),
            Figure(
                "sensors taken for slipped or swapped", Double(outcomes.reduce(0) { $0 + $1.suspicions }), "",
                evidence: "\(outcomes.count) walks"),
        ]
    }
}

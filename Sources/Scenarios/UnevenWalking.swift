import Flagging
import Gait
import IMU
import Validation
import Walker

/// Bodies that limp, by 5 to 40 % of the step time: is the index right, its interval honest, the side never wrong?
struct UnevenWalking: Scenario {
    /// Symmetry indices of step time that are played on either side, %.
    static let sizes = [5.0, 10, 15, 20, 25, 30, 35, 40]
    private static let seconds = 240.0

    let name = "uneven-walking"
    let title = "Uneven walkers"
    let question =
        "Four minutes each of a limp that makes one side's steps longer by 5 to 40 % (index of step time). Is the index right?"
    let trials: Int

    init(hours: Double) { trials = max(Self.sizes.count, Int((hours * 3600 / Self.seconds).rounded())) }

    struct Outcome: Sendable {
        var size: Double
        var side: Side
        var coverage: [Coverage]
        /// Sides of the step-time episodes.
        var flagged: [Side]
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 2)
        let size = Self.sizes[trial % Self.sizes.count]
        let side: Side = trial / Self.sizes.count % 2 == 0 ? .left : .right
        var parameters = conditions.parameters
        parameters.limp(side, sizePercent: size)
        let walker = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: Self.seconds - 10), .stand(seconds: 5)],
            seed: conditions.seed)
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        return Outcome(
            size: size, side: side, coverage: Coverage.of(record.windows, parameters),
            flagged: record.openings.filter { $0.kind == .stepTimeAsymmetry }.map(\.side))
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let wrong = outcomes.count { outcome in outcome.flagged.contains { $0 != outcome.side } }
        let sides = Figure("walks flagged on the wrong side", Double(wrong), "", evidence: "\(outcomes.count) walks")
            .asking("none", 0...0)
        let shares = Self.sizes.map { size in
            let walks = outcomes.filter { $0.size == size }
            let flagged = walks.count { !$0.flagged.isEmpty }
            return Figure(
                "walks of \(Int(size)) % flagged for step time",
                walks.isEmpty ? nil : 100 * Double(flagged) / Double(walks.count), "%",
                evidence: "\(walks.count) walks")
        }
        return Coverage.figures(Coverage.pooled(outcomes.map(\.coverage))) + Self.errors(outcomes) + [sides] + shares
    }

    /// What stays of the errors over many walks, at the smallest and the largest limp: an index that shrinks or grows.
    private static func errors(_ outcomes: [Outcome]) -> [Figure] {
        [sizes[1], sizes[sizes.count - 1]].flatMap { size in
            Coverage.indices.enumerated().map { place, index in
                // Towards the larger side positive, so that walks of both sides add up.
                let errors = outcomes.filter { $0.size == size }.flatMap { outcome in
                    outcome.coverage[place].errors.map { error in
                        outcome.side == .left ? error : -error
                    }
                }
                return Figure(
                    "mean error of the \(index.name) index, limp of \(Int(size)) %", Statistics.mean(errors),
                    "points of SI", evidence: "\(errors.count) windows")
            }
        }
    }
}

import Body
import IMU
import Validation
import Walker

/// Shank sensors on each other's legs: is that said, and is nothing flagged on the wrong side meanwhile?
struct SwappedShanks: Scenario {
    private static let walk = 75.0
    /// Symmetry index of the limp in every second trial, %: far beyond the threshold.
    private static let limp = 20.0

    let name = "swapped-shanks"
    let title = "Swapped shanks"
    let question =
        "The left shank's sensor is on the right leg and the other way round; every second body limps by 20 %. Is it said, and are flags held back?"
    let trials: Int

    init(hours: Double) { trials = max(4, Int((hours * 3600 / (Self.walk + 10)).rounded())) }

    struct Outcome: Sendable {
        var isLimping: Bool
        /// True steps until both were said to be swapped; nil: never.
        var steps: Int?
        var flags: Int
        var suppressed: Int
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 5)
        var parameters = conditions.parameters
        let isLimping = trial % 2 == 1
        if isLimping { parameters.limp(trial / 2 % 2 == 0 ? .left : .right, sizePercent: Self.limp) }
        let walker = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: Self.walk), .stand(seconds: 5)],
            seed: conditions.seed)
        var player = KitPlayer(conditions)
        player.exchangeShanks()
        var record = WalkRecord()
        try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        let said = record.suspicions.filter { $0.state == .swapped }
        let steps = Set(said.map(\.sensor)).count == 2 ? said.first?.said : nil
        return Outcome(
            isLimping: isLimping,
            steps: steps.map { time in walker.truth.contacts.count { $0.kind == .initialContact && $0.time < time } },
            flags: record.openings.count, suppressed: record.suppressed)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let steps = outcomes.compactMap { $0.steps.map(Double.init) }
        let limping = outcomes.filter(\.isLimping)
        return [
            Figure.share("said to be swapped", of: outcomes, "walks") { $0.steps != nil }
                .asking("at least 95 %", 95...100),
            Figure("steps until said, median", Statistics.median(steps), "steps", evidence: "\(steps.count) walks"),
            Figure(
                "steps until said, 95th percentile", Statistics.quantile(steps, 0.95), "steps",
                evidence: "\(steps.count) walks"),
            Figure(
                "walks in which something was flagged", Double(outcomes.count { $0.flags > 0 }), "",
                evidence: "\(outcomes.count) walks"
            ).asking("none", 0...0),
            Figure.share("limping walks in which a flag was said to be held back", of: limping, "walks") {
                $0.suppressed > 0
            },
        ]
    }
}

import Gait
import IMU
import Validation
import Walker

/// People who sit, walk and stand: for how long did they sit?
struct Sitting: Scenario {
    private static let script: [Activity] = [
        .stand(seconds: 10), .walk(seconds: 40), .stand(seconds: 15), .sit(seconds: 300), .stand(seconds: 10),
        .walk(seconds: 30), .sit(seconds: 180), .walk(seconds: 20), .stand(seconds: 30),
    ]
    private static let seconds = script.reduce(0) { $0 + $1.duration }

    let name = "sitting"
    let title = "Sitting time"
    let question =
        "Eight minutes of sitting in two parts, between walking and standing; seated, the lumbar unit leans 16 to 36° forward, standing 4 to 12°. How long did they sit, with thigh units and by the lumbar unit alone?"
    let trials: Int

    init(hours: Double) { trials = max(2, Int((hours * 3600 / Self.seconds / 2).rounded())) }

    struct Outcome: Sendable {
        /// Found less true sitting time, % of the true; nil where nothing was said.
        var thighs: Double?
        var lumbar: Double?
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 10)
        var draw = WalkerRandom(seed: conditions.seed, purpose: 91)
        var parameters = conditions.parameters
        parameters.lumbarInclinationDegrees = 4 + 8 * draw.unit()
        parameters.sittingInclinationDegrees = 16 + 20 * draw.unit()
        let walker = try Walker(parameters, script: Self.script, seed: conditions.seed)
        let truth = walker.truth.states.filter { $0.activity == .sitting }.reduce(0) { $0 + $1.end - $1.start }
        func error(_ placements: [Placement], _ name: Measure.Name) throws -> Double? {
            var player = KitPlayer(conditions, placements: placements)
            var record = WalkRecord()
            try player.play(walker) { record.take($0, at: $1) }
            player.finish { record.take($0, at: $1) }
            return record.latest[name].map { 100 * ($0 - truth) / truth }
        }
        return Outcome(
            thighs: try error(KitPlayer.withThighs, .sittingTime),
            lumbar: try error(KitPlayer.placements, .likelySittingTime))
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let thighs = outcomes.compactMap(\.thighs)
        let lumbar = outcomes.compactMap(\.lumbar)
        var largest = Figure(
            "sitting time with thigh units, largest error", thighs.map(\.magnitude).max(), "%",
            evidence: "\(thighs.count) of \(outcomes.count) people"
        ).asking("at most 2 %", 0...2)
        if thighs.count < outcomes.count { largest.isReached = false }
        return [
            largest,
            Figure(
                "sitting time with thigh units, mean error", Statistics.mean(thighs), "%",
                evidence: "\(thighs.count) people"),
            Figure(
                "likely sitting time, lumbar unit alone, median error", Statistics.median(lumbar.map(\.magnitude)), "%",
                evidence: "\(lumbar.count) people"),
            Figure.share("likely sitting time within 2 %, lumbar unit alone", of: outcomes, "people") {
                ($0.lumbar?.magnitude ?? .infinity) <= 2
            },
        ]
    }
}

import Flagging
import Gait
import IMU
import Validation
import Walker

/// A change by 4 points of symmetry angle: how many strides does it take until it is flagged?
struct ChangedWalking: Scenario {
    /// 4 points of symmetry angle as a symmetry index, %: L/R = tan(45° + 0.04 · 90°).
    static let size = 12.58
    /// Strides of each foot within which it is to be found.
    static let strides = 40
    private static let seconds = 320.0

    let name = "changed-walking"
    let title = "A change of 4 points of symmetry angle"
    let question =
        "Two minutes of even walking, a pause, then a limp of 4 points of symmetry angle (12.6 % index of step time); in every second trial the limp comes without the walk before. Is it flagged within 40 strides of each foot?"
    let trials: Int

    init(hours: Double) { trials = max(2, Int((hours * 3600 / Self.seconds).rounded())) }

    struct Outcome: Sendable {
        var hasHistory: Bool
        var jitter: Double
        /// Strides of that foot which has taken more, until the step-time episode on the right side; nil: never.
        var strides: Int?
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 3)
        let hasHistory = trial % 2 == 0
        let side: Side = trial / 2 % 2 == 0 ? .left : .right
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        if hasHistory {
            let even = try Walker(
                conditions.parameters, script: [.stand(seconds: 5), .walk(seconds: 120), .stand(seconds: 5)],
                seed: conditions.seed)
            try player.play(even) { record.take($0, at: $1) }
        }
        var parameters = conditions.parameters
        parameters.limp(side, sizePercent: Self.size)
        let changed = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: 180), .stand(seconds: 5)],
            seed: conditions.seed &+ 500_000)
        let start = try player.play(changed) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        let opening = record.openings.first {
            // Whatever rule sees it: beyond the threshold, or changed against the walk before.
            $0.kind.name.hasPrefix("step_time") && $0.side == side && $0.said > start
        }
        let strides = opening.map { opening in
            Side.allCases.map { side in
                changed.truth.strides.count { $0.side == side && start + $0.end < opening.said }
            }.max() ?? 0
        }
        return Outcome(hasHistory: hasHistory, jitter: conditions.jitter, strides: strides)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        var figures: [Figure] = []
        for (hasHistory, word) in [(true, "after even walking"), (false, "from the first step")] {
            let trials = outcomes.filter { $0.hasHistory == hasHistory }
            let found = trials.count { ($0.strides ?? .max) <= Self.strides }
            figures.append(
                Figure(
                    "found within \(Self.strides) strides of each foot, \(word)",
                    trials.isEmpty ? nil : 100 * Double(found) / Double(trials.count), "%",
                    evidence: "\(trials.count) walks"
                )
                .within(
                    Statistics.interval(hits: found, of: trials.count).map {
                        100 * $0.lowerBound...100 * $0.upperBound
                    }
                )
                .asking("at least 95 %", 95...100))
            let ever = trials.compactMap { $0.strides.map(Double.init) }
            figures.append(
                Figure(
                    "found at all in three minutes, \(word)",
                    trials.isEmpty ? nil : 100 * Double(ever.count) / Double(trials.count), "%",
                    evidence: "\(trials.count) walks"))
            figures.append(
                Figure(
                    "strides of each foot until found, median, \(word)", Statistics.median(ever), "strides",
                    evidence: "\(ever.count) walks"))
        }
        for jitter in Conditions.jitters {
            let trials = outcomes.filter { $0.jitter == jitter }
            let ever = trials.count { $0.strides != nil }
            figures.append(
                Figure(
                    "found at all, readings late by \(Int(jitter * 1000)) ms on average",
                    trials.isEmpty ? nil : 100 * Double(ever) / Double(trials.count), "%",
                    evidence: "\(trials.count) walks"))
        }
        return figures
    }
}

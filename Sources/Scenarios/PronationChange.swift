import Flagging
import IMU
import Validation
import Walker

/// A learnt person whose tibia turns further inwards on one side: is that flagged, on that side and no other?
struct PronationChange: Scenario {
    /// More tibial rotation on one side, degrees.
    static let change = 4.0
    private static let walk = 110.0
    /// Simulated time of one trial, about, s.
    private static let seconds = 3 * 166 + 3 * (walk + 10)

    let name = "pronation-change"
    let title = "A change of 4° of tibial rotation"
    let question =
        "Three sessions of two bouts are learnt, the sensors strapped on anew each time; then a walk with 4° more tibial rotation on the left, one with as much more on the right, one as before. Which side's pronation proxy is flagged?"
    let trials: Int

    init(hours: Double) { trials = max(2, Int((hours * 3600 / Self.seconds).rounded())) }

    struct Outcome: Sendable {
        var isLearnt: Bool
        /// Of the left and the right change: strides of each foot until flagged on the right side; nil: never.
        var strides: [Int?] = []
        /// Changed walks that were flagged on the side that had not changed.
        var wrongSides = 0
        /// Flags of the proxy where nothing had changed.
        var falseFlags: Int
        /// How long nothing had changed, s.
        var even: Double
    }

    func run(_ trial: Int) throws -> Outcome {
        let person = try LearntPerson(Conditions(trial: trial, scenario: 6))
        func flags(_ record: WalkRecord) -> [WalkRecord.Opening] {
            record.openings.filter { $0.kind == .pronationProxyChange || $0.kind == .pronationProxyAsymmetry }
        }
        let control = try person.walk(0, seconds: Self.walk) { _ in }
        var outcome = Outcome(
            isLearnt: person.isLearnt, falseFlags: flags(person.learning).count + flags(control.record).count,
            even: person.seconds + control.walker.duration)
        for side in Side.allCases {
            let changed = try person.walk(side == .left ? 1 : 2, seconds: Self.walk) {
                $0.tibialRotationDegrees[side] += Self.change
            }
            let flags = flags(changed.record)
            outcome.strides.append(
                flags.first { $0.side == side }.map { opening in
                    changed.walker.truth.strides.count {
                        $0.side == side && changed.start + $0.end < opening.said
                    }
                })
            if flags.contains(where: { $0.side != side }) { outcome.wrongSides += 1 }
        }
        return outcome
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let walks = outcomes.flatMap(\.strides)
        let strides = walks.compactMap { $0.map(Double.init) }
        return [
            Figure.share("flagged on the right side", of: walks, "walks") { $0 != nil }
                .asking("at least 90 %", 90...100),
            Figure(
                "walks flagged on the other side", Double(outcomes.reduce(0) { $0 + $1.wrongSides }), "",
                evidence: "\(walks.count) walks"),
            Figure(
                "strides of that foot until flagged, median", Statistics.median(strides), "strides",
                evidence: "\(strides.count) walks"),
            Figure.rate(
                "false flags of the proxy", outcomes.reduce(0) { $0 + $1.falseFlags },
                seconds: outcomes.reduce(0) { $0 + $1.even }, per: 50
            ).asking("at most 1", 0...1),
            Figure.share("learnt in three sessions", of: outcomes, "people") { $0.isLearnt },
        ]
    }
}

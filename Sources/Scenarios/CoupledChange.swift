import Flagging
import IMU
import Validation
import Walker

/// A learnt person whose knee and pelvis change in the same strides, or one of them alone.
struct CoupledChange: Scenario {
    /// More knee flexion in loading response, degrees: twice the least change that is flagged.
    static let knee = 8.0
    /// More pelvic drop, degrees: twice the least change that is flagged.
    static let drop = 4.0
    private static let walk = 110.0
    /// Simulated time of one trial, about, s.
    private static let seconds = 3 * 166 + 3 * (walk + 10)

    let name = "coupled-change"
    let title = "Knee and pelvis change together"
    let question =
        "Three sessions of two bouts are learnt; then a walk in which one knee bends 8° more in loading and the pelvis drops 4° more on that side, one with the knee's change alone, one with the pelvis' alone. Is the coupled episode found, and only then?"
    let trials: Int

    init(hours: Double) { trials = max(2, Int((hours * 3600 / Self.seconds).rounded())) }

    struct Outcome: Sendable {
        /// Strides of a foot until the coupled episode; nil: never.
        var strides: Int?
        /// Whether the two parts were flagged, each by itself, in the walk with both.
        var hasKnee: Bool
        var hasPelvis: Bool
        /// Coupled episodes where there is no such thing.
        var falseFlags: Int
        /// How long there was no such thing, s.
        var other: Double
    }

    func run(_ trial: Int) throws -> Outcome {
        let person = try LearntPerson(Conditions(trial: trial, scenario: 7))
        let side: Side = trial % 2 == 0 ? .left : .right
        let both = try person.walk(0, seconds: Self.walk) {
            $0.kneeLoadingDegrees[side] += Self.knee
            $0.pelvicDropDegrees[side] += Self.drop
        }
        let alone = [
            try person.walk(1, seconds: Self.walk) { $0.kneeLoadingDegrees[side] += Self.knee },
            try person.walk(2, seconds: Self.walk) { $0.pelvicDropDegrees[side] += Self.drop },
        ]
        func coupled(_ record: WalkRecord) -> [WalkRecord.Opening] {
            record.openings.filter { $0.kind == .kneeLumbarChange }
        }
        return Outcome(
            strides: coupled(both.record).first.map { opening in
                both.walker.truth.strides.count { $0.side == side && both.start + $0.end < opening.said }
            },
            hasKnee: both.record.openings.contains { $0.kind == .shankLoadingChange && $0.side == side },
            hasPelvis: both.record.openings.contains { $0.kind == .pelvicDropChange && $0.side == side },
            falseFlags: coupled(person.learning).count + alone.reduce(0) { $0 + coupled($1.record).count },
            other: person.seconds + alone.reduce(0) { $0 + $1.walker.duration })
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let strides = outcomes.compactMap { $0.strides.map(Double.init) }
        return [
            Figure.share("coupled episode found", of: outcomes, "walks") { $0.strides != nil }
                .asking("at least 95 %", 95...100),
            Figure.share("the knee's part flagged (shank loading)", of: outcomes, "walks") { $0.hasKnee },
            Figure.share("the pelvis' part flagged (pelvic drop)", of: outcomes, "walks") { $0.hasPelvis },
            Figure(
                "strides of a foot until found, median", Statistics.median(strides), "strides",
                evidence: "\(strides.count) walks"),
            Figure.rate(
                "false coupled episodes", outcomes.reduce(0) { $0 + $1.falseFlags },
                seconds: outcomes.reduce(0) { $0 + $1.other }, per: 50
            ).asking("at most 1", 0...1),
        ]
    }
}

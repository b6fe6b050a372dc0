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
    private static let walk = 110.0
    /// Simulated time of one trial, about, s.
    private static let seconds = 3 * 166 + 2 * (walk + 10)

    let name = "changed-walking"
    let title = "A change of 4 points of symmetry angle"
    let question =
        "Three sessions of two bouts are learnt, the sensors strapped on anew each time; then a limp of 4 points of symmetry angle (12.6 % index of step time). Is it flagged within 40 strides of each foot? Beside it, a stranger who limps as much from the first step."
    let trials: Int

    init(hours: Double) { trials = max(2, Int((hours * 3600 / Self.seconds).rounded())) }

    struct Outcome: Sendable {
        var jitter: Double
        /// Strides of that foot which has taken more, until a step-time episode on the right side; nil: never.
        var learnt: Int?
        /// The same of the stranger.
        var stranger: Int?
        var wrongSides: Int
        /// What was flagged while nothing had changed.
        var falseEpisodes: [EpisodeKind]
        /// How long nothing had changed, s.
        var even: Double
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 3)
        let side: Side = trial % 2 == 0 ? .left : .right
        let person = try LearntPerson(conditions)
        let changed = try person.walk(0, seconds: Self.walk) { $0.limp(side, sizePercent: Self.size) }
        var parameters = conditions.parameters
        parameters.limp(side, sizePercent: Self.size)
        let walker = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: Self.walk), .stand(seconds: 5)],
            seed: conditions.seed &+ 500_000)
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        let wrong = (Self.openings(changed.record) + Self.openings(record)).count { $0.side != side }
        return Outcome(
            jitter: conditions.jitter, learnt: Self.strides(changed.record, changed.walker, changed.start, side),
            stranger: Self.strides(record, walker, 0, side), wrongSides: wrong,
            falseEpisodes: person.learning.openings.map(\.kind), even: person.seconds)
    }

    /// Of whatever rule: beyond the threshold, or changed against what was learnt.
    private static func isStepTime(_ kind: EpisodeKind) -> Bool {
        kind == .stepTimeAsymmetry || kind == .stepTimeAsymmetryChange
    }

    private static func openings(_ record: WalkRecord) -> [WalkRecord.Opening] {
        record.openings.filter { isStepTime($0.kind) }
    }

    private static func strides(_ record: WalkRecord, _ walker: Walker, _ start: Double, _ side: Side) -> Int? {
        openings(record).first { $0.side == side }.map { opening in
            Side.allCases.map { side in
                walker.truth.strides.count { $0.side == side && start + $0.end < opening.said }
            }.max() ?? 0
        }
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        func inTime(_ words: String, _ strides: [Int?]) -> Figure {
            Figure.share("found within \(Self.strides) strides of each foot, \(words)", of: strides, "walks") {
                ($0 ?? .max) <= Self.strides
            }
        }
        func found(_ words: String, _ strides: [Int?]) -> [Figure] {
            let ever = strides.compactMap { $0.map(Double.init) }
            return [
                Figure.share("found at all, \(words)", of: strides, "walks") { $0 != nil },
                Figure(
                    "strides of each foot until found, median, \(words)", Statistics.median(ever), "strides",
                    evidence: "\(ever.count) walks"),
            ]
        }
        let learnt = outcomes.map(\.learnt)
        let jitters = Conditions.jitters.map { jitter in
            inTime(
                "learnt, readings late by \(Int(jitter * 1000)) ms on average",
                outcomes.filter { $0.jitter == jitter }.map(\.learnt))
        }
        let stranger = outcomes.map(\.stranger)
        let even = outcomes.reduce(0) { $0 + $1.even }
        let episodes = outcomes.flatMap(\.falseEpisodes)
        let wrong = [
            Figure(
                "episodes on the wrong side", Double(outcomes.reduce(0) { $0 + $1.wrongSides }), "",
                evidence: "\(2 * outcomes.count) walks"
            ).asking("none", 0...0),
            Figure.rate(
                "false step-time episodes while learning", episodes.count(where: Self.isStepTime), seconds: even,
                per: 50
            ).asking("at most 1", 0...1),
            Figure.rate("false episodes of any kind while learning", episodes.count, seconds: even, per: 10)
                .asking("at most 1", 0...1),
        ]
        return [inTime("learnt", learnt).asking("at least 95 %", 95...100)] + found("learnt", learnt) + jitters
            + [inTime("a stranger", stranger)] + found("a stranger", stranger) + wrong
            + Figure.falseEpisodes(episodes, seconds: even)
    }
}

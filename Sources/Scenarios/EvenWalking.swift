import Body
import Flagging
import Gait
import Validation
import Walker

/// Bodies that walk evenly: nothing may be flagged, intervals must hold 0, contacts must be where they are.
struct EvenWalking: Scenario {
    private static let minutes = 10.0

    let name = "even-walking"
    let title = "Even walkers"
    let question =
        "Ten minutes each of standing, walking and turning; left and right differ by chance alone. What is flagged?"
    let trials: Int

    init(hours: Double) { trials = max(1, Int((hours * 60 / Self.minutes).rounded())) }

    struct Outcome: Sendable {
        var seconds: Double
        var episodes: [EpisodeKind]
        var suspicions: [MountState]
        var coverage: [Coverage]
        var initial: ContactTally
        var final: ContactTally
        var latency: Latency
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 1)
        let leg: [Activity] = [.walk(seconds: 120), .turn(degrees: 180), .walk(seconds: 160), .turn(degrees: -180)]
        let walker = try Walker(
            conditions.parameters,
            script: [.stand(seconds: 5)] + leg + [.stand(seconds: 8)] + leg + [.stand(seconds: 5)],
            seed: conditions.seed)
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        let score = RecordingScore(
            .init(set: name, subject: "\(trial)", recording: "\(trial)"), contacts: record.contacts,
            reference: WalkRecord.reference(walker), seconds: walker.duration)
        return Outcome(
            seconds: walker.duration, episodes: record.openings.map(\.kind),
            suspicions: record.suspicions.map(\.state),
            coverage: Coverage.of(record.windows, conditions.parameters), initial: score.initial ?? ContactTally(),
            final: score.final ?? ContactTally(), latency: score.latency)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let seconds = outcomes.reduce(0) { $0 + $1.seconds }
        let episodes = outcomes.flatMap(\.episodes)
        let flags = Figure.rate("false episodes", episodes.count, seconds: seconds, per: 10)
            .asking("at most 1", 0...1)
        let kinds = Figure.falseEpisodes(episodes, seconds: seconds)
        let suspicions = outcomes.flatMap(\.suspicions)
        // Both shank sensors are said to be swapped, so a false swap counts twice.
        let swaps = Figure.rate(
            "swaps said falsely", suspicions.count { $0 == .swapped } / 2, seconds: seconds, per: 50
        )
        .asking("at most 1", 0...1)
        let slips = Figure.rate(
            "slips said falsely", suspicions.count { $0 == .slipped || $0 == .upsideDown }, seconds: seconds, per: 50
        ).asking("at most 1", 0...1)
        let others = Figure.rate(
            "sensors said falsely to be off or misplaced", suspicions.count { $0 == .notWorn || $0 == .wrongSegment },
            seconds: seconds, per: 50)
        return [flags] + kinds + [slips, swaps, others]
            + Coverage.figures(Coverage.pooled(outcomes.map(\.coverage))) + Self.contacts(outcomes)
    }

    private static func contacts(_ outcomes: [Outcome]) -> [Figure] {
        var figures: [Figure] = []
        for (path, word) in [(\Outcome.initial, "initial"), (\Outcome.final, "final")] {
            let tally = outcomes.reduce(into: ContactTally()) { $0 += $1[keyPath: path] }
            let evidence = "\(tally.truths) contacts"
            figures.append(
                Figure("F1 of \(word) contacts at ±100 ms", tally.sided?[1].f1, "", evidence: evidence))
            figures.append(
                Figure(
                    "bias of \(word) contacts", Statistics.mean(tally.errors).map { $0 * 1000 }, "ms",
                    evidence: evidence))
            figures.append(
                Figure(
                    "mean absolute error of \(word) contacts",
                    Statistics.meanMagnitude(tally.errors).map { $0 * 1000 }, "ms", evidence: evidence))
        }
        let latency = outcomes.reduce(into: Latency()) { $0 += $1.latency }
        for (delays, word) in [(latency.provisional, "provisional"), (latency.confirmed, "confirmed")] {
            figures.append(
                Figure(
                    "contact to \(word), 95th percentile", Statistics.quantile(delays, 0.95).map { $0 * 1000 }, "ms",
                    evidence: "\(delays.count) contacts"))
        }
        return figures
    }
}

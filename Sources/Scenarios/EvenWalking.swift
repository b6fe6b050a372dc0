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
        var episodes: Int
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
            seconds: walker.duration, episodes: record.openings.count,
            coverage: Coverage.of(record.windows, conditions.parameters), initial: score.initial ?? ContactTally(),
            final: score.final ?? ContactTally(), latency: score.latency)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let hours = outcomes.reduce(0) { $0 + $1.seconds } / 3600
        let episodes = outcomes.reduce(0) { $0 + $1.episodes }
        let flags = Figure(
            "false episodes in 10 h", 10 * Double(episodes) / hours, "",
            evidence: "\(episodes) in \(Int(hours.rounded())) h"
        ).asking("at most 1", 0...1)
        return [flags] + Coverage.figures(Coverage.pooled(outcomes.map(\.coverage))) + Self.contacts(outcomes)
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

import Flagging
import Gait
import GaitctlKit
import IMU
import Validation

/// Scores on a screen: a block for each set, and under it, where wanted, its subjects and recordings.
enum ValidationScreen {
    static func lines(_ all: PooledScore, details: Bool) -> [String] {
        let sets = all.bySet
        var lines = sets.flatMap { block($0, details: details) + [""] }
        if sets.count > 1 {
            lines += ["All sets together"] + contacts([("all", all)]) + [""]
        }
        lines.removeLast()
        return lines
    }

    private static func block(_ set: PooledScore, details: Bool) -> [String] {
        var lines = [
            "\(set.name): " + Numbers.counted(set.recordings.count, "recording") + " of "
                + Numbers.counted(set.subjects.count, "person", "people") + ","
                + " \(Numbers.fixed(set.judgedHours * 60, 1)) min judged"
        ]
        let table = contacts([("all", set)])
        if table.isEmpty {
            lines.append("no reference contacts: nothing to hold the contacts against")
        } else {
            lines += [""] + table
            for (kind, name) in [(Contact.Kind.initial, "IC"), (.final, "FC")] {
                guard set.subjects.count > 1, let worst = set.worst(kind) else { continue }
                lines.append("lowest F1 of \(name) at ±100 ms: \(Numbers.fixed(worst.f1, 3)), subject \(worst.subject)")
            }
        }
        lines += latency(set.latency) + agreement(set) + symmetry(set) + knee(set) + flags(set)
        guard details else { return lines }
        lines += [""] + contacts(set.bySubject.map { ("sub-\($0.name)", $0) })
        lines += [""] + contacts(set.recordings.map { ($0.recording, PooledScore($0.recording, [$0])) })
        return lines
    }

    private static func contacts(_ scores: [(name: String, score: PooledScore)]) -> [String] {
        var table = Table([
            .text("of"), .text("contact"), .number("n"), .number("F1 ±50"), .number("±100"), .number("±250 ms"),
            .number("blind ±250"), .number("side"), .number("bias ms"), .number("median"), .number("MAE"),
            .number("IQR"), .number("IQR in leg"),
        ])
        var isEmpty = true
        for (name, score) in scores {
            for (kind, word) in [(Contact.Kind.initial, "IC"), (.final, "FC")] {
                guard let tally = score.contacts(kind) else { continue }
                isEmpty = false
                let errors = tally.errors
                let f1 = ContactTally.tolerances.indices.map { share(tally.sided?[$0].f1) }
                table.add(
                    [name, word, "\(tally.truths)"] + f1 + [
                        share(tally.blind[tally.blind.count - 1].f1), share(tally.sideAccuracy),
                        milliseconds(Statistics.mean(errors)), milliseconds(Statistics.median(errors)),
                        milliseconds(Statistics.meanMagnitude(errors)),
                        milliseconds(Statistics.interquartileRange(errors)),
                        milliseconds(Statistics.interquartileRange(tally.errorsWithinLegs)),
                    ])
            }
        }
        return isEmpty ? [] : table.lines(Presentation(colours: false))
    }

    private static func latency(_ latency: Latency) -> [String] {
        var table = Table([.text("latency"), .number("n"), .number("p50 ms"), .number("p95 ms")])
        var isEmpty = true
        for (name, delays) in [
            ("contact to provisional", latency.provisional), ("contact to confirmed", latency.confirmed),
            ("reference to provisional", latency.provisionalFromReference),
            ("reference to confirmed", latency.confirmedFromReference),
        ] where !delays.isEmpty {
            isEmpty = false
            table.add([
                name, "\(delays.count)", milliseconds(Statistics.quantile(delays, 0.5)),
                milliseconds(Statistics.quantile(delays, 0.95)),
            ])
        }
        return isEmpty ? [] : [""] + table.lines(Presentation(colours: false))
    }

    private static func agreement(_ set: PooledScore) -> [String] {
        var table = Table([
            .text("time"), .number("strides"), .number("bias ms"), .number("limits of agreement ms"),
        ])
        var isEmpty = true
        for quantity in TimeOfStride.allCases {
            guard let found = Agreement(quantity.differences(set.strides)) else { continue }
            isEmpty = false
            table.add([
                Finding.words(quantity.rawValue), "\(found.count)", milliseconds(found.bias),
                "\(milliseconds(found.low) ?? "") to \(milliseconds(found.high) ?? "")",
            ])
        }
        return isEmpty ? [] : [""] + table.lines(Presentation(colours: false))
    }

    private static func symmetry(_ set: PooledScore) -> [String] {
        var table = Table([
            .text("symmetry index of"), .number("recordings"), .number("mean error %"), .number("mean |error| %"),
            .number("largest %"),
        ])
        var isEmpty = true
        for quantity in TimeOfStride.compared {
            let errors = set.symmetry(quantity).map(\.error)
            guard let mean = Statistics.mean(errors), let largest = errors.map(\.magnitude).max() else { continue }
            isEmpty = false
            table.add([
                Finding.words(quantity.rawValue), "\(errors.count)", Numbers.fixed(mean, 2),
                Statistics.meanMagnitude(errors).map { Numbers.fixed($0, 2) }, Numbers.fixed(largest, 2),
            ])
        }
        return isEmpty ? [] : [""] + table.lines(Presentation(colours: false))
    }

    private static func knee(_ set: PooledScore) -> [String] {
        var table = Table([
            .text("knee"), .number("strides"), .number("bias deg"), .number("MAE deg"), .number("RMS deg"),
        ])
        var isEmpty = true
        for quantity in KneeComparison.quantities {
            let errors = set.knee(quantity).map(\.error)
            guard !errors.isEmpty else { continue }
            isEmpty = false
            table.add([
                quantity.name, "\(errors.count)", Statistics.mean(errors).map { Numbers.fixed($0, 2) },
                Statistics.meanMagnitude(errors).map { Numbers.fixed($0, 2) },
                Statistics.rootMeanSquare(errors).map { Numbers.fixed($0, 2) },
            ])
        }
        return isEmpty ? [] : [""] + table.lines(Presentation(colours: false))
    }

    private static func flags(_ set: PooledScore) -> [String] {
        guard let flags = set.flags else { return [] }
        let hours = set.hours
        let rate = hours > 0 ? " (\(Numbers.fixed(Double(flags.episodes) / hours, 1)) an hour)" : ""
        var lines = ["", Numbers.counted(flags.episodes, "episode") + rate]
        if let count = flags.falseEpisodes, flags.hours > 0 {
            lines[1] +=
                ", \(count) of them false in \(Numbers.fixed(flags.hours, 2)) h of which that can be said"
        }
        for score in set.recordings {
            guard let found = score.flags else { continue }
            let verdict = found.verdict == .notJudged ? "" : ": \(found.verdict.rawValue.replacing("_", with: " "))"
            let episodes = found.episodes.map { "\(Finding.words($0.kind.name)), \($0.side.name)" }
            guard !verdict.isEmpty || !episodes.isEmpty else { continue }
            let list = episodes.isEmpty ? "" : " – " + episodes.joined(separator: "; ")
            lines.append("  \(score.recording)\(verdict)\(list)")
        }
        return lines
    }

    private static func share(_ value: Double?) -> String? { value.map { Numbers.fixed($0, 3) } }

    private static func milliseconds(_ seconds: Double?) -> String? { seconds.map { Numbers.fixed($0 * 1000, 1) } }
}

import Flagging
import Gait
import IMU
import Scenarios
import Validation

/// The measured parts of docs/validation.md and the charts beside it.
public struct Report: Sendable {
    /// By the name in the document's marks.
    public var parts: [String: String]
    /// By file name.
    public var charts: [String: String]

    public init(_ measurement: Measured) {
        parts = [
            "provenance": Self.provenance(measurement),
            "targets": Targets.table(measurement),
            "contacts": Self.contacts(measurement),
            "persons": Self.persons(measurement),
            "lumbar": LumbarTargets.table(measurement),
            "latency": Self.latency(measurement),
            "strides": Self.strides(measurement),
            "symmetry": Self.symmetry(measurement),
            "knee": Self.knee(measurement),
            "flags": Self.flags(measurement),
            "walker": Self.walker(measurement),
        ]
        charts = Charts.files(measurement)
    }

    /// For a part of which nothing could be measured.
    private static let nothing = "Not measured: the recordings are absent."

    private static func provenance(_ measurement: Measured) -> String {
        var lines = measurement.provenance.map { "- " + $0 }
        if !measurement.absent.isEmpty {
            lines.append("- absent, and therefore not measured: " + measurement.absent.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    private static func contacts(_ measurement: Measured) -> String {
        var text: [String] = []
        for set in measurement.sets {
            var table = MarkdownTable([
                "method", "contact", "n", "F1 ±50 ms", "±100 ms", "±250 ms", "blind ±250 ms", "side", "bias ms",
                "median ms", "MAE ms", "IQR ms", "IQR in leg ms",
            ])
            for method in set.methods {
                for (kind, word) in [(Contact.Kind.initial, "IC"), (.final, "FC")] {
                    guard let tally = method.score.contacts(kind) else { continue }
                    let errors = tally.errors
                    let f1 = ContactTally.tolerances.indices.map { Written.fixed(tally.sided?[$0].f1, 3) }
                    table.add(
                        [method.name, word, "\(tally.truths)"] + f1 + [
                            Written.fixed(tally.blind.last?.f1, 3), Written.fixed(tally.sideAccuracy, 3),
                            Written.milliseconds(Statistics.mean(errors)),
                            Written.milliseconds(Statistics.median(errors)),
                            Written.milliseconds(Statistics.meanMagnitude(errors)),
                            Written.milliseconds(Statistics.interquartileRange(errors)),
                            Written.milliseconds(Statistics.interquartileRange(tally.errorsWithinLegs)),
                        ])
                }
            }
            let people = set.methods.first.map {
                "\($0.score.recordings.count) recordings of \($0.score.subjects.count) people"
            }
            text.append("**\(set.name)** (\(people ?? "")):")
            text.append(table.text)
            text.append(set.methods.map { "- *\($0.name)*: \($0.description)" }.joined(separator: "\n"))
        }
        return text.isEmpty ? nothing : text.joined(separator: "\n\n")
    }

    private static func persons(_ measurement: Measured) -> String {
        var text: [String] = []
        for set in measurement.sets {
            for method in set.methods where method.name.hasPrefix(Measured.own) && method.score.subjects.count > 1 {
                var table = MarkdownTable([
                    "person", "contact", "n", "F1 ±100 ms", "bias ms", "MAE ms", "IQR in leg ms",
                ])
                for person in method.score.bySubject {
                    for (kind, word) in [(Contact.Kind.initial, "IC"), (.final, "FC")] {
                        guard let tally = person.contacts(kind) else { continue }
                        table.add([
                            person.name, word, "\(tally.truths)", Written.fixed(person.f1(kind), 3),
                            Written.milliseconds(Statistics.mean(tally.errors), 1),
                            Written.milliseconds(Statistics.meanMagnitude(tally.errors), 1),
                            Written.milliseconds(Statistics.interquartileRange(tally.errorsWithinLegs), 1),
                        ])
                    }
                }
                let worst = [(Contact.Kind.initial, "IC"), (.final, "FC")].compactMap { kind, word in
                    method.score.worst(kind).map { "\(word) \($0.subject) (\(Written.fixed($0.f1, 3) ?? "–"))" }
                }
                text.append("**\(set.name)**, \(method.name); lowest: \(worst.joined(separator: ", ")):")
                text.append(table.text)
            }
        }
        return text.isEmpty ? nothing : text.joined(separator: "\n\n")
    }

    private static func latency(_ measurement: Measured) -> String {
        var table = MarkdownTable(["set", "method", "from", "to", "n", "p50 ms", "p95 ms"])
        for (set, method) in own(measurement) {
            let latency = method.score.latency
            for (from, to, delays) in [
                ("contact", "provisional", latency.provisional), ("contact", "confirmed", latency.confirmed),
                ("reference", "provisional", latency.provisionalFromReference),
                ("reference", "confirmed", latency.confirmedFromReference),
            ] where !delays.isEmpty {
                table.add([
                    set, method.name, from, to, "\(delays.count)",
                    Written.milliseconds(Statistics.quantile(delays, 0.5)),
                    Written.milliseconds(Statistics.quantile(delays, 0.95)),
                ])
            }
        }
        return table.isEmpty ? nothing : table.text
    }

    private static func strides(_ measurement: Measured) -> String {
        var table = MarkdownTable(["set", "method", "time", "strides", "bias ms", "limits of agreement ms"])
        for set in measurement.sets {
            for method in set.methods {
                for quantity in TimeOfStride.allCases {
                    guard let found = Agreement(quantity.differences(method.score.strides)) else { continue }
                    table.add([
                        set.name, method.name, quantity.rawValue.replacing("_", with: " "), "\(found.count)",
                        Written.milliseconds(found.bias, 1),
                        "\(Written.milliseconds(found.low) ?? "") to \(Written.milliseconds(found.high) ?? "")",
                    ])
                }
            }
        }
        return table.isEmpty ? nothing : table.text
    }

    private static func symmetry(_ measurement: Measured) -> String {
        var table = MarkdownTable([
            "set", "method", "index of", "recordings", "mean error", "mean \\|error\\|", "largest",
        ])
        for set in measurement.sets {
            for method in set.methods {
                for quantity in TimeOfStride.compared {
                    let errors = method.score.symmetry(quantity).map(\.error)
                    guard !errors.isEmpty else { continue }
                    table.add([
                        set.name, method.name, quantity.rawValue.replacing("_", with: " "), "\(errors.count)",
                        Written.fixed(Statistics.mean(errors), 2), Written.fixed(Statistics.meanMagnitude(errors), 2),
                        Written.fixed(errors.map(\.magnitude).max(), 2),
                    ])
                }
            }
        }
        return table.isEmpty ? nothing : table.text
    }

    private static func knee(_ measurement: Measured) -> String {
        var table = MarkdownTable(["set", "quantity", "strides", "bias deg", "MAE deg", "RMS deg"])
        for (set, method) in own(measurement) where method.name == Measured.own {
            for quantity in KneeComparison.quantities {
                let errors = method.score.knee(quantity).map(\.error)
                guard !errors.isEmpty else { continue }
                table.add([
                    set, quantity.name, "\(errors.count)", Written.fixed(Statistics.mean(errors), 2),
                    Written.fixed(Statistics.meanMagnitude(errors), 2),
                    Written.fixed(Statistics.rootMeanSquare(errors), 2),
                ])
            }
        }
        return table.isEmpty ? "Not measured: the pipeline says no knee angle where there is a reference." : table.text
    }

    private static func flags(_ measurement: Measured) -> String {
        var table = MarkdownTable(["set", "recording", "expected", "flagged", "verdict"])
        var rates: [String] = []
        for (set, method) in own(measurement) where method.name == Measured.own {
            guard let flags = method.score.flags else { continue }
            let hours = method.score.hours
            rates.append(
                "- \(set): \(flags.episodes) episodes in \(Written.fixed(hours, 2) ?? "") h"
                    + " (\(Written.fixed(hours > 0 ? Double(flags.episodes) / hours : nil, 1) ?? "–") an hour)")
            for score in method.score.recordings {
                guard let found = score.flags, found.verdict != .notJudged || !found.episodes.isEmpty else { continue }
                let episodes = found.episodes.map { "\($0.kind.name.replacing("_", with: " ")), \($0.side.name)" }
                table.add([
                    set, score.recording, words(found.expectation),
                    episodes.isEmpty ? "nothing" : episodes.joined(separator: "; "),
                    found.verdict.rawValue.replacing("_", with: " "),
                ])
            }
        }
        guard !rates.isEmpty else { return nothing }
        return rates.joined(separator: "\n") + (table.isEmpty ? "" : "\n\n" + table.text)
    }

    private static func words(_ expectation: ExpectedFlags) -> String {
        switch expectation {
        case .unknown: "not known"
        case .even: "nothing"
        case .evenSteps: "no step-time episode"
        case .longerStep(let side): "longer \(side.name) step"
        }
    }

    private static func walker(_ measurement: Measured) -> String {
        guard !measurement.scenarios.isEmpty else { return "Not measured." }
        return measurement.scenarios.map { scenario in
            var table = MarkdownTable(["figure", "value", "95 % interval", "of", "asked", "reached"])
            for figure in scenario.figures {
                let places = figure.unit == "" && figure.value.map { $0 < 1 && $0 > 0 } ?? false ? 3 : 1
                let value = Written.fixed(figure.value, places).map {
                    figure.unit == "" ? $0 : "\($0) \(figure.unit)"
                }
                let interval = figure.low.flatMap { low in
                    figure.high.map { "\(Written.fixed(low, 1) ?? "") to \(Written.fixed($0, 1) ?? "")" }
                }
                table.add([
                    figure.name, value, interval,
                    figure.evidence, figure.target, figure.isReached.map { $0 ? "yes" : "**no**" },
                ])
            }
            return "**\(scenario.title)** (\(scenario.trials) trials). \(scenario.question)\n\n" + table.text
        }.joined(separator: "\n\n")
    }

    /// gaitd's own methods on each set, as far as they found anything.
    private static func own(_ measurement: Measured) -> [(set: String, method: Measured.Method)] {
        measurement.sets.flatMap { set in
            set.methods.filter { $0.name.hasPrefix(Measured.own) }.map { (set.name, $0) }
        }
    }
}

private import Foundation
public import QueryAPI

/// `gaitctl watch`: one line of the live stream as a line for people.
public enum LiveScreen {
    /// Every kind of line in `GET /v1/live`.
    public static let types = [
        "event", "retraction", "stride", "bout", "turn", "measure", "episode_open", "episode_update", "episode",
        "suppressed", "gap", "sensor", "session", "annotation", "dropped",
    ]

    /// What people see unless they ask for other kinds: single contacts and running measures pass too fast to read.
    public static let typesForPeople = [
        "stride", "bout", "turn", "episode_open", "episode", "suppressed", "gap", "sensor", "session", "annotation",
        "dropped",
    ]

    public static func text(_ line: LiveLine, _ style: Presentation) -> String {
        let time = line.at.flatMap(WireCoding.date).map { Times.time($0, in: style.timeZone) } ?? "--:--:--"
        let text = printable("\(time)  \(line.kit ?? "-")  \(what(line))")
        switch line.type {
        case "episode_open", "episode_update", "episode": return style.strong(text)
        case "gap", "dropped", "suppressed": return style.warning(text)
        default: return text
        }
    }

    private static func what(_ line: LiveLine) -> String {
        switch line.type {
        case "event":
            return join([Finding.words(line.kind ?? "contact"), line.side, line.status.map { "(\($0))" }])
        case "retraction":
            return "withdrawn: contact \(line.id.map(String.init) ?? "-")"
        case "stride":
            return join([
                "stride", line.side, seconds("stride", line.strideTime), seconds("stance", line.stanceTime),
                seconds("swing", line.swingTime), seconds("step", line.stepTime),
                line.pronationProxyDeg.map { "pronation proxy \(Numbers.fixed($0, 1))°" },
                // The rest of the quantities would fill three rows of a terminal; JSON and `measures --by stride` have it.
                line.quantities?["walking_speed_mps"].map { "speed \(Numbers.fixed($0, 2)) m/s" },
                line.mode.flatMap { $0 == "walking" ? nil : "(\(Finding.words($0)): set apart)" }
                    ?? (line.steady == false ? "(not steady: enters no index)" : nil),
            ])
        case "bout":
            return join([
                "walked", span(line), line.stridesLeft.map { "\($0) left strides" },
                line.stridesRight.map { "\($0) right strides" },
                SetApart.words(line.setApart).map { "(set apart: \($0))" },
                line.cadencePerMin.map { "\(Numbers.fixed($0, 0)) steps/min" },
            ])
        case "turn":
            return join([
                "turned", line.angleDeg.map { "\(Numbers.fixed(abs($0), 0))° to the \($0 < 0 ? "right" : "left")" },
            ])
        case "measure":
            let name = MeasureName(line.name ?? "measure")
            return join([name.words, line.side, line.value.map(name.text), interval(line, name)])
        case "episode_open", "episode_update", "episode":
            return episode(line)
        case "suppressed":
            let name = MeasureName(line.name ?? "")
            return join([
                line.side, Finding.words(line.kind ?? "-"), line.value.map(name.text), interval(line, name), line.text,
            ])
        case "gap":
            return join([
                "gap", line.placement, line.cause, line.lostSamples.map { "\($0) samples lost" }, line.text,
            ])
        case "annotation":
            let pain = line.pain.flatMap { $0.isEmpty ? nil : PainScores.text($0) + " (of 10)" }
            return join([
                line.kind ?? "annotation", pain, line.text.map { "\"\($0)\"" }, line.session ?? line.subject,
            ])
        default:
            return join([
                Finding.words(line.type), line.id.map(String.init), line.kind, line.placement, line.status, line.cause,
                line.lostSamples.map { "\($0) lost" }, line.lostLines.map { "\($0) lines" }, line.text,
            ])
        }
    }

    private static func episode(_ line: LiveLine) -> String {
        let name = MeasureName(line.name ?? "")
        let number = line.id.map(String.init) ?? "-"
        let begin =
            switch line.type {
            case "episode_open": "episode begins:"
            case "episode_update": "episode goes on:"
            default: "episode \(number):"
            }
        return join([
            begin,
            line.side, Finding.words(line.kind ?? "-"), line.value.map(name.text), interval(line, name),
            line.threshold.map { "threshold \(Numbers.short($0))" }, line.strides.map { "\($0) strides" },
            line.severity.map { "severity \(Numbers.fixed($0, 2))" },
            line.confidence.map { "confidence \(Numbers.fixed($0, 2))" },
        ])
    }

    private static func interval(_ line: LiveLine, _ name: MeasureName) -> String? {
        guard let low = line.low, let high = line.high, low < high else { return nil }
        return "(95 % CI \(Finding.interval((low, high), name)))"
    }

    private static func span(_ line: LiveLine) -> String? {
        guard let start = line.tStart, let end = line.tEnd else { return nil }
        return Numbers.duration(end - start)
    }

    private static func seconds(_ name: String, _ value: Double?) -> String? {
        value.map { "\(name) \(Numbers.fixed($0, 2)) s" }
    }

    private static func join(_ parts: [String?]) -> String { parts.compactMap { $0 }.joined(separator: "  ") }
}

private import Foundation
public import QueryAPI

/// What an episode found, as one plain sentence with its evidence: it compares, and names no condition.
public enum Finding {
    /// `left step 12.8 % longer than right (95 % CI 10.1–15.4; threshold 10)`.
    public static func sentence(_ episode: EpisodeSummary) -> String {
        let measure = MeasureName(episode.measure)
        // Indices are positive where left is larger; a sentence about the right side counts from there.
        let flips = episode.side == "right" && episode.kind.hasSuffix("_asymmetry")
        let value = flips ? -episode.value : episode.value
        let bounds = flips ? (-episode.high, -episode.low) : (episode.low, episode.high)
        return "\(comparison(episode, measure, value)) (95 % CI \(interval(bounds, measure)); "
            + "threshold \(Numbers.short(episode.threshold)))"
    }

    /// The same of an `episode` line of the live stream or of an analysis; nil where it lacks what that takes.
    public static func sentence(_ line: LiveLine) -> String? {
        guard let kind = line.kind, let side = line.side, let name = line.name, let value = line.value,
            let low = line.low, let high = line.high, let threshold = line.threshold
        else { return nil }
        return sentence(
            EpisodeSummary(
                id: line.id ?? 0, kind: kind, side: side, kit: line.kit ?? "", session: nil, subject: nil,
                start: .distantPast, end: .distantPast, durationS: 0, severity: line.severity ?? 0,
                confidence: line.confidence ?? 0, strides: line.strides ?? 0, measure: name, value: value, low: low,
                high: high, threshold: threshold))
    }

    /// `10.1–15.4`, or `-1.0 to 4.2` where a dash would be taken for a sign.
    static func interval(_ bounds: (low: Double, high: Double), _ measure: MeasureName) -> String {
        let dash = bounds.low < 0 || bounds.high < 0 ? " to " : "–"
        return measure.number(bounds.low) + dash + measure.number(bounds.high)
    }

    private static func comparison(_ episode: EpisodeSummary, _ measure: MeasureName, _ value: Double) -> String {
        let other = ["left": "right", "right": "left"][episode.side]
        let size = measure.text(value)
        switch episode.kind {
        case "step_time_asymmetry", "stance_time_asymmetry", "swing_time_asymmetry", "stride_time_asymmetry":
            if let other, value >= 0 {
                return "\(episode.side) \(episode.kind.prefix { $0 != "_" }) \(size) longer than \(other)"
            }
        case "pronation_proxy_asymmetry":
            if let other, value >= 0 { return "\(episode.side) pronation proxy \(size) larger than \(other)" }
        case "knee_lumbar_change":
            if let change = change(measure, value) {
                return "knee side and lumbar spine changed in the same strides; \(change)"
            }
        case _ where episode.kind.hasSuffix("_change"):
            if let change = change(measure, value) { return change }
        default:
            break
        }
        let place = other == nil ? "" : "\(episode.side): "
        return printable("\(place)\(words(episode.kind)): \(measure.words) \(size)")
    }

    /// `left pronation proxy 4.2° larger than this person's baseline`, or where an index moved: `step time symmetry index
    /// 6.1 points further left than this person's baseline`.
    private static func change(_ measure: MeasureName, _ value: Double) -> String? {
        let ending = " change"
        guard measure.words.hasSuffix(ending) else { return nil }
        let name = printable(String(measure.words.dropLast(ending.count)))
        if name.hasSuffix("symmetry index") {
            let size = measure.number(abs(value))
            return "\(name) \(size) points further \(value < 0 ? "right" : "left") than this person's baseline"
        }
        return "\(name) \(measure.text(abs(value))) \(value < 0 ? "smaller" : "larger") than this person's baseline"
    }

    /// `step_time_asymmetry` as `step time asymmetry`.
    public static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }
}

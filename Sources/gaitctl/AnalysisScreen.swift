import GaitctlKit
import QueryAPI
import Reporting

/// An analysis on one screen.
enum AnalysisScreen {
    static func lines(_ summary: AnalysisSummary, _ episodes: [LiveLine]) -> [String] {
        var lines = [
            "\(number(summary.durationS)) s from \(summary.placements.joined(separator: ", "))",
            Numbers.counted(summary.bouts, "bout")
                + ", \(summary.stridesLeft) left and \(summary.stridesRight) right strides"
                + " (\(summary.steadyStridesLeft) and \(summary.steadyStridesRight) steady)"
                + (SetApart.words(summary.setApart).map { ", set apart: \($0)" } ?? "")
                + (summary.cadencePerMin.map { ", \(number($0)) steps per minute" } ?? ""),
        ]
        var table = Table([.text("quantity"), .number("left s"), .number("right s"), .number("symmetry index %")])
        let rows: [(String, Double?, Double?, Double?)] = [
            ("step time", summary.stepTimeLeftS, summary.stepTimeRightS, summary.stepTimeSymmetryIndexPercent),
            ("stance time", summary.stanceTimeLeftS, summary.stanceTimeRightS, summary.stanceTimeSymmetryIndexPercent),
            ("swing time", summary.swingTimeLeftS, summary.swingTimeRightS, summary.swingTimeSymmetryIndexPercent),
        ]
        for (name, left, right, index) in rows {
            table.add([name, left.map { Numbers.fixed($0, 3) }, right.map { Numbers.fixed($0, 3) }, index.map(number)])
        }
        lines += [""] + table.lines(Presentation(colours: false))
        lines.append("")
        if episodes.isEmpty { lines.append("No episode was flagged.") }
        for episode in episodes {
            lines.append(
                (Finding.sentence(episode) ?? Finding.words(episode.kind ?? "-"))
                    + ", " + Numbers.counted(episode.strides ?? 0, "stride")
                    + ", \(episode.tStart.map(number) ?? "-")–\(episode.tEnd.map(number) ?? "-") s")
        }
        for (field, reason) in summary.absent.sorted(by: { $0.key < $1.key }) { lines.append("\(field): \(reason)") }
        return lines
    }

    private static func number(_ value: Double) -> String { Numbers.fixed(value, 1) }
}

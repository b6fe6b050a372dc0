public import QueryAPI

/// `gaitctl baseline show`.
public enum BaselineScreen {
    public static func lines(_ baselines: Baselines, _ style: Presentation) -> [String] {
        guard let newest = baselines.versions.first else {
            return [
                "Nothing has been learnt of \(printable(baselines.subject)) yet: "
                    + "it begins with the first steady walking in a session."
            ]
        }
        var lines = [style.strong("Baseline of \(printable(baselines.subject)), version \(newest.version)")]
        lines.append(
            newest.complete
                ? "learnt from \(newest.blocks) blocks of steady walking; changes are compared with it"
                : "still learning: \(newest.blocks) of \(newest.blocksNeeded) blocks of steady walking")
        lines.append(
            "since \(Times.dateTime(newest.startedAt, in: style.timeZone))"
                + (newest.learntAt.map { ", last learnt \(Times.dateTime($0, in: style.timeZone))" } ?? ""))
        if !newest.traits.isEmpty {
            var table = Table([
                .text("Trait"), .text("side"), .number("mean"), .number("own spread"),
                .number("change that counts"), .number("blocks"),
            ])
            for trait in newest.traits.sorted(by: { $0.name < $1.name }) { table.add(cells(trait)) }
            lines += [""] + table.lines(style)
        }
        let older = baselines.versions.dropFirst()
        if !older.isEmpty {
            let text = older.map { "\($0.version) (\($0.blocks) blocks)" }.joined(separator: ", ")
            lines += ["", "Earlier versions: \(text)"]
        }
        return lines
    }

    private static func cells(_ trait: BaselineTraitValue) -> [String?] {
        let side = ["left", "right"].first { trait.name.hasSuffix("_\($0)") }
        let name = MeasureName(String(trait.name.dropLast(side.map { $0.count + 1 } ?? 0)))
        return [
            name.title, side, name.number(trait.mean), trait.deviation.map(name.number),
            trait.detectableChange.map(name.number), "\(trait.blocks)",
        ]
    }
}

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
        lines += state(newest)
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

    /// What is known, or what is still missing.
    private static func state(_ version: BaselineVersion) -> [String] {
        let blocks = version.blocks == 1 ? "1 block" : "\(version.blocks) blocks"
        let days = version.days == 1 ? "1 day" : "\(version.days) days"
        let learnt = "\(blocks) of steady walking on \(days)"
        guard !version.complete else { return ["learnt from \(learnt); the next day is compared with them"] }
        let (moreBlocks, moreDays) = (version.blocksNeeded - version.blocks, version.daysNeeded - version.days)
        var missing: [String] = []
        if moreBlocks > 0 { missing.append(moreBlocks == 1 ? "1 block" : "\(moreBlocks) blocks") }
        if moreDays > 0 {
            let today = version.days == 0 ? "" : " other"
            missing.append(moreDays == 1 ? "walking on 1\(today) day" : "walking on \(moreDays)\(today) days")
        }
        return [
            "still learning: \(learnt); still missing: \(missing.joined(separator: ", "))",
            "until then a day is compared with itself only",
        ]
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

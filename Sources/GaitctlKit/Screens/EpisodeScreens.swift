private import Foundation
public import QueryAPI

/// `gaitctl episodes` and `gaitctl episodes show`.
public enum EpisodeScreens {
    public static func list(_ episodes: [EpisodeSummary], _ style: Presentation) -> [String] {
        guard !episodes.isEmpty else { return ["No episodes: nothing that was asked for has been flagged."] }
        var table = Table([
            .number("id"), .text("start (local time)"), .text("length"), .text("subject"), .text("kit"),
            .number("strides"), .number("severity"), .number("confidence"), .text("finding"),
        ])
        for episode in episodes {
            table.add([
                "\(episode.id)", Times.dateTime(episode.start, in: style.timeZone),
                Numbers.duration(episode.durationS) + (episode.open ? " so far" : ""), episode.subject, episode.kit,
                "\(episode.strides)",
                Numbers.fixed(episode.severity, 2), Numbers.fixed(episode.confidence, 2), Finding.sentence(episode),
            ])
        }
        return table.lines(style)
    }

    /// One screen: what, which side, how much with its evidence, left beside right, and what lies around it.
    public static func show(_ detail: EpisodeDetail, signals: [Signal], _ style: Presentation) -> [String] {
        let episode = detail.episode
        let zone = style.timeZone
        var lines = [style.strong("Episode \(episode.id): \(Finding.sentence(episode))"), ""]
        lines += Fields.lines([
            ("subject", episode.subject), ("session", episode.session), ("kit", episode.kit),
            (
                "when",
                "\(Times.dateTime(episode.start, in: zone)) to \(Times.time(episode.end, in: zone)) "
                    + "\(Times.offset(episode.start, in: zone)), \(Numbers.duration(episode.durationS))\(episode.open ? " so far" : "")"
            ),
            ("rests on", "\(episode.strides) strides, confidence \(Numbers.fixed(episode.confidence, 2)) (0 to 1)"),
            ("severity", "\(Numbers.fixed(episode.severity, 2)) (0 at the threshold, 1 at twice it)"),
            ("evidence", "\(detail.evidence), for \(detail.method) \(detail.version)"),
            ("proxy", detail.proxy ? "this measure stands in for what it is named after" : nil),
        ])
        lines += sides(detail.sides, style) + measures(detail.measures, style)
        lines += ["", style.strong("Pain and notes of the day")]
        lines +=
            detail.annotations.isEmpty
            ? ["  none; add some with `gaitctl pain` and `gaitctl note`"]
            : detail.annotations.map { "  " + SessionScreens.annotation($0, style) }
        lines += kept(detail, signals, style)
        lines += ["", "For use with a professional's own assessment; not for diagnosis or emergency."]
        return lines
    }

    private static func sides(_ sides: [SideMeans], _ style: Presentation) -> [String] {
        let left = sides.first { $0.side == "left" }
        let right = sides.first { $0.side == "right" }
        guard left != nil || right != nil else { return [] }
        var table = Table([
            .text("Means per side"), .number("left"), .number("right"), .number("left - right"),
        ])
        table.add(["strides", left.map { "\($0.strides)" }, right.map { "\($0.strides)" }, " "])
        for name in meanNames(left, right) {
            let measure = MeasureName(name)
            let values = (left?.means[name], right?.means[name])
            var difference: String?
            if let left = values.0, let right = values.1 { difference = Numbers.signed(left - right, measure.decimals) }
            table.add([measure.title, values.0.map(measure.number), values.1.map(measure.number), difference])
        }
        return [""] + table.lines(style)
    }

    /// The times first, as people look for them; then the rest by name.
    private static func meanNames(_ left: SideMeans?, _ right: SideMeans?) -> [String] {
        let known = Set((left?.means ?? [:]).keys).union((right?.means ?? [:]).keys)
        let first = ["step_time_s", "stance_time_s", "swing_time_s", "stride_time_s", "pronation_proxy_deg"]
        return first.filter(known.contains) + known.subtracting(first).sorted()
    }

    private static func measures(_ measures: [MeasureValue], _ style: Presentation) -> [String] {
        guard !measures.isEmpty else { return [] }
        var table = Table([
            .text("Measures within the episode"), .text("side"), .number("value"), .text("95 % CI"),
            .number("strides"),
        ])
        for measure in measures { table.add(MeasureScreen.cells(measure)) }
        return [""] + table.lines(style)
    }

    /// Pairs side by side, left first; what this version does not know comes last.
    private static func place(_ placement: String) -> Int {
        let order = ["left_shank", "right_shank", "lumbar", "left_thigh", "right_thigh", "left_foot", "right_foot"]
        return order.firstIndex(of: placement) ?? order.count
    }

    private static func kept(_ detail: EpisodeDetail, _ signals: [Signal], _ style: Presentation) -> [String] {
        guard !detail.signals.isEmpty else { return ["", "No raw signal is kept of this episode."] }
        var table = Table([.text("Raw signal kept"), .text("from"), .text("length"), .number("samples")])
        for signal in detail.signals.sorted(by: { place($0.placement) < place($1.placement) }) {
            table.add([
                Finding.words(signal.placement), Times.time(signal.start, in: style.timeZone),
                Numbers.duration(signal.end.timeIntervalSince(signal.start)), "\(signal.samples)",
            ])
        }
        return [""] + table.lines(style) + SignalSketch.lines(signals, from: detail.episode.start)
    }
}

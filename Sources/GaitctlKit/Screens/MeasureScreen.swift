public import QueryAPI

/// `gaitctl measures`.
public enum MeasureScreen {
    public static func lines(_ measures: [MeasureValue], _ style: Presentation) -> [String] {
        guard !measures.isEmpty else { return ["No measures match what was asked for."] }
        var table = Table([
            .text("at (local time)"), .text("subject"), .text("session"), .text("measure"), .text("side"),
            .number("value"), .text("95 % CI"), .number("strides"),
        ])
        for measure in measures {
            table.add(
                [Times.dateTime(measure.at, in: style.timeZone), measure.subject, measure.session] + cells(measure))
        }
        return table.lines(style)
    }

    /// Measure with unit, side, value, interval, strides.
    static func cells(_ measure: MeasureValue) -> [String?] {
        let name = MeasureName(measure.name)
        var interval: String?
        if let low = measure.low, let high = measure.high { interval = Finding.interval((low, high), name) }
        let title = measure.mode.map { "\(name.title), \(Finding.words($0))" } ?? name.title
        return [title, measure.side, name.number(measure.value), interval, "\(measure.strides)"]
    }
}

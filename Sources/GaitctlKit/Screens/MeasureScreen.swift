public import QueryAPI

/// `gaitctl measures`.
public enum MeasureScreen {
    public static func lines(_ measures: [MeasureValue], _ style: Presentation) -> [String] {
        guard !measures.isEmpty else { return ["No measures match what was asked for."] }
        var table = Table([
            .text("at (local time)"), .text("subject"), .text("session"), .text("measure"), .text("side"),
            .number("value"), .text("95 % CI"), .number("strides"),
        ])
        for measure in leftFirst(measures) {
            table.add(
                [Times.dateTime(measure.at, in: style.timeZone), measure.subject, measure.session] + cells(measure))
        }
        return table.lines(style)
    }

    /// The daemon's order, but left above right where two neighbours are the two sides of one mean.
    private static func leftFirst(_ measures: [MeasureValue]) -> [MeasureValue] {
        var sorted = measures
        for index in sorted.indices.dropFirst() {
            let (above, below) = (sorted[index - 1], sorted[index])
            guard above.side == "right", below.side == "left", above.name == below.name, above.at == below.at,
                above.session == below.session, above.subject == below.subject
            else { continue }
            sorted.swapAt(index - 1, index)
        }
        return sorted
    }

    /// Measure with unit, side, value, interval, strides.
    static func cells(_ measure: MeasureValue) -> [String?] {
        let name = MeasureName(measure.name)
        var interval: String?
        // Bounds on the value itself are none: times of postures come so.
        if let low = measure.low, let high = measure.high, low < high { interval = Finding.interval((low, high), name) }
        let title = measure.mode.map { "\(name.title), \(Finding.words($0))" } ?? name.title
        return [title, measure.side, name.number(measure.value), interval, "\(measure.strides)"]
    }
}

import Gait
import IMU
import Validation

/// The report's charts, by file name.
enum Charts {
    static func files(_ measurement: Measured) -> [String: String] {
        var files: [String: String] = [:]
        guard let stroke = measurement.set("stroke"), let own = stroke.own else { return files }
        files["contact-errors.svg"] = errors(own)
        files["stride-times.svg"] = strideTimes(own)
        files["latency.svg"] = latency(own)
        files["methods.svg"] = methods(stroke)
        return files
    }

    /// Time errors subject by subject.
    private static func errors(_ score: PooledScore) -> String {
        let subjects = score.bySubject
        var chart = Chart(
            title: "Time errors of contacts by person",
            x: .init("person", 0, Double(subjects.count), step: 0),
            y: .init("detected − reference, ms", -60, 60, step: 20))
        for (index, subject) in subjects.enumerated() {
            chart.mark(subject.name, at: Double(index) + 0.5)
            for (offset, kind) in [Contact.Kind.initial, .final].enumerated() {
                let errors = (subject.contacts(kind)?.errors ?? []).map { $0 * 1000 }
                chart.box(
                    at: Double(index) + 0.34 + 0.32 * Double(offset), width: 0.24,
                    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].compactMap { Statistics.quantile(errors, $0) },
                    colour: Chart.palette[offset])
            }
        }
        chart.legend([("initial contact", Chart.palette[0]), ("final contact", Chart.palette[1])])
        return chart.svg
    }

    /// Differences over means of stride times, with the limits of agreement (Bland & Altman 1986).
    private static func strideTimes(_ score: PooledScore) -> String {
        let points = score.strides.map { stride in
            (
                (stride.detected.stride + stride.reference.stride) / 2,
                1000 * (stride.detected.stride - stride.reference.stride)
            )
        }
        let low = ((points.map(\.0).min() ?? 0) * 5).rounded(.down) / 5
        let high = ((points.map(\.0).max() ?? 1) * 5).rounded(.up) / 5
        var chart = Chart(
            title: "Stride times against the reference", x: .init("mean of both, s", low, high, step: 0.2, places: 1),
            y: .init("detected − reference, ms", -60, 60, step: 20))
        chart.dots(points, colour: Chart.palette[0])
        if let agreement = Agreement(points.map(\.1)) {
            for (level, isDashed) in [(agreement.low, true), (agreement.bias, false), (agreement.high, true)] {
                chart.line([(low, level), (high, level)], colour: Chart.palette[1], isDashed: isDashed)
            }
        }
        return chart.svg
    }

    /// How many contacts are known after so long.
    private static func latency(_ score: PooledScore) -> String {
        var chart = Chart(
            title: "Time from a contact until it is known", x: .init("ms", 0, 300, step: 50),
            y: .init("share of contacts, %", 0, 100, step: 20))
        let latency = score.latency
        for (index, delays) in [latency.provisional, latency.confirmed].enumerated() where !delays.isEmpty {
            let sorted = delays.map { $0 * 1000 }.sorted()
            let curve = stride(from: 0.0, through: 300, by: 2).map { limit in
                (limit, 100 * Double(sorted.count { $0 <= limit }) / Double(sorted.count))
            }
            chart.line(curve, colour: Chart.palette[index])
        }
        chart.legend([("said", Chart.palette[0]), ("confirmed", Chart.palette[1])])
        return chart.svg
    }

    /// The methods' time errors of initial contacts beside one another.
    private static func methods(_ set: Measured.DataSet) -> String {
        let scored = set.methods.filter { !($0.score.contacts(.initial)?.errors.isEmpty ?? true) }
        var chart = Chart(
            title: "Initial contacts after stroke: time errors by method",
            x: .init("method", 0, Double(max(1, scored.count)), step: 0),
            y: .init("detected − reference, ms", -120, 120, step: 40))
        for (index, method) in scored.enumerated() {
            let errors = (method.score.contacts(.initial)?.errors ?? []).map { $0 * 1000 }
            chart.mark(method.name, at: Double(index) + 0.5)
            chart.box(
                at: Double(index) + 0.5, width: 0.4,
                quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].compactMap { Statistics.quantile(errors, $0) },
                colour: Chart.palette[method.name.hasPrefix(Measured.own) ? 0 : 1])
        }
        return chart.svg
    }
}

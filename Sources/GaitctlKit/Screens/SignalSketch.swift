public import Foundation
public import QueryAPI

/// The shanks' rotation, drawn small: enough to see the rhythm of the steps and which side swings when.
public enum SignalSketch {
    static let seconds = 6.0
    static let columns = 72

    /// The first seconds of an episode, one line per sensor, all to the same scale.
    public static func lines(_ signals: [Signal], from start: Date) -> [String] {
        let curves = signals.map { signal in
            (
                name: Finding.words(printable(signal.placement)),
                rates: signal.angularRateRadps.map { axes in
                    Double(axes.reduce(0) { $0 + $1 * $1 }.squareRoot())
                },
                times: signal.tS.map { $0 + signal.origin.timeIntervalSince(start) }
            )
        }
        let shown = curves.flatMap { curve in
            zip(curve.rates, curve.times).filter { $0.0.isFinite && (0..<seconds).contains($0.1) }.map(\.0)
        }
        guard let top = shown.max(), top > 0 else { return [] }
        let widest = curves.reduce(0) { max($0, width($1.name)) }
        let heading =
            "Speed of rotation over the episode's first \(Numbers.short(seconds)) s "
            + "(full bar \(Numbers.fixed(top * 180 / .pi, 0)) °/s)"
        return ["", heading]
            + curves.map { curve in
                let bars = Sparkline.draw(
                    curve.rates, at: curve.times, over: 0..<seconds, columns: columns, top: top)
                return "  \(curve.name)\(String(repeating: " ", count: widest - width(curve.name)))  \(bars)"
            }
    }
}

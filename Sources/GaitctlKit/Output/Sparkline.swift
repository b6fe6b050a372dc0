/// A signal as a row of small bars.
public enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Draws values over time: each column shows the largest value of its share of the time, scaled from 0 to `top`;
    /// a space where there is none.
    /// - Parameters:
    ///   - times: seconds, one per value.
    ///   - range: the seconds that the columns share.
    public static func draw(
        _ values: [Double], at times: [Double], over range: Range<Double>, columns: Int, top: Double
    ) -> String {
        guard columns > 0, range.lowerBound < range.upperBound else { return "" }
        var peaks = [Double?](repeating: nil, count: columns)
        let scale = Double(columns) / (range.upperBound - range.lowerBound)
        for (value, time) in zip(values, times) where range.contains(time) && value.isFinite {
            let column = min(columns - 1, Int((time - range.lowerBound) * scale))
            peaks[column] = max(peaks[column] ?? 0, value)
        }
        return String(
            peaks.map { peak in
                guard let peak else { return " " }
                let share = top > 0 ? min(max(peak / top, 0), 1) : 0
                return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
            })
    }
}

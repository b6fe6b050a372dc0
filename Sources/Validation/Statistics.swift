/// Order statistics and moments that say nothing where there is nothing: every one is nil without data.
public enum Statistics {
    /// The quantile of sorted or unsorted values, between neighbours by a straight line (Hyndman & Fan 1996, type 7).
    public static func quantile(_ values: [Double], _ share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    public static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }

    public static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Mean of the magnitudes.
    public static func meanMagnitude(_ values: [Double]) -> Double? { mean(values.map(\.magnitude)) }

    public static func rootMeanSquare(_ values: [Double]) -> Double? {
        mean(values.map { $0 * $0 }).map { $0.squareRoot() }
    }

    /// Distance between the quartiles.
    public static func interquartileRange(_ values: [Double]) -> Double? {
        guard let low = quantile(values, 0.25), let high = quantile(values, 0.75) else { return nil }
        return high - low
    }

    /// Standard deviation of a sample (n − 1); nil below two values.
    public static func deviation(_ values: [Double]) -> Double? {
        guard values.count > 1, let mean = mean(values) else { return nil }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    /// 95 % interval of a share of `count` independent trials (Wilson 1927); nil without trials.
    public static func interval(hits: Int, of count: Int) -> ClosedRange<Double>? {
        guard count > 0 else { return nil }
        let (n, z) = (Double(count), 1.96)
        let share = Double(hits) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }
}

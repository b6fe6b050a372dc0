/// How many samples a stretch of time would have held.
public enum MissingSamples {
    /// No single gap counts for more than this: a sensor at 1 kHz that was silent for eleven days.
    public static let most = 1_000_000_000

    /// Samples that lack between two that lie `seconds` apart at a sampling period of `period` s; 0 for what is not a
    /// number and at most `most`, whatever a device or a file claims.
    public static func between(seconds: Double, period: Double) -> Int { clamped((seconds / period).rounded() - 1) }

    /// Samples of a sensor at `rate` Hz in `seconds`.
    public static func within(seconds: Double, rate: Double) -> Int { clamped((seconds * rate).rounded()) }

    private static func clamped(_ count: Double) -> Int { count > 0 ? Int(min(count, Double(most))) : 0 }
}

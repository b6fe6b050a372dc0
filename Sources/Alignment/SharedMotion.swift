/// Finds by how much one sensor's time lies behind another's while both are moved as one body.
///
/// A rigid body has one angular rate; its size is the same in the axes of every sensor on it, wherever it sits. So
/// sensors held together in one hand and turned about show the same curve, and the lag at which two curves agree best
/// is the difference between their constant delays (radio, filters and all). Turning is smooth: the lag is found to a
/// part of a sampling period, where the peak of a knock would be known to about one.
public struct SharedMotion: Sendable {
    /// The size of a sensor's angular rate at a time.
    public struct Turning: Sendable, Equatable, BitwiseCopyable {
        /// s; counts from anywhere, but alike for both sensors.
        public var time: Double
        /// rad/s
        public var rate: Double

        public init(time: Double, rate: Double) {
            self.time = time
            self.rate = rate
        }
    }

    /// Seconds of motion that are compared.
    static let seconds = 8.0
    /// The largest lag that is looked for, s: radios and their hosts delay by some tens of milliseconds
    /// (Bluetooth wearables on one host: 10 to 33 ms).
    static let reach = 0.2
    /// Seconds of readings that are needed of both sensors.
    public static let span = seconds + 2 * reach
    /// The grid of the comparison, s.
    static let step = 0.005
    /// Parts that are compared on their own, for the spread.
    static let parts = 4
    /// Student's t for 95 % with 3 degrees of freedom.
    private static let student = 3.182
    /// No half width is said to be less, s.
    static let finest = 0.5e-3
    /// Curves that agree less were not of one body. Legs that walk agree by less than 0.5 at any such lag.
    static let agreement = 0.9
    /// Standard deviation of the rate below which nothing was turned, rad/s.
    static let motion = 0.5

    /// By how much the second sensor's times lie behind the first's, s.
    public var lag: Double
    /// Half width of its 95 % interval, s, from the lags of its parts.
    public var halfWidth: Double
    /// Correlation of the two curves at the lag.
    public var correlation: Double

    /// Nil where the sensors were not moved as one, or not enough.
    /// - Parameters:
    ///   - first: in order of time; the last `seconds` of what both cover are compared.
    ///   - second: likewise.
    public init?(_ first: [Turning], _ second: [Turning]) {
        guard let a = first.last, let b = second.last, let c = first.first, let d = second.first else { return nil }
        let end = min(a.time, b.time) - Self.reach
        let start = end - Self.seconds
        guard c.time <= start - Self.reach, d.time <= start - Self.reach else { return nil }
        let count = Int(Self.seconds / Self.step)
        let margin = Int(Self.reach / Self.step)
        let still = Self.grid(first, from: start, count: count)
        let sliding = Self.grid(second, from: start - Self.reach, count: count + 2 * margin)
        guard let whole = Self.best(still[...], sliding[...], margin) else { return nil }
        guard whole.correlation >= Self.agreement, Self.deviation(still) >= Self.motion else { return nil }
        var lags: [Double] = []
        let length = count / Self.parts
        for part in 0..<Self.parts {
            let from = part * length
            let found = Self.best(
                still[from..<from + length], sliding[from..<from + length + 2 * margin], margin)
            guard let found, found.correlation >= Self.agreement else { return nil }
            lags.append(found.lag)
        }
        let mean = lags.reduce(0, +) / Double(lags.count)
        let variance = lags.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lags.count - 1)
        lag = whole.lag
        halfWidth = max(Self.finest, Self.student * (variance / Double(lags.count)).squareRoot())
        correlation = whole.correlation
    }

    /// Straight lines between the readings.
    private static func grid(_ turning: [Turning], from start: Double, count: Int) -> [Double] {
        var index = 0
        return (0..<count).map { number in
            let time = start + Double(number) * step
            while index + 2 < turning.count, turning[index + 1].time < time { index += 1 }
            let (a, b) = (turning[index], turning[index + 1])
            let part = b.time > a.time ? min(1, max(0, (time - a.time) / (b.time - a.time))) : 0
            return a.rate + (b.rate - a.rate) * part
        }
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    /// The lag of the largest correlation, between the grid's steps by a parabola; nil at the ends of the reach.
    private static func best(
        _ still: ArraySlice<Double>, _ sliding: ArraySlice<Double>, _ margin: Int
    ) -> (lag: Double, correlation: Double)? {
        let correlations = (0...2 * margin).map { correlation(still, sliding.dropFirst($0)) }
        guard let top = correlations.indices.max(by: { correlations[$0] < correlations[$1] }), top > 0,
            top < 2 * margin
        else { return nil }
        let (before, here, after) = (correlations[top - 1], correlations[top], correlations[top + 1])
        let bend = before - 2 * here + after
        let shift = bend < 0 ? 0.5 * (before - after) / bend : 0
        return ((Double(top - margin) + shift) * step, here)
    }

    /// Pearson's correlation of `a` with the beginning of `b`.
    private static func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
        var (sumA, sumB, sumAA, sumBB, sumAB) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            sumA += x
            sumB += y
            sumAA += x * x
            sumBB += y * y
            sumAB += x * y
        }
        let n = Double(a.count)
        let spread = ((sumAA - sumA * sumA / n) * (sumBB - sumB * sumB / n)).squareRoot()
        return spread > 0 ? (sumAB - sumA * sumB / n) / spread : 0
    }
}

/// Mean and spread of numbers that come one by one (Welford 1962).
public struct Spread: Sendable, Equatable, BitwiseCopyable {
    public var count: Int32
    public var mean: Double
    /// Sum of squared deviations from the mean.
    public var squares: Double

    public init(count: Int32 = 0, mean: Double = 0, squares: Double = 0) {
        self.count = count
        self.mean = mean
        self.squares = squares
    }

    mutating func add(_ value: Double) {
        count += 1
        let deviation = value - mean
        mean += deviation / Double(count)
        squares += deviation * (value - mean)
    }

    /// Degrees of freedom of the spread.
    var freedom: Double { Double(max(0, count - 1)) }
}

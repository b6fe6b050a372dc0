/// A person's own minimal detectable change of a measure, from the means of repeated bouts.
///
/// MDC = 1.96·√2·SEM, where the standard error of measurement is the standard deviation of the same person's means
/// under equal conditions (Weir 2005): a change beyond it is larger than 95 % of the differences between two bouts in
/// which nothing has changed. Bouts of unlike speed do not belong into one value.
public struct DetectableChange: Sendable, Equatable, BitwiseCopyable {
    /// Bouts below which nothing is said.
    public static let minimumBouts = 5

    public private(set) var bouts = 0
    private var runningMean = 0.0
    private var squares = 0.0

    public init() {}

    /// Takes the mean of a bout, in any unit.
    public mutating func take(mean value: Double) {
        guard value.isFinite else { return }
        bouts += 1
        let before = value - runningMean
        runningMean += before / Double(bouts)
        squares += before * (value - runningMean)
    }

    /// The mean of the bouts; nil below the minimum.
    public var mean: Double? { bouts >= Self.minimumBouts ? runningMean : nil }

    /// Standard error of measurement, in the measure's unit.
    public var standardError: Double? {
        bouts >= Self.minimumBouts ? (squares / Double(bouts - 1)).squareRoot() : nil
    }

    /// The minimal detectable change, in the measure's unit.
    public var value: Double? { standardError.map { 1.96 * 2.0.squareRoot() * $0 } }
}

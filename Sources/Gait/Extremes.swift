/// The least and the largest of some values; NaN without any.
struct Extremes: Sendable, BitwiseCopyable {
    private(set) var least = Double.nan
    private(set) var largest = Double.nan

    mutating func include(_ value: Double) {
        // The comparisons are false while there is nothing yet.
        if !(value >= least) { least = value }
        if !(value <= largest) { largest = value }
    }
}

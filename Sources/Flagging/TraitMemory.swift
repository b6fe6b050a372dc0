/// What is remembered of one trait: the blocks of the day at hand, and what the earlier days left.
///
/// Days are kept apart because a person walks a little otherwise on each, and straps the sensors on anew. Blocks of one
/// day tell nothing of that, however many they are.
public struct TraitMemory: Sendable, Equatable, BitwiseCopyable {
    /// Over the blocks of the day at hand.
    public var today = Spread()
    /// Over the means of the earlier days.
    public var days = Spread()
    /// Blocks of the earlier days.
    public var earlierBlocks: Int32 = 0
    /// Sum of squared deviations of the earlier days' blocks from their day's mean.
    public var withinSquares = 0.0

    public init() {}

    /// Degrees of freedom of `withinSquares`.
    var withinFreedom: Double { Double(max(0, earlierBlocks - days.count)) }

    /// The day at hand becomes an earlier one.
    mutating func endDay() {
        guard today.count > 0 else { return }
        days.add(today.mean)
        earlierBlocks += today.count
        withinSquares += today.squares
        today = Spread()
    }
}

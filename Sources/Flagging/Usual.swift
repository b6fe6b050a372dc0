/// How a trait usually is in one person, with what it takes to say that it has changed.
public struct Usual: Sendable, Equatable, BitwiseCopyable {
    public let mean: Double
    /// Of one block about the mean: between days and within them, or within the day at hand.
    private let scatter: Variance
    /// Of a block about its day's mean.
    private let within: Variance
    /// Of the mean of the earlier days; nil within a day.
    private let ofMean: Variance?
    private let blocks: Double

    /// From the earlier days. The days' means scatter by what the person does otherwise from day to day, and a little by
    /// what the day's blocks leave open; a one-way analysis of variance keeps the two apart.
    /// - Parameters:
    ///   - own: the trait.
    ///   - other: the same trait of the other side, which is taken to vary as much: three days of two sides tell twice as
    ///     much of the spread between days as three days of one.
    init?(earlier own: TraitMemory, other: TraitMemory?) {
        let (days, blocks) = (Double(own.days.count), Double(own.earlierBlocks))
        let between = Variance(
            squares: own.days.squares + (other?.days.squares ?? 0),
            freedom: own.days.freedom + (other?.days.freedom ?? 0))
        guard own.days.count >= Baseline.neededDays, own.earlierBlocks >= Baseline.needed, let between
        else { return nil }
        mean = own.days.mean
        // Without two blocks on any day the days' own spread, which holds that of the blocks, stands in.
        within =
            Variance(
                squares: own.withinSquares + (other?.withinSquares ?? 0),
                freedom: own.withinFreedom + (other?.withinFreedom ?? 0)) ?? between
        // A day's mean has averaged its blocks; what they lose by that is put back.
        scatter = between + within * (1 - days / blocks)
        ofMean = between * (1 / days)
        self.blocks = blocks
    }

    /// From the blocks of the day at hand: for comparing that day with itself.
    init?(today: Spread) {
        guard today.count >= Baseline.needed, let spread = Variance(squares: today.squares, freedom: today.freedom)
        else { return nil }
        (mean, scatter, within, ofMean) = (today.mean, spread, spread, nil)
        blocks = Double(today.count)
    }

    /// Standard deviation of a block.
    public var deviation: Double { scatter.value.squareRoot() }

    /// The smallest change between two blocks that is not the person's own variation: t·√2·SEM with the standard error
    /// of measurement taken as the spread of blocks (Weir 2005, eq. for MD, which has 1.96 for t), and Student's t
    /// because that spread itself is known from few days.
    public var detectableChange: Double { 2.0.squareRoot() * scatter.halfWidth }

    /// Half the width of the 95 % interval of a change: what the window's pairs leave open of how the person walks now,
    /// and what the days (or the day's blocks) leave open of how the person usually walks.
    /// - Parameter pairs: of the window.
    func halfWidth(pairs: Int) -> Double {
        let window = Double(Baseline.pairsInBlock) / Double(pairs)
        guard let ofMean else { return (within * (window + 1 / blocks)).halfWidth }
        return (within * window + ofMean).halfWidth
    }
}

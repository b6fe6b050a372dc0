/// How surely contacts read off a leg's motion tell two unequal legs apart.
///
/// A contact lies beside its features by some way that differs between people. On equal legs it cancels. Where one leg
/// swings for longer than the other, an index of their times is off by what that way makes of it, however many strides it
/// rests on; so the interval of an index holds it beside what the strides' own spread brings (a type B evaluation, JCGM
/// 100:2008, 4.3).
public enum ContactSpread {
    /// Standard deviation between people of initial contacts' place, and of the way between final and initial ones', as
    /// shares of the swing time: over the 24 legs after stroke of `StrokeTests`, the medians of whose errors they are of.
    /// Rounded down, since the reference's own error is in them.
    public static let initial = 0.019
    public static let stance = 0.030
    /// How much of the variance goes with the swing. A contact is the mean of what two features say (`ShankContacts`):
    /// crossings lie beside it by a share of the swing, impacts by a time. Between those legs crossings spread by 11 ms
    /// (IC) and 16 ms (FC), impacts by 7 and 8 ms, in squares about three to one.
    static let proportional = 0.75

    /// What it brings to the half width of an index' 95 % interval, in percent of the index.
    /// - Parameters:
    ///   - times: means of the compared times, left and right, s.
    ///   - swings: mean swing times, left and right, s.
    static func halfWidth(_ quantity: StrideQuantity, times: SIMD2<Double>, swings: SIMD2<Double>) -> Double {
        let same = SIMD2(repeating: 0.5 * swings.sum())
        let variance =
            proportional * variance(quantity, times: times, places: swings)
            + (1 - proportional) * variance(quantity, times: times, places: same)
        return 1.96 * variance.squareRoot()
    }

    /// Variance of an index where contacts lie beside their features by shares of these times, left and right, s.
    private static func variance(
        _ quantity: StrideQuantity, times: SIMD2<Double>, places: SIMD2<Double>
    ) -> Double {
        switch quantity {
        case .stepTime:
            // One side's step gains what the other's loses.
            let difference = places.x - places.y
            return square(initial * slope(times, gains: SIMD2(difference, -difference)))
        case .stanceTime, .swingTime:
            // Both end with the one contact and begin with the other; which one does not matter to a square.
            return square(stance * slope(times, gains: places))
        default:
            return 0
        }
    }

    /// The symmetry index' derivative where the times grow by these gains, percent.
    private static func slope(_ times: SIMD2<Double>, gains: SIMD2<Double>) -> Double {
        let mean = 0.5 * times.sum()
        return 100 / mean * (gains.x - gains.y - (times.x - times.y) / mean * 0.5 * gains.sum())
    }

    private static func square(_ value: Double) -> Double { value * value }
}

/// How surely contacts read off a leg's motion tell two unequal legs apart.
///
/// A contact lies beside its features by a share of the swing (see `ShankContacts`), and that share differs between
/// people. On equal legs it cancels. Where one leg swings for longer than the other, an index of their times is off by
/// what the share's error makes of it, however many strides it rests on; so the interval of an index holds it beside what
/// the strides' own spread brings (a type B evaluation, JCGM 100:2008, 4.3).
public enum ContactSpread {
    /// Standard deviation between people of initial and of final contacts' place, as a share of the swing time: of each
    /// of the 24 legs after stroke of `StrokeTests` the median error. The reference's own error is in it.
    public static let initial = 0.019
    public static let final = 0.026

    /// What it brings to the half width of an index' 95 % interval, in percent of the index.
    /// - Parameters:
    ///   - times: means of the compared times, left and right, s.
    ///   - swings: mean swing times, left and right, s.
    static func halfWidth(_ quantity: StrideQuantity, times: SIMD2<Double>, swings: SIMD2<Double>) -> Double {
        switch quantity {
        case .stepTime:
            // One side's step gains what the other's loses.
            let difference = swings.x - swings.y
            return 1.96 * initial * slope(times, gains: SIMD2(difference, -difference)).magnitude
        case .stanceTime:
            return 1.96 * (initial * initial + final * final).squareRoot() * slope(times, gains: swings).magnitude
        default:
            // Swing times that are all off by one share have the same index.
            return 0
        }
    }

    /// The symmetry index' derivative where the times grow by these gains, percent.
    private static func slope(_ times: SIMD2<Double>, gains: SIMD2<Double>) -> Double {
        let mean = 0.5 * times.sum()
        return 100 / mean * (gains.x - gains.y - (times.x - times.y) / mean * 0.5 * gains.sum())
    }
}

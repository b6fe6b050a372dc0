/// The limits that rules flag beyond: published healthy limits, visible and changeable in the configuration.
public struct Thresholds: Sendable, Equatable, BitwiseCopyable {
    /// Symmetry index of step time, %. 10 % is the customary alarm (Robinson et al. 1987), and lies above the 95th
    /// percentile of single short walks of healthy people.
    public var stepTimePercent = 10.0
    /// Symmetry index of stance time, %. Healthy stance ratios reach 1.05 (Patterson et al. 2010), which is 4.9 %; the
    /// customary 10 % stands on top of that because a shank unit places final contacts with person-dependent offsets.
    public var stanceTimePercent = 10.0
    /// Symmetry index of swing time, %. Healthy swing ratios reach 1.06 (Patterson et al. 2010), 5.8 %; swing is the
    /// shorter phase, so the same timing offset weighs more in it.
    public var swingTimePercent = 15.0
    /// Difference of the pronation proxy between the sides, degrees. There is no published limit for the proxy.
    public var pronationProxyDegrees = 5.0
    /// Stride pairs needed before a rule may flag: indices want at least 20 strides a side.
    public var minimumPairs = 20

    public init() {}
}

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

    /// The least change of a symmetry index against the person's own baseline, points. A change must also pass what the
    /// person's own variation can bring; below half the customary alarm it would still be small talk.
    public var indexChangePoints = 5.0
    /// The least change of the pronation proxy against the baseline, degrees; there is no published limit.
    public var pronationChangeDegrees = 2.0
    /// The least change of a knee or shank angle, degrees: below the repeatability of such angles between days
    /// (Kesar et al. 2011 report minimal detectable changes of the knee from 3.8° on).
    public var kneeChangeDegrees = 4.0
    /// The least change of a pelvic or lumbar angle, degrees: the frontal error of one lumbar unit against optics is
    /// 2.7–4.5° (Bolink et al. 2016), most of it constant.
    public var lumbarChangeDegrees = 2.0

    public init() {}
}

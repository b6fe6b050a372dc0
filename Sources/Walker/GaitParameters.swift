public import IMU

/// How the synthetic body walks. The defaults are a healthy adult at a comfortable speed and exactly even: nothing
/// but chance tells left from right. Angles in degrees, as gait tables (Perry; Winter) give them.
public struct GaitParameters: Sendable, Equatable {
    /// Steps of both feet per minute, 60–140.
    public var cadence = 108.0
    /// Mean of both sides' stance time over stride time.
    public var stanceFraction = 0.62
    /// Symmetry index of step time, 100·(L−R)/(½(L+R)); the left step ends with the left foot's initial contact.
    public var stepTimeSymmetryIndexPercent = 0.0
    /// Symmetry index of stance time.
    public var stanceTimeSymmetryIndexPercent = 0.0
    /// Standard deviation of a step time from step to step, s.
    public var stepTimeDeviation = 0.012
    /// Standard deviation of a stance time beyond what the step times cause, s.
    public var stanceTimeDeviation = 0.009
    /// Distance between two initial contacts of a foot, m: scales the excursions of hip and shank.
    public var strideLength = 1.30
    /// Share of swing until the shank stops going back. This and the next are the medians of the legs after stroke that
    /// `StrokeTests` read.
    public var backwardShare = 0.15
    /// Share of what is left of swing until the shank stops going forward.
    public var forwardShare = 0.92
    /// Greatest knee flexion in swing.
    public var kneeSwingPeakDegrees = PerSide(both: 60.0)
    /// Greatest knee flexion in loading response, counted from full extension.
    public var kneeLoadingDegrees = PerSide(both: 16.0)
    /// Knee flexion at initial contact: larger where the knee is not straightened in terminal swing.
    public var kneeAtContactDegrees = PerSide(both: 5.0)
    /// Internal rotation of the tibia from initial contact to its maximum in early stance: a proxy of pronation.
    public var tibialRotationDegrees = PerSide(both: 7.0)
    /// Standard deviation of that excursion from stride to stride.
    public var tibialRotationDeviation = 0.7
    /// Drop of the pelvis towards the other side in this side's single stance.
    public var pelvicDropDegrees = PerSide(both: 4.5)
    /// Lean of the trunk and pelvis to the left while walking; negative to the right.
    public var lateralLeanDegrees = 0.0
    /// Pelvic rotation about the vertical to either side.
    public var pelvicRotationDegrees = 4.0
    /// Pelvic tilt swing, twice per stride, to either side.
    public var pelvicTiltDegrees = 1.2
    /// Forward inclination of the lumbar unit in standing and walking.
    public var lumbarInclinationDegrees = 8.0
    /// Forward inclination of the lumbar unit in sitting.
    public var sittingInclinationDegrees = 24.0
    /// Rise and fall of the pelvis, lowest to highest, m.
    public var pelvicExcursion = 0.038
    /// Peak of the shock at initial contact on the shank, m/s² (the fast part; slower wobble comes on top).
    public var shock = 28.0
    /// Slow sway of the quiet body, degrees to either side; 0 gives a statue.
    public var swayDegrees = 0.25

    public init() {}

    /// An uneven walk after an ache in one leg: that leg is relieved, so its stance is shorter and its step longer.
    /// Both double supports stay equal, which ties the stance index to the step index: SI(stance) = −SI(step)·½/stance
    /// fraction.
    /// - Parameter sizePercent: the magnitude of the step-time symmetry index.
    public mutating func limp(_ side: Side, sizePercent: Double) {
        stepTimeSymmetryIndexPercent = side == .left ? sizePercent : -sizePercent
        stanceTimeSymmetryIndexPercent = -stepTimeSymmetryIndexPercent * 0.5 / stanceFraction
    }

    /// Mean stride time, s.
    public var strideTime: Double { 120 / cadence }

    /// Mean step time, s: the step that ends with that foot's initial contact.
    public func stepTime(_ side: Side) -> Double {
        strideTime / 2 * (1 + (side == .left ? 1 : -1) * stepTimeSymmetryIndexPercent / 200)
    }

    /// Mean stance time, s.
    public func stanceTime(_ side: Side) -> Double {
        strideTime * stanceFraction * (1 + (side == .left ? 1 : -1) * stanceTimeSymmetryIndexPercent / 200)
    }

    /// Mean swing time, s.
    public func swingTime(_ side: Side) -> Double { strideTime - stanceTime(side) }

    /// Mean time from this foot's initial contact to the other foot's final contact, s.
    public func doubleSupport(after side: Side) -> Double { stanceTime(side.opposite) - stepTime(side) }

    /// Throws where no body walks like that.
    public func validate() throws(WalkerError) {
        try check("cadence", cadence, 60...140, "steps/min")
        try check("stance fraction", stanceFraction, 0.52...0.75, "")
        try check("step-time deviation", stepTimeDeviation, 0...0.05, "s")
        try check("stance-time deviation", stanceTimeDeviation, 0...0.05, "s")
        try check("stride length", strideLength, 0.5...1.8, "m")
        try check("tibial rotation deviation", tibialRotationDeviation, 0...5, "deg")
        try check("backward share of swing", backwardShare, 0.05...0.3, "")
        try check("forward share of swing", forwardShare, 0.84...0.985, "")
        try check("lateral lean", lateralLeanDegrees, -20...20, "deg")
        try check("shock", shock, 0...100, "m/s²")
        for side in Side.allCases {
            try check("knee swing peak", kneeSwingPeakDegrees[side], 30...75, "deg")
            try check("knee loading", kneeLoadingDegrees[side], 0...30, "deg")
            try check("knee at contact", kneeAtContactDegrees[side], 0...25, "deg")
            try check("tibial rotation", tibialRotationDegrees[side], 0...25, "deg")
            try check("pelvic drop", pelvicDropDegrees[side], 0...15, "deg")
            try check("mean swing time, \(side.name)", swingTime(side), 0.22...1.2, "s")
            try check("mean double support after \(side.name) contact", doubleSupport(after: side), 0.04...0.6, "s")
        }
    }

    private func check(
        _ name: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String
    ) throws(WalkerError) {
        guard range.contains(value) else {
            throw WalkerError.outOfRange(name: name, value: value, range: range, unit: unit)
        }
    }
}

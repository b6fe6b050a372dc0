import Glibc
import IMU

/// The angles and times that one step's leg motion must meet: from the stance before it, over its swing, to contact.
struct StepShape {
    let step: WalkPlan.Step
    /// Length of the stance before lift-off, s.
    let stanceBefore: Double
    /// Hip angle at its most extended and most flexed, rad.
    let thighBack: Double
    let thighForward: Double
    /// Shank angle at its backmost (knee flexion's peak) and at the trough of contact, rad.
    let shankBack: Double
    let shankForward: Double
    /// The shank rate's troughs beside the two contacts, s. Low-passed, that of push-off lies 20 ms before the contact, as
    /// on the legs after stroke that `StrokeTests` read.
    let finalTrough: Double
    let initialTrough: Double
    /// When the shank stops going back, s.
    let backmost: Double
    /// Share of what is left of the swing until the shank stops going forward.
    let forwardShare: Double
    /// Slope of the shank's rate then, rad/s².
    let backmostSlope: Double
    /// Share of stance between the most extended hip and lift-off.
    let hipLead: Double
    /// Factor on the shank's rates in push-off.
    let pushOffRate: Double
    /// Factor on the shank's rates: faster and longer steps swing faster.
    let rate: Double
    /// The shank rate's trough at contact, rad/s: the drop through loading response begins at its fastest, so that
    /// contact shows as one clear trough whatever the timing of the stance.
    let contactRate: Double
    /// End of loading response, s, and the shank's angle then, rad; nil where the foot stays down.
    let loaded: (time: Double, shank: Double)?

    init(
        step: WalkPlan.Step, next: WalkPlan.Step?, stanceBefore: Double, side: Side, styles: StepStyles,
        troughs: (initial: Double, final: Double)
    ) {
        let style = styles[step.manner]
        let parameters = style.parameters
        self.step = step
        self.stanceBefore = stanceBefore
        hipLead = style.hipLead
        let swing = step.contact - step.liftOff
        let reach = step.reach
        let rate = (0.25 + 0.75 * reach) * (parameters.strideLength / 1.3).squareRoot() * 0.42 / swing
        self.rate = rate
        finalTrough = step.liftOff + troughs.final
        initialTrough = step.contact + troughs.initial
        backmost = step.liftOff + style.backShare * swing
        forwardShare = parameters.forwardShare
        backmostSlope = 40 * rate * rate / max(reach, 0.2)
        let thighBack = Self.thighBack(reach: reach, style)
        self.thighBack = thighBack
        let thighForward =
            style.hipForwardDegrees * Units.radiansPerDegree * style.hipLength / 1.3 * reach
        self.thighForward = thighForward
        let (from, to) = (step.liftOff - style.hipLead * stanceBefore, step.contact - 0.06)
        let thighThen = thighBack + (thighForward - thighBack) * Self.halfCosine((backmost - from) / (to - from))
        let peak = parameters.kneeSwingPeakDegrees[side] * Units.radiansPerDegree * (0.4 + 0.6 * min(1, reach))
        shankBack = thighThen - peak
        pushOffRate = Self.pushOffRate(
            style, otherwise: rate, back: backmost - finalTrough, slope: backmostSlope, to: shankBack)
        shankForward = thighForward - parameters.kneeAtContactDegrees[side] * Units.radiansPerDegree
        guard let next else {
            contactRate = -2.8 * rate
            loaded = nil
            return
        }
        let stance = next.liftOff - step.contact
        let end = step.contact + style.loadingShare * stance
        let back = Self.thighBack(reach: next.reach, styles[next.manner])
        let share = Self.halfCosine((end - step.contact + 0.06) / ((1 - style.hipLead) * stance + 0.06))
        let knee = parameters.kneeLoadingDegrees[side] * Units.radiansPerDegree * min(1, reach)
        let angle = thighForward + (back - thighForward) * share - knee
        loaded = (end, angle)
        contactRate = min(-2.8 * rate, -1.5 * (shankForward - angle) / (end - initialTrough))
    }

    /// The most extended hip angle of a step with that reach, rad.
    private static func thighBack(reach: Double, _ style: StepStyle) -> Double {
        style.hipBackDegrees * Units.radiansPerDegree * style.hipLength / 1.3 * (0.3 + 0.7 * reach)
    }

    /// The factor on the rates of push-off that brings the shank to the style's angle as the foot leaves.
    /// - Parameters:
    ///   - back: from the foot's leaving until the shank stops going back, s.
    ///   - slope: of the rate then, rad/s².
    ///   - target: the shank's angle then, rad.
    private static func pushOffRate(
        _ style: StepStyle, otherwise rate: Double, back: Double, slope: Double, to target: Double
    ) -> Double {
        guard let degrees = style.shankAtLiftOffDegrees else { return rate }
        let drop = target - degrees * Units.radiansPerDegree
        return max(0.5 * rate, -2 * (drop + slope * back * back / 12) / back / 3.2)
    }

    static func halfCosine(_ u: Double) -> Double { 0.5 * (1 - cos(.pi * min(max(u, 0), 1))) }
}

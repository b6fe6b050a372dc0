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
    /// The shank rate's troughs beside the two contacts, a few milliseconds off as in real recordings, s.
    let finalTrough: Double
    let initialTrough: Double
    /// When the shank stops going back, s.
    let backmost: Double
    /// Factor on the shank's rates: faster and longer steps swing faster.
    let rate: Double
    /// The shank rate's trough at contact, rad/s: the drop through loading response begins at its fastest, so that
    /// contact shows as one clear trough whatever the timing of the stance.
    let contactRate: Double
    /// End of loading response, s, and the shank's angle then, rad; nil where the foot stays down.
    let loaded: (time: Double, shank: Double)?

    init(
        step: WalkPlan.Step, next: WalkPlan.Step?, stanceBefore: Double, side: Side, parameters: GaitParameters,
        troughs: (initial: Double, final: Double)
    ) {
        self.step = step
        self.stanceBefore = stanceBefore
        let swing = step.contact - step.liftOff
        let reach = step.reach
        rate = (0.25 + 0.75 * reach) * (parameters.strideLength / 1.3).squareRoot() * 0.42 / swing
        finalTrough = step.liftOff + troughs.final
        initialTrough = step.contact + troughs.initial
        // As on the legs after stroke that `StrokeTests` read.
        backmost = step.liftOff + 0.15 * swing
        thighBack = Self.thighBack(reach: reach, parameters: parameters)
        thighForward = 24 * Units.radiansPerDegree * parameters.strideLength / 1.3 * reach
        let (from, to) = (step.liftOff - 0.24 * stanceBefore, step.contact - 0.06)
        let thighThen = thighBack + (thighForward - thighBack) * Self.halfCosine((backmost - from) / (to - from))
        let peak = parameters.kneeSwingPeakDegrees[side] * Units.radiansPerDegree * (0.4 + 0.6 * min(1, reach))
        shankBack = thighThen - peak
        shankForward = thighForward - parameters.kneeAtContactDegrees[side] * Units.radiansPerDegree
        guard let next else {
            contactRate = -2.8 * rate
            loaded = nil
            return
        }
        let stance = next.liftOff - step.contact
        let end = step.contact + 0.27 * stance
        let back = Self.thighBack(reach: next.reach, parameters: parameters)
        let share = Self.halfCosine((end - step.contact + 0.06) / (0.76 * stance + 0.06))
        let knee = parameters.kneeLoadingDegrees[side] * Units.radiansPerDegree * min(1, reach)
        let angle = thighForward + (back - thighForward) * share - knee
        loaded = (end, angle)
        contactRate = min(-2.8 * rate, -1.5 * (shankForward - angle) / (end - initialTrough))
    }

    /// The most extended hip angle of a step with that reach, rad.
    static func thighBack(reach: Double, parameters: GaitParameters) -> Double {
        -12 * Units.radiansPerDegree * parameters.strideLength / 1.3 * (0.3 + 0.7 * reach)
    }

    static func halfCosine(_ u: Double) -> Double { 0.5 * (1 - cos(.pi * min(max(u, 0), 1))) }
}

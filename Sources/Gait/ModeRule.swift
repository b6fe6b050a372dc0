import IMU

/// Tells running and stairs from walking, stride by stride.
///
/// Doubt counts as walking: a stride is set apart only where its own motion says so. A kerb is one stride and no matter.
enum ModeRule {
    /// What is known of a stride; NaN where unknown.
    struct Evidence: Sendable {
        /// IC to IC, s.
        var strideTime: Double
        /// Share of the stride that the foot stands, the mean of both feet where both are known.
        var dutyFactor = Double.nan
        /// The least specific force of the trunk, m/s².
        var leastForce = Double.nan
        /// The shank's largest forward rate, rad/s.
        var swingPeak = Double.nan
        /// Of the ankle over the stride.
        var way = StridePath.Way.unknown
        /// What the foot seems to climb on the level, m/s.
        var apparentClimb = ApparentClimb.usual
    }

    /// A gait whose feet stand for less than half of the stride is a run: no time is left in which both stand
    /// (Hildebrand 1976). A shank shows final contacts up to some 50 ms
    /// late, which is 0.05 of a run's stride.
    static let runningDuty = 0.55
    /// People change from walking to running at 135 to 140 steps/min (Hum Mov Sci 2023; 90: 103117); 130 leaves room for
    /// slow runners. A slower stride with a short stance is that of a foot that is spared.
    static let longestRunningStride = 120 / 130.0
    /// In flight nothing but gravity acts, and the trunk's specific force comes near nil. In the fast strides of people
    /// who walk it stays above 0.39 of gravity; in slower ones it has come down to 0.27.
    static let flightForce = 0.4 * Units.standardGravity
    /// Without contacts by a shank the trunk has to say it alone.
    static let flightForceAlone = 0.25 * Units.standardGravity
    /// The specific force is the mean over this long, s: shorter than a run's flight, longer than a sensor's ringing.
    static let flightWindow = 0.06
    /// Without a trunk unit: a run swings the shank faster than any walk, rad/s. This project's own; the fastest swing of
    /// twelve walks was 8.7 rad/s.
    static let runningSwing = 9.0
    /// A stride over two risers of a stair goes up or down 0.3 to 0.4 m, m.
    static let leastRise = 0.15
    /// The rise's error is that of a velocity times the stride's time, so slow strides have to rise by more, m/s.
    static let leastClimb = 0.1
    /// Rise over way along the ground. Stairs have 0.5 and more, the strides onto them and off them half of that; ramps
    /// have 0.08.
    static let leastSlope = 0.25

    static func mode(_ evidence: Evidence) -> GaitMode {
        if isRunning(evidence) { return .running }
        let rise = evidence.way.rise - evidence.apparentClimb * evidence.strideTime
        let least = max(leastRise, leastClimb * evidence.strideTime)
        guard abs(rise) > max(least, leastSlope * evidence.way.length) else { return .walking }
        return rise > 0 ? .stairsUp : .stairsDown
    }

    private static func isRunning(_ evidence: Evidence) -> Bool {
        guard evidence.strideTime < longestRunningStride else { return false }
        if evidence.dutyFactor.isNaN { return evidence.leastForce < flightForceAlone }
        guard evidence.dutyFactor < runningDuty else { return false }
        return evidence.leastForce.isNaN ? evidence.swingPeak > runningSwing : evidence.leastForce < flightForce
    }
}

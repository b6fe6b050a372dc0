public import IMU

/// A synthetic body with known truth: a script of standing, walking, turning, running, stairs and sitting, drawn from a
/// seed.
///
/// Everything is a smooth function of time: where each segment is and how it is turned. Angular rate and specific
/// force follow from that motion at the sensor's place, as in a real sensor, plus the shocks of the contacts.
///
/// Segment frame, in upright standing: X forward, Y left, Z up (along the segment). So a shank that swings forward
/// turns about −Y, a pelvis whose left side rises about +X, a body that turns left about +Z.
public struct Walker: Sendable {
    public let parameters: GaitParameters
    public let script: [Activity]
    public let seed: UInt64
    /// What really happens.
    public private(set) var truth: WalkTruth
    /// The placements that the body can carry sensors at.
    public static let placements: [Placement] = [.leftShank, .rightShank, .lumbar, .leftThigh, .rightThigh]

    let pelvis: PelvisMotion
    let legs: PerSideLegs
    /// Where the feet stand flat.
    var footholds = PerSide<[Foothold]>(both: [])
    /// Phases of the slow sway, rad.
    let swayPhases: SIMD4<Double>

    struct PerSideLegs: Sendable {
        let left: LegMotion
        let right: LegMotion
        subscript(side: Side) -> LegMotion { side == .left ? left : right }
    }

    /// Plans the whole script. Equal arguments give an equal walk.
    /// - Throws: ``WalkerError`` where the parameters describe no possible walk or the script no possible course.
    public init(_ parameters: GaitParameters = .init(), script: [Activity], seed: UInt64) throws(WalkerError) {
        try parameters.validate()
        try Activity.validate(script)
        self.parameters = parameters
        self.script = script
        self.seed = seed
        let plan = WalkPlan(parameters, script: script, seed: seed)
        truth = plan.truth
        pelvis = PelvisMotion(plan: plan, parameters: parameters)
        legs = PerSideLegs(
            left: LegMotion(side: .left, plan: plan, seed: seed),
            right: LegMotion(side: .right, plan: plan, seed: seed))
        var draw = WalkerRandom(seed: seed, purpose: 2)
        swayPhases = [draw.unit(), draw.unit(), draw.unit(), draw.unit()] * (2 * .pi)
        for side in Side.allCases { place(side, plan: plan) }
    }

    /// Finds where the feet stand, and how far apart.
    private mutating func place(_ side: Side, plan: WalkPlan) {
        var found = Walker.footholds(side, plan: plan, pelvis: pelvis)
        var sensor = BodySensor(walker: self, placement: side == .left ? .leftShank : .rightShank)
        let ankle = Foothold.ankle(left: side == .left ? 1 : -1)
        for index in found.indices {
            let pose = sensor.pose(at: found[index].middle)
            found[index].ankle = pose.position + pose.orientation.rotate(ankle)
        }
        footholds[side] = found
        truth.setStrideLengths(side, footholds: found)
    }

    /// Seconds from the first instant to the last.
    public var duration: Double { truth.duration }

    /// A view of the moving body from one place on it.
    /// - Throws: where the body has no such segment.
    public func sensor(_ placement: Placement) throws(WalkerError) -> BodySensor {
        guard Walker.placements.contains(placement) else { throw .noSuchSegment(name: placement.name) }
        return BodySensor(walker: self, placement: placement)
    }

    /// A sensor with its faults, as a stream of readings at its own rate.
    public func stream(_ placement: Placement, model: SensorModel = .init()) throws(WalkerError) -> SensorStream {
        SensorStream(sensor: try sensor(placement), model: model)
    }
}

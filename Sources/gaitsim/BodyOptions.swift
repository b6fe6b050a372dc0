import ArgumentParser
import IMU
import Walker

/// How the synthetic body walks and what it does.
struct BodyOptions: ParsableArguments {
    @Option(help: "Names the walk: equal seeds give equal walks.")
    var seed: UInt64 = 1

    @Option(
        help: """
            What the body does, such as "stand 5, walk 60, turn 180, run 30, upstairs 10, walk 9, downstairs 10, sit 20"; \
            replaces the next three.
            """)
    var script: String?

    @Option(help: "Seconds of walking, turns included.")
    var duration = 60.0

    @Option(help: "Seconds of standing before the walk.")
    var stand = 5.0

    @Option(help: "Seconds between turns of 180°, to the left and to the right by turns.")
    var turnEvery: Double?

    @Option(help: "Steps per minute.")
    var cadence: Double?

    @Option(help: "Stride length, m.")
    var strideLength: Double?

    @Option(help: "Stance time over stride time.")
    var stanceFraction: Double?

    @Option(help: "Symmetry index of step time, percent; positive: the left step is longer.")
    var stepTimeSi: Double?

    @Option(help: "Symmetry index of stance time, percent; positive: the left stance is longer.")
    var stanceSi: Double?

    @Option(help: "Standard deviation of the step time, s.")
    var stepTimeSd: Double?

    @Option(help: "A limp that relieves this leg: shorter stance, longer step. Takes --size.")
    var limp: Side?

    @Option(help: "Size of the limp: the magnitude of the step-time symmetry index, percent.")
    var size = 15.0

    @Flag(help: "An even walk, whatever the other options of asymmetry say.")
    var even = false

    @Option(help: "Internal rotation of the left tibia in early stance, degrees.")
    var tibialRotationLeft: Double?

    @Option(help: "Internal rotation of the right tibia in early stance, degrees.")
    var tibialRotationRight: Double?

    @Option(help: "Drop of the pelvis in left single stance, degrees.")
    var pelvicDropLeft: Double?

    @Option(help: "Drop of the pelvis in right single stance, degrees.")
    var pelvicDropRight: Double?

    @Option(help: "Knee flexion at left contact, degrees.")
    var kneeAtContactLeft: Double?

    @Option(help: "Knee flexion at right contact, degrees.")
    var kneeAtContactRight: Double?

    @Option(help: "Knee flexion of the left loading response, degrees.")
    var kneeLoadingLeft: Double?

    @Option(help: "Knee flexion of the right loading response, degrees.")
    var kneeLoadingRight: Double?

    @Option(help: "Forward inclination of the lumbar unit in sitting, degrees.")
    var sittingInclination: Double?

    /// The body that the options describe.
    func walker() throws -> Walker {
        var parameters = GaitParameters()
        func set<Value>(_ path: WritableKeyPath<GaitParameters, Value>, _ value: Value?) {
            if let value { parameters[keyPath: path] = value }
        }
        set(\.cadence, cadence)
        set(\.strideLength, strideLength)
        set(\.stanceFraction, stanceFraction)
        set(\.stepTimeDeviation, stepTimeSd)
        set(\.sittingInclinationDegrees, sittingInclination)
        if !even {
            if let limp { parameters.limp(limp, sizePercent: size) }
            set(\.stepTimeSymmetryIndexPercent, stepTimeSi)
            set(\.stanceTimeSymmetryIndexPercent, stanceSi)
            set(\.tibialRotationDegrees.left, tibialRotationLeft)
            set(\.tibialRotationDegrees.right, tibialRotationRight)
            set(\.pelvicDropDegrees.left, pelvicDropLeft)
            set(\.pelvicDropDegrees.right, pelvicDropRight)
            set(\.kneeAtContactDegrees.left, kneeAtContactLeft)
            set(\.kneeAtContactDegrees.right, kneeAtContactRight)
            set(\.kneeLoadingDegrees.left, kneeLoadingLeft)
            set(\.kneeLoadingDegrees.right, kneeLoadingRight)
        }
        return try Walker(parameters, script: try activities(), seed: seed)
    }

    private func activities() throws -> [Activity] {
        if let script { return try Activity.script(script) }
        var activities: [Activity] = stand > 0 ? [.stand(seconds: stand)] : []
        var left = duration
        var degrees = 180.0
        if let turnEvery, turnEvery >= 1 {
            while left > turnEvery + Activity.turn(degrees: degrees).duration + 1 {
                activities += [.walk(seconds: turnEvery), .turn(degrees: degrees)]
                left -= turnEvery + Activity.turn(degrees: degrees).duration
                degrees = -degrees
            }
        }
        activities.append(.walk(seconds: left))
        activities.append(.stand(seconds: 2))
        return activities
    }
}

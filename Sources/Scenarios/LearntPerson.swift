import Flagging
import IMU
import Pipeline
import Walker

/// A person whose walking gaitd has learnt: three sessions of two bouts each, the sensors strapped on anew for each
/// session, in which the person walks a little otherwise than in the last.
struct LearntPerson {
    static let sessions = 3
    private static let bout = 75.0
    /// Standard deviations between sessions: of cadence and stride length, as a share; of the tibial rotation and the
    /// pelvic drop of a side, degrees.
    private static let pace = 0.02
    private static let angle = 0.5

    private(set) var player: KitPlayer
    /// What was said while it was learnt.
    private(set) var learning = WalkRecord()
    /// How long that took, s.
    private(set) var seconds = 0.0
    private let conditions: Conditions
    private var draw: WalkerRandom

    init(_ conditions: Conditions) throws(WalkerError) {
        self.conditions = conditions
        draw = WalkerRandom(seed: conditions.seed, purpose: 74)
        player = KitPlayer(conditions)
        for session in 0..<Self.sessions {
            if session > 0 { player.strapAnew(using: &draw) }
            let walker = try Walker(
                day(),
                script: [
                    .stand(seconds: 5), .walk(seconds: Self.bout), .stand(seconds: 6), .walk(seconds: Self.bout),
                    .stand(seconds: 5),
                ], seed: conditions.seed &+ 1_000_000 &* UInt64(session))
            try play(walker, &player, &learning)
            seconds += walker.duration
        }
    }

    /// Whether rules may compare with what was learnt.
    var isLearnt: Bool { player.pipeline.baseline.isComplete }

    /// Another session, from here on and beside others: the learnt state stays as it is.
    /// - Parameters:
    ///   - number: names it.
    ///   - change: how the person walks otherwise.
    /// - Returns: what was said, when the walk began, s, and the walk.
    func walk(
        _ number: UInt64, seconds: Double, _ change: (inout GaitParameters) -> Void
    ) throws(WalkerError) -> (record: WalkRecord, start: Double, walker: Walker) {
        var branch = self
        branch.draw = WalkerRandom(seed: conditions.seed, purpose: 75 + number)
        branch.player.strapAnew(using: &branch.draw)
        var parameters = branch.day()
        change(&parameters)
        let walker = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: seconds), .stand(seconds: 5)],
            seed: conditions.seed &+ 1_000_000 &* (number + 10))
        var record = WalkRecord()
        let start = branch.player.now
        try branch.play(walker, &branch.player, &record)
        return (record, start, walker)
    }

    private func play(
        _ walker: Walker, _ player: inout KitPlayer, _ record: inout WalkRecord
    ) throws(WalkerError) {
        try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
    }

    /// How the person walks on one day.
    private mutating func day() -> GaitParameters {
        var parameters = conditions.parameters
        func near(_ value: Double, _ share: Double, _ range: ClosedRange<Double>) -> Double {
            min(max(value * (1 + share * draw.normal()), range.lowerBound), range.upperBound)
        }
        parameters.cadence = near(parameters.cadence, Self.pace, 60...140)
        parameters.strideLength = near(parameters.strideLength, Self.pace, 0.5...1.8)
        for side in Side.allCases {
            parameters.tibialRotationDegrees[side] += Self.angle * draw.normal()
            parameters.pelvicDropDegrees[side] += Self.angle * draw.normal()
        }
        return parameters
    }
}

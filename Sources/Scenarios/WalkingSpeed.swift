import Gait
import IMU
import Validation
import Walker

/// Even walkers over the whole grid: how far do they go, how fast, and for how long do they stand on both feet?
struct WalkingSpeed: Scenario {
    private static let walk = 45.0

    let name = "walking-speed"
    let title = "Walking speed"
    let question =
        "Even walks over the grid of cadences and stride lengths, 0.35 to 1.75 m/s. How far are speed, stride length and double support off?"
    let trials: Int

    init(hours: Double) { trials = max(9, Int((hours * 3600 / (Self.walk + 10)).rounded())) }

    struct Outcome: Sendable {
        var strideLength: Double
        /// Found minus true of each stride, m/s, m and s.
        var speed: [Double] = []
        var length: [Double] = []
        var doubleSupport: [Double] = []
        /// Steady strides that have a true length.
        var truths: Int
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 8)
        let walker = try Walker(
            conditions.parameters, script: [.stand(seconds: 5), .walk(seconds: Self.walk), .stand(seconds: 5)],
            seed: conditions.seed)
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        let start = try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        var outcome = Outcome(
            strideLength: conditions.parameters.strideLength, truths: walker.truth.strides.count { $0.length != nil })
        for (truth, found) in TrueStrides.pairs(walker, record.strides, start: start) {
            if let length = truth.length, let speed = truth.speed, found[.strideLength].isFinite {
                outcome.length.append(found[.strideLength] - length)
                outcome.speed.append(found[.walkingSpeed] - speed)
            }
            let lifted = walker.truth.contacts.first {
                $0.kind == .finalContact && $0.side != truth.side && $0.time > truth.start
            }
            if let lifted, found[.doubleSupportTime].isFinite {
                outcome.doubleSupport.append(found[.doubleSupportTime] - (lifted.time - truth.start))
            }
        }
        return outcome
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let speed = outcomes.flatMap(\.speed)
        let all = Figure(
            "walking speed, mean absolute error", Statistics.meanMagnitude(speed), "m/s",
            evidence: "\(speed.count) strides"
        ).asking("at most 0.05 m/s", 0...0.05)
        let lengths = Conditions.strideLengths.map { length in
            let errors = outcomes.filter { $0.strideLength == length }.flatMap(\.speed)
            return Figure(
                "walking speed, mean absolute error at strides of \(length) m", Statistics.meanMagnitude(errors),
                "m/s", evidence: "\(errors.count) strides")
        }
        let truths = outcomes.reduce(0) { $0 + $1.truths }
        let found = Figure(
            "strides with a length", truths > 0 ? 100 * Double(speed.count) / Double(truths) : nil, "%",
            evidence: "\(truths) strides")
        let double = outcomes.flatMap(\.doubleSupport).map { $0 * 1000 }
        return [all] + lengths
            + [Figure("walking speed, bias", Statistics.mean(speed), "m/s", evidence: "\(speed.count) strides"), found]
            + Figure.errors("stride length", outcomes.flatMap(\.length), "m", "strides")
            + [Figure("double support, bias", Statistics.mean(double), "ms", evidence: "\(double.count) strides")]
            + Figure.errors("double support", double, "ms", "strides")
    }
}

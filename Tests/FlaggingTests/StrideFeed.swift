import Flagging
import Gait
import IMU
import TestSupport

/// Strides of a synthetic walk fed straight to the rules: drawn step, stance and swing times around given indices.
struct StrideFeed {
    var generator: SeededGenerator
    var rules: RuleSet
    var time = 0.0
    /// Symmetry indices, %.
    var stepIndex = 0.0
    var stanceIndex = 0.0
    /// Left minus right, rad.
    var rotationDifference = 0.0
    /// Excursion of the left knee in loading and drop of the pelvis in left stance, rad; the right side stays.
    var kneeLoading = 0.25
    var pelvicDrop = 0.08
    /// s
    var strideTime = 1.1
    /// Standard deviation of a time, as a share of it.
    var deviation = 0.025
    /// How much a stride resembles the one before.
    var memory = 0.3
    private(set) var outputs: [FlaggingOutput] = []
    private var noise = [Double](repeating: 0, count: 6)

    init(seed: UInt64, thresholds: Thresholds = Thresholds()) {
        generator = SeededGenerator(seed: seed)
        rules = RuleSet(thresholds: thresholds)
    }

    /// Openings and closings; what is said in between is in `updates`.
    var episodes: [Episode] { spoken.filter { $0.phase != .updated } }
    var updates: [Episode] { spoken.filter { $0.phase == .updated } }
    private var spoken: [Episode] {
        outputs.compactMap { if case .episode(let episode) = $0 { episode } else { nil } }
    }
    var measures: [Measure] { outputs.compactMap { if case .measure(let measure) = $0 { measure } else { nil } } }

    mutating func walk(pairs: Int, isSteady: Bool = true) {
        for _ in 0..<pairs {
            for index in noise.indices {
                noise[index] = memory * noise[index] + (1 - memory * memory).squareRoot() * generator.normal()
            }
            take(.left, sign: 1, Array(noise[..<3]), isSteady)
            take(.right, sign: -1, Array(noise[3...]), isSteady)
        }
    }

    mutating func reset(_ baseline: Baseline) {
        rules.use(baseline) { outputs.append($0) }
    }

    /// The same person on another day.
    mutating func nextDay() {
        var baseline = rules.baseline
        baseline.endDay()
        reset(baseline)
        time += 50_000
    }

    mutating func endBout() {
        rules.endBout { outputs.append($0) }
        time += 20
    }

    private mutating func take(_ side: Side, sign: Double, _ noise: [Double], _ isSteady: Bool) {
        time += strideTime / 2
        func value(_ mean: Double, _ index: Double, _ noise: Double) -> Double {
            mean * (1 + sign * index / 200 + deviation * noise)
        }
        let stance = value(0.68, stanceIndex, noise[1])
        var stride = Stride(
            side: side, start: HostTime(seconds: time - strideTime), end: HostTime(seconds: time), isSteady: isSteady)
        stride[.stanceTime] = stance
        stride[.swingTime] = 1.1 - stance
        stride[.stepTime] = value(0.55, stepIndex, noise[0])
        stride[.kneeLoadingExcursion] = (side == .left ? kneeLoading : 0.25) + 0.025 * noise[1]
        stride[.pelvicDrop] = (side == .left ? pelvicDrop : 0.08) + 0.012 * noise[0]
        stride[.tibialRotation] = 0.13 + sign * rotationDifference / 2 + 0.01 * noise[2]
        rules.take(stride) { outputs.append($0) }
    }
}

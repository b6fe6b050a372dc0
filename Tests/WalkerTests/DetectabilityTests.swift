import IMU
import TestSupport
import Testing
import Walker

/// A fair and simple detector (the first trough of the shank's forward rate behind the peak of swing) must find the
/// truth: an asymmetry of its errors would be a hidden asymmetry of the walker.
@Suite struct DetectabilityTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var change: @Sendable (inout GaitParameters) -> Void
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "even") { _ in },
        Case(name: "limp left") { $0.limp(.left, sizePercent: 15) },
        Case(name: "limp right") { $0.limp(.right, sizePercent: 20) },
        Case(name: "slow") { $0.cadence = 75 },
        Case(name: "fast") { $0.cadence = 130 },
    ]

    @Test("the first trough behind mid-swing lies at contact, equally on both sides", arguments: cases)
    func troughs(testCase: Case) throws {
        var parameters = GaitParameters()
        testCase.change(&parameters)
        let walker = try Walker(parameters, script: [.walk(seconds: 60)], seed: 3)
        var errors = PerSide(both: [Double]())
        for side in Side.allCases {
            var sensor = try walker.sensor(side == .left ? .leftShank : .rightShank)
            for stride in walker.truth.strides where stride.side == side && stride.isSteady {
                // A moving mean of 30 ms stands for the low-pass of a real detector.
                func forward(_ time: Double) -> Double {
                    (-3...3).map { -sensor.reading(at: time + Double($0) * 0.005).angularRate.y }.reduce(0, +) / 7
                }
                var time = stride.end - 0.04
                while forward(time) > 0 || forward(time + 0.002) < forward(time) { time += 0.002 }
                errors[side].append(time - stride.end)
            }
        }
        let mean = PerSide(
            left: errors.left.reduce(0, +) / Double(errors.left.count),
            right: errors.right.reduce(0, +) / Double(errors.right.count))
        #expect(abs(mean.left) < 0.03 && abs(mean.right) < 0.03, "\(mean)")
        #expect(abs(mean.left - mean.right) < 0.004, "\(mean)")
    }
}

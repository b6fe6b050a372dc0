import Body
import Foundation
import Gait
import IMU
import TestSupport
import Testing

@Suite struct WindowMeasureTests {
    /// A walk of given stride and step times and trunk acceleration, as the window sees it.
    struct Walk {
        var seed: UInt64 = 1
        var strides = 70
        var strideTime = 1.1
        /// The left step's share of the stride.
        var leftStep = 0.5
        var leftSwing = 0.42
        var rightSwing = 0.42
        /// Standard deviation of stride times, s.
        var deviation = 0.0
        /// Vertical, forward and sideways acceleration at a phase of the left stride, m/s².
        var trunk: (Double) -> SIMD3<Double> = { _ in .zero }
        var mounting = Quaternion.identity

        func measures() -> [String: Measure] {
            var generator = SeededGenerator(seed: seed)
            var window = WindowMeasures()
            window.addLumbar(rate: 100)
            var contacts = [0.0]
            for _ in 0..<strides { contacts.append(contacts.last! + strideTime + deviation * generator.normal()) }
            var found: [String: Measure] = [:]
            var sample = -1.0
            for index in 1...strides {
                let (start, end) = (contacts[index - 1], contacts[index])
                while sample <= end + 0.05 {
                    let turned = trunk((sample - start) / (end - start))
                    let force = mounting.rotate(SIMD3(turned.y, turned.z, turned.x + 9.81))
                    window.takeLumbar(time: HostTime(seconds: sample), acceleration: SIMD3<Float>(force))
                    sample += 0.01
                }
                // The right contact lies a left step before the left one.
                let step = leftStep * (end - start)
                var right = stride(
                    .right, end: end - step, stepTime: (end - start) - step, swingTime: rightSwing)
                right[.strideTime] = end - start
                var left = stride(.left, end: end, stepTime: step, swingTime: leftSwing)
                left.start = HostTime(seconds: start)
                left[.strideTime] = end - start
                for taken in [right, left] { window.take(taken) { found[$0.name.name] = $0 } }
            }
            window.endBout { found[$0.name.name] = $0 }
            return found
        }
    }

    @Test("the phase coordination index is 0 in perfect antiphase and grows with distance and spread")
    func phase() throws {
        #expect(try #require(Walk().measures()["phase_coordination_index_percent"]).value < 1e-9)
        // φ = 360°·0.55 = 198° on every stride: 18° of 180°.
        let uneven = try #require(Walk(leftStep: 0.55).measures()["phase_coordination_index_percent"])
        #expect(abs(uneven.value - 10) < 1e-6 && abs(uneven.low - 10) < 1e-6 && abs(uneven.high - 10) < 1e-6)
    }

    @Test(
        "deviation and variation are those of the stride times, and the interval holds them",
        arguments: 1...8 as ClosedRange<UInt64>)
    func variability(seed: UInt64) throws {
        let found = Walk(seed: seed, deviation: 0.03).measures()
        let deviation = try #require(found["stride_time_deviation_s"])
        #expect(abs(deviation.value - 0.03) < 0.012, "seed \(seed): \(deviation.value)")
        #expect(deviation.low < deviation.value && deviation.value < deviation.high)
        let variation = try #require(found["stride_time_variation_percent"])
        #expect(abs(variation.value - 100 * deviation.value / 1.1) < 0.1, "seed \(seed)")
        #expect(variation.strides == 120)
    }

    @Test("the log ratio is 100·ln(L/R) of the swing times, positive where left is larger")
    func logRatio() throws {
        let found = try #require(
            Walk(leftSwing: 0.44, rightSwing: 0.40).measures()["swing_time_log_ratio_percent"])
        #expect(abs(found.value - 100 * log(1.1)) < 1e-6)
    }

    @Test("below its strides a measure is not said")
    func evidence() {
        let few = Set(Walk(strides: 15).measures().keys)
        #expect(few.isEmpty, "\(few)")
        let some = Set(Walk(strides: 25, trunk: Self.even).measures().keys)
        #expect(some.contains("swing_time_log_ratio_percent") && some.contains("harmonic_ratio_vertical"))
        #expect(!some.contains("phase_coordination_index_percent") && !some.contains("stride_time_deviation_s"))
        let more = Set(Walk(strides: 40).measures().keys)
        #expect(more.contains("phase_coordination_index_percent") && !more.contains("stride_time_deviation_s"))
    }

    /// Repeats with each step, but sideways, where it mirrors.
    private static func even(_ phase: Double) -> SIMD3<Double> {
        let angle = 2 * Double.pi * phase
        return SIMD3(2 * cos(2 * angle), 1.5 * sin(2 * angle + 0.4), 1.2 * sin(angle))
    }

    /// The same and a share that repeats with the stride only.
    private static func limping(_ phase: Double) -> SIMD3<Double> {
        let angle = 2 * Double.pi * phase
        return even(phase) + SIMD3(1 * cos(angle), 0.5 * cos(angle + 1), 0.4 * cos(2 * angle))
    }

    private static func mountings() -> [Quaternion] {
        var generator = SeededGenerator(seed: 9)
        return [.identity]
            + (0..<6).map { _ in
                Quaternion(
                    w: generator.normal(), x: generator.normal(), y: generator.normal(), z: generator.normal()
                ).normalized
            }
    }

    @Test("an even trunk has all its power in the intrinsic harmonics, an uneven one its share", arguments: mountings())
    func harmonics(mounting: Quaternion) throws {
        let even = Walk(trunk: Self.even, mounting: mounting).measures()
        let uneven = Walk(trunk: Self.limping, mounting: mounting).measures()
        // Shares of power: a²/(a² + b²) of the amplitudes above.
        for (axis, share) in [("vertical", 80.0), ("anteroposterior", 90), ("mediolateral", 90)] {
            let name = "improved_harmonic_ratio_\(axis)_percent"
            #expect(try #require(even[name]).value > 99, "\(axis)")
            let found = try #require(uneven[name]).value
            // Sideways power that repeats with each step draws the learnt forward direction a few degrees aside.
            #expect(abs(found - share) < (axis == "vertical" ? 0.5 : 5), "\(axis): \(found)")
            let (more, less) = (even["harmonic_ratio_\(axis)"], uneven["harmonic_ratio_\(axis)"])
            #expect(try #require(more).value > 3 * (try #require(less)).value, "\(axis)")
        }
        #expect(uneven["harmonic_ratio_vertical"]?.strides ?? 0 >= 20)
    }

    @Test(
        "regularity: 1 where steps are alike, the mean product's share where only strides are", arguments: mountings())
    func regularity(mounting: Quaternion) throws {
        let even = Walk(strides: 45, trunk: Self.even, mounting: mounting).measures()
        #expect(abs(try #require(even["lumbar_step_regularity"]).value - 1) < 0.02)
        #expect(abs(try #require(even["lumbar_stride_regularity"]).value - 1) < 0.02)
        let uneven = Walk(strides: 45, trunk: Self.limping, mounting: mounting).measures()
        // cos of the doubled and of the single frequency, half a stride on: (2² − 1²)/(2² + 1²).
        #expect(abs(try #require(uneven["lumbar_step_regularity"]).value - 0.6) < 0.05)
        #expect(abs(try #require(uneven["lumbar_stride_regularity"]).value - 1) < 0.02)
        #expect(abs(try #require(uneven["lumbar_regularity_symmetry"]).value - 0.6) < 0.05)
    }

    @Test("a minute without a steady stride, as in a run, leaves the walk before it unsaid and does no harm")
    func unsteady() {
        var window = WindowMeasures()
        window.addLumbar(rate: 100)
        var generator = SeededGenerator(seed: 6)
        var sample = 0.0
        func feed(until time: Double) {
            while sample < time {
                let force = SIMD3<Float>(0, 0, Float(9.81 + Double.random(in: -1...1, using: &generator)))
                window.takeLumbar(time: HostTime(seconds: sample), acceleration: force)
                sample += 0.01
            }
        }
        for index in 0..<30 {
            let end = 1.1 * Double(index + 1)
            feed(until: end + 0.05)
            window.take(stride(.left, end: end)) { _ in }
        }
        feed(until: 33 + 60)
        var said: Set<String> = []
        window.endBout { said.insert($0.name.name) }
        #expect(!said.contains("lumbar_step_regularity"))
    }
}

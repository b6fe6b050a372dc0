import Gait
import Glibc
import IMU
import TestSupport
import Testing

@Suite struct PairedComparisonTests {
    /// Stride pairs around a true index, as strides are: both sides share a slow part, each has its own noise, and
    /// neighbours resemble each other by `memory`.
    private func pairs(
        _ count: Int, index: Double, memory: Double, generator: inout SeededGenerator
    ) -> StridePairs {
        var pairs = StridePairs()
        let (left, right) = (0.55 * (1 + index / 200), 0.55 * (1 - index / 200))
        let fresh = (1 - memory * memory).squareRoot()
        var noise = Vector3(generator.normal(), generator.normal(), generator.normal())
        for pair in 0..<count {
            noise = memory * noise + fresh * Vector3(generator.normal(), generator.normal(), generator.normal())
            let time = 2 + 1.1 * Double(pair)
            _ = pairs.take(stride(.left, end: time, stepTime: left + 0.01 * noise.x + 0.012 * noise.y))
            _ = pairs.take(stride(.right, end: time + 0.55, stepTime: right + 0.01 * noise.x + 0.012 * noise.z))
        }
        return pairs
    }

    private typealias Vector3 = SIMD3<Double>

    /// The share of 1000 walks whose interval holds the true index.
    private func coverage(_ count: Int, memory: Double) throws -> Double {
        var held = 0
        let runs = 1000
        for seed in 1...UInt64(runs) {
            var generator = SeededGenerator(seed: seed)
            let index = Double.random(in: -20...20, using: &generator)
            let comparison = try #require(
                pairs(count, index: index, memory: memory, generator: &generator).compare(.stepTime, minimum: 2))
            if comparison.low <= index, index <= comparison.high { held += 1 }
        }
        return Double(held) / Double(runs)
    }

    @Test("the 95 % interval holds the truth in 93 to 98.5 % of independent strides", arguments: [20, 30, 40])
    func independent(count: Int) throws {
        let coverage = try coverage(count, memory: 0)
        print("coverage, \(count) independent pairs: \(coverage)")
        #expect((0.93...0.985).contains(coverage))
    }

    @Test(
        "the 95 % interval holds the truth in 90 to 98 % of strides that resemble their neighbours",
        arguments: [20, 40], [0.3, 0.5])
    func dependent(count: Int, memory: Double) throws {
        let coverage = try coverage(count, memory: memory)
        print("coverage, \(count) pairs, AR(1) with \(memory): \(coverage)")
        #expect((0.90...0.98).contains(coverage))
    }

    @Test("value, side and bound are those of the means")
    func values() throws {
        var pairs = StridePairs()
        for pair in 0..<30 {
            let time = 2 + 1.1 * Double(pair)
            let wobble = pair % 2 == 0 ? 0.01 : -0.01
            _ = pairs.take(stride(.left, end: time, stepTime: 0.66 + wobble, tibialRotation: 0.10))
            _ = pairs.take(stride(.right, end: time + 0.55, stepTime: 0.54 - wobble, tibialRotation: 0.15))
        }
        let step = try #require(pairs.compare(.stepTime, minimum: 20))
        #expect(abs(step.value - 20) < 1e-9 && step.side == .left && step.pairs == 30)
        #expect(abs(step.left - 0.66) < 1e-12 && abs(step.right - 0.54) < 1e-12)
        #expect(step.low < 20 && step.high > 20 && step.bound == step.low)
        #expect(step.time == HostTime(seconds: 2 + 1.1 * 29 + 0.55))
        // Equal values leave no doubt; the proxy is a difference in rad.
        let rotation = try #require(pairs.compare(.tibialRotation, minimum: 20))
        #expect(abs(rotation.value + 0.05) < 1e-12 && rotation.side == .right)
        #expect(abs(rotation.bound - 0.05) < 1e-9)
    }

    @Test("legs that swing for different times leave a doubt that more strides do not take away")
    func unequalLegs() throws {
        var pairs = StridePairs()
        for pair in 0..<40 {
            let time = 2 + 1.1 * Double(pair)
            _ = pairs.take(stride(.left, end: time, stepTime: 0.6, stanceTime: 0.6, swingTime: 0.5))
            _ = pairs.take(stride(.right, end: time + 0.55, stepTime: 0.5, stanceTime: 0.7, swingTime: 0.4))
        }
        // With u = 0.030, shares and times of the mean swing of 0.45 s, three quarters of the variance the ones:
        // step 1.96·√0.75·0.019·2·0.1 s over 0.55 s; stance 1.96·u over 0.65 s, of shares 0.1 + 0.1/0.65·0.45 s, of times
        // 0.1/0.65·0.45 s; swings that are off by one share have the same index, by times 1.96·√0.25·u·0.1/0.45.
        for (quantity, half) in [(StrideQuantity.stepTime, 1.173), (.stanceTime, 1.362), (.swingTime, 0.653)] {
            let comparison = try #require(pairs.compare(quantity, minimum: 20))
            #expect(abs(comparison.high - comparison.value - half) < 0.001, "\(quantity)")
            #expect(abs(comparison.value - comparison.low - half) < 0.001, "\(quantity)")
        }
    }

    @Test("an interval that holds 0 stays 0 away from it")
    func bound() throws {
        var generator = SeededGenerator(seed: 5)
        let comparison = try #require(
            pairs(40, index: 0, memory: 0, generator: &generator).compare(.stepTime, minimum: 20))
        #expect(comparison.low < 0 && comparison.high > 0 && comparison.bound == 0)
    }

    @Test("the same strides give the same interval", arguments: 1...20 as ClosedRange<UInt64>)
    func determinism(seed: UInt64) {
        var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
        let a = pairs(33, index: 4, memory: 0.3, generator: &first).compare(.stepTime, minimum: 20)
        let b = pairs(33, index: 4, memory: 0.3, generator: &second).compare(.stepTime, minimum: 20)
        #expect(a != nil && a == b)
    }

    @Test("exchanging the sides turns the interval over", arguments: 1...20 as ClosedRange<UInt64>)
    func mirror(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (plain, mirrored) = (StridePairs(), StridePairs())
        for pair in 0..<30 {
            let time = 2 + 1.1 * Double(pair)
            let (a, b) = (0.56 + 0.01 * generator.normal(), 0.54 + 0.01 * generator.normal())
            for (side, end, value, other) in [(Side.left, time, a, b), (.right, time + 0.55, b, a)] {
                _ = plain.take(stride(side, end: end, stepTime: value))
                _ = mirrored.take(stride(side, end: end, stepTime: other))
            }
        }
        let (x, y) = (
            try #require(plain.compare(.stepTime, minimum: 20)), try #require(mirrored.compare(.stepTime, minimum: 20))
        )
        #expect(abs(x.value + y.value) < 1e-9 && abs(x.low + y.high) < 1 && abs(x.high + y.low) < 1, "seed \(seed)")
    }

    @Test("strides without the quantity do not count, and too few give no comparison")
    func evidence() {
        var pairs = StridePairs()
        for pair in 0..<30 {
            let time = 2 + 1.1 * Double(pair)
            let known = pair % 2 == 0 ? 0.55 : Double.nan
            _ = pairs.take(stride(.left, end: time, stepTime: known))
            _ = pairs.take(stride(.right, end: time + 0.55))
        }
        #expect(pairs.compare(.stepTime, minimum: 15)?.pairs == 15)
        #expect(pairs.compare(.stepTime, minimum: 16) == nil)
        #expect(pairs.compare(.stanceTime, minimum: 30)?.pairs == 30)
        #expect(StridePairs().compare(.stepTime, minimum: 0) == nil)
    }
}

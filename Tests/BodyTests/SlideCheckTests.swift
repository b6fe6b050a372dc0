import Body
import Glibc
import IMU
import TestSupport
import Testing

/// A belt that slides round the waist, by made-up strides of a trunk that sways, falls and turns.
@Suite struct SlideCheckTests {
    private static let rate = 100.0
    private static let seeds = 1...20 as ClosedRange<UInt64>

    /// The pattern of one stride: up and down twice, to the sides once, with noise, in a sensor that is turned.
    /// - Parameter stepped: an angle by which the force alone is turned too, rad: the body pushes to another side.
    private func stride(
        _ generator: inout SeededGenerator, turned: Double, stepped: Double = 0, noise: Double = 0.3
    ) -> TrunkPattern? {
        func sensor(_ v: Vector, _ angle: Double) -> Vector {
            let (sine, cosine) = (sin(angle), cos(angle))
            return Vector(cosine * v.x + sine * v.y, cosine * v.y - sine * v.x, v.z)
        }
        var sum = TrunkPatternSum(meanForce: Units.standardGravity, meanTurning: 0)
        for sample in 0..<110 {
            let phase = 2 * Double.pi * Double(sample) / 110
            func drawn() -> Vector { Vector(generator.normal(), generator.normal(), generator.normal()) * noise }
            // Forward is x, left y: braked as the body rises, pushed to the side and turned once a stride.
            let force = Vector(
                1.5 * sin(2 * phase), 1.2 * sin(phase), Units.standardGravity + 2.5 * cos(2 * phase))
            let rate = Vector(0.5 * cos(phase), 0.3 * sin(2 * phase), 0.6 * cos(phase))
            sum.take(
                force: sensor(force + drawn(), turned + stepped), rate: sensor(rate + 0.1 * drawn(), turned),
                up: Vector(0, 0, 1), step: 1 / Self.rate)
        }
        return sum.pattern
    }

    /// Strides until a slide is said.
    private func said(
        _ check: inout SlideCheck, _ generator: inout SeededGenerator, turned degrees: Double, within most: Int
    ) throws -> Int? {
        for count in 1...most
        where check.take(try #require(stride(&generator, turned: degrees * Units.radiansPerDegree))) {
            return count
        }
        return nil
    }

    @Test("a sensor that stays is never said to have slid", arguments: seeds)
    func stays(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var check = SlideCheck()
        for degrees in [0.0, 77] {
            #expect(try said(&check, &generator, turned: degrees, within: 200) == nil, "seed \(seed)")
            check.restart()
        }
    }

    @Test("a slide of 20° or more to either side is said within eight strides", arguments: [20.0, -20, 30, 90, 180])
    func slides(degrees: Double) throws {
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            var check = SlideCheck()
            #expect(try said(&check, &generator, turned: 40, within: 15) == nil, "seed \(seed)")
            let count = try #require(
                try said(&check, &generator, turned: 40 + degrees, within: 20), "seed \(seed), \(degrees)°")
            #expect(count <= 8, "seed \(seed), \(degrees)°")
            // It is learnt anew from there.
            #expect(try said(&check, &generator, turned: 40 + degrees, within: 30) == nil, "seed \(seed)")
        }
    }

    @Test("over a pause a smaller turn may be another way of walking, a large one is not", arguments: seeds)
    func bouts(seed: UInt64) throws {
        for (degrees, isSlide) in [(20.0, false), (45, true)] {
            var generator = SeededGenerator(seed: seed)
            var check = SlideCheck()
            #expect(try said(&check, &generator, turned: 0, within: 15) == nil)
            check.startBout()
            let count = try said(&check, &generator, turned: degrees, within: 20)
            #expect((count != nil) == isSlide, "seed \(seed), \(degrees)°")
        }
    }

    @Test("one odd stride, another pace and a sensor that tips over are no slides", arguments: seeds)
    func others(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var check = SlideCheck()
        #expect(try said(&check, &generator, turned: 0, within: 15) == nil)
        #expect(try said(&check, &generator, turned: 170, within: 1) == nil)
        #expect(try said(&check, &generator, turned: 0, within: 15) == nil, "seed \(seed): one stride")
        // Walked on for longer, the other pace would become what is compared with.
        for _ in 0..<4 {
            var slower = try #require(stride(&generator, turned: 1))
            slower.duration *= 1.5
            let isSlide = check.take(slower)
            #expect(!isSlide, "seed \(seed): slower")
        }
        check.restart()
        #expect(try said(&check, &generator, turned: 0, within: 15) == nil)
        for _ in 0..<4 {
            var tipped = try #require(stride(&generator, turned: 1))
            tipped.up = Vector(0, 0.5, 0.9)
            let isSlide = check.take(tipped)
            #expect(!isSlide, "seed \(seed): tipped")
        }
    }

    @Test("where the force alone turns the person steps otherwise, and no belt has slid", arguments: seeds)
    func stepsOtherwise(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var check = SlideCheck()
        #expect(try said(&check, &generator, turned: 0, within: 15) == nil)
        for count in 1...20 {
            let isSlide = check.take(try #require(stride(&generator, turned: 0, stepped: 60 * Units.radiansPerDegree)))
            #expect(!isSlide, "seed \(seed), stride \(count)")
        }
    }

    @Test("a sensor that lies still has no pattern")
    func still() {
        var generator = SeededGenerator(seed: 1)
        #expect(TrunkPatternSum(meanForce: 0, meanTurning: 0).pattern == nil)
        var sum = TrunkPatternSum(meanForce: Units.standardGravity, meanTurning: 0)
        for _ in 0..<100 {
            sum.take(
                force: Vector(0, 0.05 * generator.normal(), Units.standardGravity + 0.05 * generator.normal()),
                rate: Vector(), up: Vector(0, 0, 1), step: 0.01)
        }
        #expect(sum.pattern == nil)
    }
}

import Body
import Glibc
import TestSupport
import Testing

@Suite struct FlexionAxisTests {
    /// A shank in walking, simplified: a short fast forward swing and a long slow way back about −Y, with rotation about
    /// the long axis (Z) that is as large, and gravity that swings along.
    struct Shank {
        var noise: SeededGenerator
        var side = 1.0

        mutating func reading(at time: Double) -> (rate: Vector, force: Vector) {
            let phase = (time / 1.1).truncatingRemainder(dividingBy: 1)
            let swing = phase < 0.38 ? 5 * sin(.pi * phase / 0.38) : -1.95 * sin(.pi * (phase - 0.38) / 0.62)
            let axial = side * 4 * sin(4 * .pi * phase + 0.4)
            let tilt = 0.35 * cos(2 * .pi * (phase - 0.4))
            let rate = Vector(0.3 * noise.normal(), -swing + 0.2 * noise.normal(), axial)
            let force = Vector(9.8 * sin(tilt) + noise.normal(), 0.5 * noise.normal(), 9.8 * cos(tilt) + noise.normal())
            return (rate, force)
        }
    }

    private func walk(_ axis: inout FlexionAxis, _ seed: UInt64, mounting: Quaternion, seconds: Double, rate: Double) {
        var shank = Shank(noise: SeededGenerator(seed: seed))
        for sample in 0..<Int(seconds * rate) {
            let reading = shank.reading(at: Double(sample) / rate)
            axis.update(angularRate: mounting.rotate(reading.rate), acceleration: mounting.rotate(reading.force))
        }
    }

    @Test("the axes and the sign of swing are found for any mounting", arguments: 1...30 as ClosedRange<UInt64>)
    func truth(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let mounting = generator.rotation()
        var axis = FlexionAxis(rate: 100)
        walk(&axis, seed, mounting: mounting, seconds: 8, rate: 100)
        let degree = Double.pi / 180
        #expect(angle(axis.long, mounting.rotate(Vector(0, 0, 1))) < 12 * degree, "seed \(seed)")
        #expect(angle(axis.flexion, mounting.rotate(Vector(0, -1, 0))) < 12 * degree, "seed \(seed)")
        #expect(angle(axis.forward, mounting.rotate(Vector(-1, 0, 0))) < 12 * degree, "seed \(seed)")
        #expect(axis.planarity > 0.85 && axis.planarity <= 1, "seed \(seed): \(axis.planarity)")
    }

    @Test("turning the sensor turns the axes, from the first sample on", arguments: 1...30 as ClosedRange<UInt64>)
    func equivariance(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let mounting = generator.rotation()
        var shank = Shank(noise: SeededGenerator(seed: seed &+ 1000))
        var (plain, turned) = (FlexionAxis(rate: 100), FlexionAxis(rate: 100))
        for sample in 0..<1000 {
            let reading = shank.reading(at: Double(sample) / 100)
            plain.update(angularRate: reading.rate, acceleration: reading.force)
            turned.update(
                angularRate: mounting.rotate(reading.rate), acceleration: mounting.rotate(reading.force))
            let error = (turned.flexion - mounting.rotate(plain.flexion)).length
            #expect(error < 1e-6, "seed \(seed), sample \(sample): \(error)")
            #expect((turned.long - mounting.rotate(plain.long)).length < 1e-9, "seed \(seed)")
        }
    }

    @Test("the axes are unit vectors at right angles, whatever comes", arguments: 1...20 as ClosedRange<UInt64>)
    func frame(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var axis = FlexionAxis(rate: 100)
        for _ in 0..<500 {
            let scale = Double.random(in: 0...1, using: &generator) < 0.1 ? 0 : 5.0
            axis.update(angularRate: generator.vector() * scale, acceleration: generator.vector() * scale)
            #expect(abs(axis.flexion.length - 1) < 1e-9, "seed \(seed)")
            #expect(abs(axis.long.length - 1) < 1e-9, "seed \(seed)")
        }
    }
}

import Body
import Glibc
import TestSupport
import Testing

@Suite struct VQFTests {
    static let gravity = Vector(0, 0, 9.80665)
    static let degree = Double.pi / 180

    @Test("a sensor at rest knows up within a hundredth of a degree", arguments: 1...20 as ClosedRange<UInt64>)
    func rest(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let force = generator.rotation().conjugate.rotate(Self.gravity)
        var filter = VQF(rate: 100)
        for sample in 0..<2000 {
            filter.update(angularRate: Vector(), acceleration: force)
            // One sample is enough where nothing moves.
            let error = angle(filter.up, force)
            #expect(error < 0.01 * Self.degree, "seed \(seed), sample \(sample): \(error)")
        }
    }

    @Test("noise is averaged away", arguments: 1...10 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let force = generator.rotation().conjugate.rotate(Self.gravity)
        var filter = VQF(rate: 100)
        var worst = 0.0
        for sample in 0..<3000 {
            filter.update(
                angularRate: generator.vector() * 0.002, acceleration: force + generator.vector() * 0.1)
            if sample > 500 { worst = max(worst, angle(filter.up, force)) }
        }
        #expect(worst < 0.25 * Self.degree, "seed \(seed): \(worst / Self.degree)°")
    }

    @Test("a slowly turning sensor is followed", arguments: 1...10 as ClosedRange<UInt64>)
    func slow(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var truth = generator.rotation()
        let rate = (generator.vector().direction ?? Vector(1, 0, 0)) * Double.random(in: 0.05...3, using: &generator)
        var filter = VQF(rate: 100)
        for sample in 0..<3000 {
            // Turning evenly and slowly for long looks a little like a bias, hence 0.05° and not less.
            // The rate of a sample stands for the time up to it.
            truth = (truth * Quaternion(rotationVector: rate * 0.01)).normalized
            let force = truth.conjugate.rotate(Self.gravity)
            filter.update(angularRate: rate, acceleration: force)
            let error = angle(filter.up, force)
            #expect(error < 0.05 * Self.degree, "seed \(seed), sample \(sample): \(error / Self.degree)°")
        }
    }

    @Test("swinging accelerations of a walking shank move up by less than 2°", arguments: 1...10 as ClosedRange<UInt64>)
    func walking(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let mounting = generator.rotation()
        let phase = Double.random(in: 0..<2 * .pi, using: &generator)
        var filter = VQF(rate: 100)
        var worst = 0.0
        for sample in 0..<6000 {
            let time = Double(sample) * 0.01
            let swing = 0.5 * sin(2 * .pi * time + phase)
            let rate = Vector(0, 0.5 * 2 * .pi * cos(2 * .pi * time + phase), 0)
            let truth = Quaternion(rotationVector: Vector(0, swing, 0))
            // The place of the sensor is thrown to and fro, in step with the swing.
            let thrown = Vector(4 * cos(2 * .pi * time), 0, 3 * sin(4 * .pi * time))
            let force = truth.conjugate.rotate(Self.gravity + thrown)
            filter.update(angularRate: mounting.rotate(rate), acceleration: mounting.rotate(force))
            let up = mounting.rotate(truth.conjugate.rotate(Vector(0, 0, 1)))
            if time > 10 { worst = max(worst, angle(filter.up, up)) }
        }
        #expect(worst < 2 * Self.degree, "seed \(seed): \(worst / Self.degree)°")
    }

    @Test("a sensor that was turned over finds up again by the correction alone")
    func recovery() {
        var filter = VQF(rate: 100)
        for _ in 0..<500 { filter.update(angularRate: Vector(), acceleration: Self.gravity) }
        // Turned over while no sample came: the gyroscope saw nothing.
        for _ in 0..<3000 { filter.update(angularRate: Vector(), acceleration: -Self.gravity) }
        #expect(angle(filter.up, -Self.gravity) < 1 * Self.degree)
    }

    @Test("free fall changes nothing")
    func freeFall() {
        var filter = VQF(rate: 100)
        for _ in 0..<1000 { filter.update(angularRate: Vector(), acceleration: Vector(0, 9.8, 0)) }
        for _ in 0..<20 { filter.update(angularRate: Vector(), acceleration: Vector()) }
        #expect(angle(filter.up, Vector(0, 1, 0)) < 0.01 * Self.degree)
    }
}

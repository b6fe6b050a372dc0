import Body
import Glibc
import TestSupport

/// A sensor that is turned and thrown about between rests, with a biased, noisy gyroscope.
struct Tumble {
    let rate: Double
    let bias: Vector
    private var generator: SeededGenerator
    private let speeds: [Vector]

    init(seed: UInt64, rate: Double) {
        self.rate = rate
        generator = SeededGenerator(seed: seed)
        bias = generator.vector() * 0.01
        speeds = (0..<4).map { [generator] index in
            var drawn = generator
            for _ in 0...index { _ = drawn.next() }
            return drawn.vector() * (index == 3 ? 6 : 1.5)
        }
    }

    /// Rest for the first 5 of every 15 s, then motion, in the last third fast.
    func readings(seconds: Double) -> [(rate: Vector, force: Vector)] {
        var noise = generator
        var attitude = noise.rotation()
        return (0..<Int(seconds * rate)).map { sample in
            let time = Double(sample) / rate
            let phase = time.truncatingRemainder(dividingBy: 15)
            let isMoving = phase > 5
            var turning = Vector()
            var thrown = Vector()
            if isMoving {
                turning = speeds[0] * sin(1.1 * time) + speeds[1] * cos(2.7 * time) + speeds[2] * sin(7 * time)
                if phase > 12 { turning += speeds[3] * sin(3 * time) }
                thrown = Vector(3 * sin(5 * time), 2 * cos(3 * time), 4 * sin(9 * time))
            }
            attitude = (attitude * Quaternion(rotationVector: turning * (1 / rate))).normalized
            let force = attitude.conjugate.rotate(Vector(0, 0, 9.81) + thrown)
            return (turning + bias + noise.vector() * 0.003, force + noise.vector() * 0.03)
        }
    }
}

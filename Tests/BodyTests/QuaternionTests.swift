import Body
import Glibc
import TestSupport
import Testing

@Suite struct QuaternionTests {
    @Test("a quarter turn about z takes x to y")
    func quarter() {
        let turn = Quaternion(rotationVector: Vector(0, 0, .pi / 2))
        #expect((turn.rotate(Vector(1, 0, 0)) - Vector(0, 1, 0)).length < 1e-15)
        #expect((turn.rotate(Vector(0, 0, 1)) - Vector(0, 0, 1)).length < 1e-15)
        #expect(Quaternion(rotationVector: Vector()) == .identity)
    }

    @Test("products compose, conjugates invert, lengths and angles stay", arguments: 1...20 as ClosedRange<UInt64>)
    func group(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let (p, q, v, u) = (generator.rotation(), generator.rotation(), generator.vector(), generator.vector())
            #expect(((p * q).rotate(v) - p.rotate(q.rotate(v))).length < 1e-12, "seed \(seed)")
            #expect((q.conjugate.rotate(q.rotate(v)) - v).length < 1e-12, "seed \(seed)")
            #expect(abs(q.rotate(v).dot(q.rotate(u)) - v.dot(u)) < 1e-12, "seed \(seed)")
            // No reflection: the vector product turns along.
            #expect((q.rotate(v).cross(q.rotate(u)) - q.rotate(v.cross(u))).length < 1e-11, "seed \(seed)")
        }
    }

    @Test("a rotation vector turns by its length about its direction", arguments: 1...20 as ClosedRange<UInt64>)
    func rotationVector(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let axis = try #require(generator.vector().direction)
        let turn = Double.random(in: 1e-9...3.1, using: &generator)
        let rotation = Quaternion(rotationVector: axis * turn)
        let normal = try #require(axis.cross(generator.vector()).direction)
        #expect((rotation.rotate(axis) - axis).length < 1e-12, "seed \(seed)")
        #expect(abs(angle(normal, rotation.rotate(normal)) - turn) < 1e-9, "seed \(seed)")
        #expect(normal.cross(rotation.rotate(normal)).dot(axis) > 0, "seed \(seed)")
    }

    @Test("what is too short, too long or no number has no direction")
    func direction() {
        #expect(Vector().direction == nil)
        #expect(Vector(.nan, 0, 0).direction == nil)
        #expect(Vector(.infinity, 0, 0).direction == nil)
        #expect(Vector(0, 3, 4).direction == Vector(0, 0.6, 0.8))
    }
}

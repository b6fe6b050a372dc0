import Body
import Gait
import Glibc
import IMU
import TestSupport
import Testing
import Walker

/// The rearfoot's eversion from a foot unit, and the shank's rates at loading, of movements that are known.
@Suite struct FootAngleTests {
    private static let eversion = PerSide(left: 8.0, right: 4.0)

    /// A foot that stands flat, lifts its heel, brings its toes up in swing, and everts in stance; it does not move along.
    private static func pose(_ side: Side, at time: Double, _ strides: [WalkTruth.Stride]) -> Body.Quaternion {
        let stride = strides.first { $0.side == side && $0.start <= time && time < $0.end }
        guard let stride else { return .identity }
        let stance = stride.finalContact - stride.start
        let swing = stride.end - stride.finalContact
        let since = time - stride.start
        // Toes down is positive about the axis to the left.
        var pitch = 0.0
        if since > 0.6 * stance, since <= stance {
            pitch = 50 * pow((since - 0.6 * stance) / (0.4 * stance), 2)
        } else if since > stance {
            let part = (since - stance) / swing
            pitch = part < 0.8 ? 50 - 70 * (0.5 - 0.5 * cos(Double.pi * part / 0.8)) : -20 * (1 - part) / 0.2
        }
        let bump = since < stance ? pow(sin(Double.pi * since / stance), 2) : 0
        let roll = (side == .left ? 1 : -1) * eversion[side] * bump
        let degrees = Units.radiansPerDegree
        return Body.Quaternion(rotationVector: Vector(0, pitch * degrees, 0))
            * Body.Quaternion(rotationVector: Vector(roll * degrees, 0, 0))
    }

    private static func foot(_ side: Side, _ walker: Walker, _ mounting: Body.Quaternion) -> [Reading] {
        let strides = walker.truth.strides
        return (0..<Int(walker.duration * 100)).map { number in
            let time = Double(number) * 0.01
            let (before, now) = (pose(side, at: time - 0.005, strides), pose(side, at: time, strides))
            let turned = before.conjugate * pose(side, at: time + 0.005, strides)
            let rate = Vector(turned.x, turned.y, turned.z) * (2 / 0.01 * (turned.w < 0 ? -1 : 1))
            return Reading(
                placement: side == .left ? .leftFoot : .rightFoot, time: HostTime(seconds: time),
                acceleration: mounting.rotate(now.conjugate.rotate(Vector(0, 0, Units.standardGravity))),
                angularRate: mounting.rotate(rate))
        }
    }

    @Test("eversion of a foot unit in any mounting", arguments: 1...3 as ClosedRange<UInt64>)
    func eversion(seed: UInt64) throws {
        let walker = try Walker(
            GaitParameters(), script: [.stand(seconds: 6), .walk(seconds: 40), .stand(seconds: 3)], seed: seed)
        var generator = SeededGenerator(seed: seed)
        var all = try readings(walker, [.leftShank, .rightShank], seed: seed)
        for side in Side.allCases {
            let axis = Vector(generator.normal(), generator.normal(), generator.normal()).direction ?? Vector(1, 0, 0)
            all += Self.foot(side, walker, Body.Quaternion(rotationVector: axis * Double.pi * generator.normal()))
        }
        all.sort { ($0.time, $0.placement.rawValue) < ($1.time, $1.placement.rawValue) }
        let strides = analyze(all).strides.filter { $0.isSteady && $0.start.seconds > 15 }
        for side in Side.allCases {
            let values = strides.filter { $0.side == side }.map { $0[.rearfootEversion] * Units.degreesPerRadian }
            #expect(values.count > 10, "seed \(seed)")
            #expect(values.allSatisfy { abs($0 - Self.eversion[side]) < 1.5 }, "seed \(seed) \(side.name): \(values)")
        }
    }

    @Test("a tibia that turns in further turns in faster, on its own side", arguments: 1...3 as ClosedRange<UInt64>)
    func inwardRate(seed: UInt64) throws {
        var parameters = GaitParameters()
        parameters.tibialRotationDegrees = PerSide(left: 12, right: 5)
        let walker = try Walker(parameters, script: [.stand(seconds: 4), .walk(seconds: 50)], seed: seed)
        var generator = SeededGenerator(seed: seed)
        let worn = try readings(walker, [.leftShank, .rightShank], seed: seed).remounted(using: &generator)
        let strides = analyze(worn).strides.filter(\.isSteady)
        func mean(_ side: Side, _ quantity: StrideQuantity) -> Double {
            let values = strides.filter { $0.side == side }.map { $0[quantity] }
            return values.reduce(0, +) / Double(values.count)
        }
        let (left, right) = (mean(.left, .tibialRotationRate), mean(.right, .tibialRotationRate))
        #expect(left > 1.5 * right && right > 0, "seed \(seed): \(left) \(right) rad/s")
        // The body's knees do not thrust: neither side moves out faster than the other.
        let out = (mean(.left, .shankFrontalRate), mean(.right, .shankFrontalRate))
        #expect(out.0 >= 0 && abs(out.0 - out.1) < 0.5, "seed \(seed): \(out) rad/s")
    }
}

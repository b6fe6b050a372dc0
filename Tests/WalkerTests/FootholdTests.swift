import IMU
import TestSupport
import Testing
import Walker

@Suite struct FootholdTests {
    @Test("strides are as long as the walk is fast", arguments: [(70.0, 0.8), (108, 1.3), (140, 1.5)])
    func lengths(cadence: Double, strideLength: Double) throws {
        var parameters = GaitParameters()
        (parameters.cadence, parameters.strideLength) = (cadence, strideLength)
        let walker = try Walker(parameters, script: [.stand(seconds: 2), .walk(seconds: 60)], seed: 4)
        let steady = walker.truth.strides.filter(\.isSteady)
        let known = steady.compactMap(\.length)
        #expect(known.count >= steady.count - 4)
        let mean = known.reduce(0, +) / Double(known.count)
        #expect(abs(mean / strideLength - 1) < 0.02, "\(mean)")
        for stride in walker.truth.strides {
            if let speed = stride.speed { #expect(abs(speed * 60 * 2 / cadence / strideLength - 1) < 0.1) }
        }
    }

    @Test("in mid-stance the ankle of a steady stride stands still on the ground", arguments: Side.allCases)
    func standing(side: Side) throws {
        let walker = try Walker(script: [.stand(seconds: 2), .walk(seconds: 40)], seed: 6)
        var sensor = try walker.sensor(side == .left ? .leftShank : .rightShank)
        let lever = SIMD3<Double>(-0.02, side == .left ? -0.05 : 0.05, -0.32)
        func ankle(_ time: Double) -> SIMD3<Double> {
            let pose = sensor.pose(at: time)
            return pose.position + pose.orientation.rotate(lever)
        }
        let walking = walker.parameters.strideLength / walker.parameters.strideTime
        var seen = 0
        for stride in walker.truth.strides where stride.side == side && stride.length != nil {
            for share in [0.3, 0.37, 0.44] {
                let time = stride.start + share * stride.stanceTime
                var velocity = (ankle(time + 0.002) - ankle(time - 0.002)) / 0.004
                velocity.x += walking
                #expect((velocity * velocity).sum().squareRoot() < 0.03, "\(velocity)")
                seen += 1
            }
        }
        #expect(seen > 50)
    }
}

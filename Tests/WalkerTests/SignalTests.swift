import IMU
import TestSupport
import Testing
import Walker

@Suite struct SignalTests {
    static let placements = Walker.placements
    private let script: [Activity] = [
        .stand(seconds: 3), .walk(seconds: 12), .turn(degrees: 180), .walk(seconds: 6), .stand(seconds: 2),
        .sit(seconds: 8), .stand(seconds: 2),
    ]

    @Test("a statue feels one g and no rotation", arguments: placements)
    func statue(placement: Placement) throws {
        var parameters = GaitParameters()
        parameters.swayDegrees = 0
        let walker = try Walker(parameters, script: [.stand(seconds: 3)], seed: 1)
        for reading in try walker.stream(placement, model: .ideal) {
            #expect(abs(norm(reading.acceleration) - Units.standardGravity) < 1e-5)
            #expect(norm(reading.angularRate) < 1e-9)
            #expect(reading.acceleration.z > 9.3)
        }
    }

    @Test("the angular rate, integrated, leads from each orientation to the later ones", arguments: placements)
    func integration(placement: Placement) throws {
        let walker = try Walker(script: script, seed: 3)
        var sensor = try walker.sensor(placement)
        var orientation = sensor.pose(at: 0).orientation
        let step = 0.001
        var time = 0.0
        while time < walker.duration {
            let rate = sensor.reading(at: time + step / 2).angularRate
            let angle = norm(rate) * step
            if angle > 0 { orientation = orientation * Quaternion(angle: angle, axis: rate / norm(rate)) }
            time += step
        }
        let between = orientation.conjugate * sensor.pose(at: time).orientation
        #expect(norm(between.v) * 2 < 0.01)
        // The turn is really there.
        let yawed = sensor.pose(at: time).orientation.rotate([1, 0, 0])
        #expect(yawed.x < -0.9)
    }

    @Test("shanks show what real shanks show: swing peak, troughs at the contacts, one g along the quiet shank")
    func shape() throws {
        let walker = try Walker(script: [.stand(seconds: 2), .walk(seconds: 40)], seed: 5)
        for side in Side.allCases {
            var sensor = try walker.sensor(side == .left ? .leftShank : .rightShank)
            for stride in walker.truth.strides where stride.side == side && stride.isSteady {
                func forward(_ time: Double) -> Double { -sensor.reading(at: time).angularRate.y }
                let swing = Swift.stride(from: stride.finalContact, to: stride.end, by: 0.004)
                let peak = swing.map { (time: $0, rate: forward($0)) }.max { $0.rate < $1.rate }!
                #expect((4.5...9).contains(peak.rate), "\(peak)")
                let share = (peak.time - stride.finalContact) / stride.swingTime
                #expect((0.5...0.8).contains(share), "\(share)")
                #expect(forward(stride.end) < -1 && forward(stride.finalContact) < -1.5)
                let middle = stride.start + 0.45 * stride.stanceTime
                #expect((-2...0.3).contains(forward(middle)), "\(forward(middle))")
                let quiet = sensor.reading(at: middle).acceleration
                #expect(abs(norm(quiet) - Units.standardGravity) < 2.5)
                let shock = Swift.stride(from: stride.end, to: stride.end + 0.05, by: 0.001)
                    .map { norm(sensor.reading(at: $0).acceleration) }.max()!
                #expect((20...60).contains(shock), "\(shock)")
            }
        }
    }

    @Test("knees bend as asked", arguments: [40.0, 60, 70])
    func knee(peak: Double) throws {
        var parameters = GaitParameters()
        parameters.kneeSwingPeakDegrees = PerSide(left: peak, right: 60)
        parameters.kneeLoadingDegrees.left = 10
        parameters.kneeAtContactDegrees.left = 12
        let walker = try Walker(parameters, script: [.walk(seconds: 30)], seed: 2)
        var sensor = try walker.sensor(.leftShank)
        for stride in walker.truth.strides where stride.isSteady {
            let left = stride.side == .left
            func largest(_ range: ClosedRange<Double>) -> Double {
                Swift.stride(from: range.lowerBound, through: range.upperBound, by: 0.005)
                    .map { sensor.kneeFlexionDegrees(stride.side, at: $0) }.max()!
            }
            #expect(abs(largest(stride.finalContact...stride.end) - (left ? peak : 60)) < 6)
            #expect(abs(sensor.kneeFlexionDegrees(stride.side, at: stride.end) - (left ? 12 : 5)) < 4)
            if !left {
                #expect(abs(largest(stride.start...stride.start + 0.4 * stride.stanceTime) - 16) < 4)
            }
        }
    }

    @Test("the tibia turns inward by the true amount in early stance, mirrored between the sides")
    func tibia() throws {
        var parameters = GaitParameters()
        parameters.tibialRotationDegrees = PerSide(left: 12, right: 5)
        parameters.pelvicRotationDegrees = 0
        parameters.shock = 0
        let walker = try Walker(parameters, script: [.walk(seconds: 20)], seed: 9)
        for side in Side.allCases {
            var sensor = try walker.sensor(side == .left ? .leftShank : .rightShank)
            for stride in walker.truth.strides where stride.side == side && stride.isSteady {
                var turned = 0.0
                var largest = 0.0
                for time in Swift.stride(from: stride.start, to: stride.start + 0.4 * stride.stanceTime, by: 0.002) {
                    turned += sensor.reading(at: time).angularRate.z * 0.002
                    largest = max(largest, (side == .left ? -1 : 1) * turned * Units.degreesPerRadian)
                }
                #expect(abs(largest - stride.tibialRotationDegrees) < 1.5, "\(side) \(stride) \(largest)")
            }
        }
    }

    @Test("left and right are mirror images: an even walker's signals tell the sides apart by nothing but mirroring")
    func mirrored() throws {
        var parameters = GaitParameters()
        parameters.stepTimeDeviation = 0
        parameters.stanceTimeDeviation = 0
        let walker = try Walker(parameters, script: [.walk(seconds: 120)], seed: 6)
        var sums = (
            left: [SIMD3<Double>](repeating: .zero, count: 50), right: [SIMD3<Double>](repeating: .zero, count: 50)
        )
        for side in Side.allCases {
            var sensor = try walker.sensor(side == .left ? .leftShank : .rightShank)
            let strides = walker.truth.strides.filter { $0.side == side && $0.isSteady }
            for stride in strides {
                for bin in 0..<50 {
                    var rate = sensor.reading(at: stride.start + stride.strideTime * Double(bin) / 50).angularRate
                    if side == .right { (rate.x, rate.z) = (-rate.x, -rate.z) }
                    if side == .left {
                        sums.left[bin] += rate / Double(strides.count)
                    } else {
                        sums.right[bin] += rate / Double(strides.count)
                    }
                }
            }
        }
        for (left, right) in zip(sums.left, sums.right) { #expect(norm(left - right) < 0.45, "\(left) \(right)") }
    }

    private func norm(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
}

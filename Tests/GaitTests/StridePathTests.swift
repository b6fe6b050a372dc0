import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct StridePathTests {
    /// One walk: cadence, stride length and what was made of it.
    struct Walk {
        var truths: [WalkTruth.Stride]
        var pairs: [(truth: WalkTruth.Stride, found: Stride)]
        var contacts: [WalkTruth.Contact]

        init(
            cadence: Double, strideLength: Double, seed: UInt64, rate: Double = 100, isRemounted: Bool = true,
            body: BodyDimensions = BodyDimensions()
        ) throws {
            var parameters = GaitParameters()
            (parameters.cadence, parameters.strideLength) = (cadence, strideLength)
            let walker = try Walker(parameters, script: [.stand(seconds: 3), .walk(seconds: 60)], seed: seed)
            var samples = try readings(walker, [.leftShank, .rightShank], rate: rate, seed: seed)
            if isRemounted {
                var generator = SeededGenerator(seed: seed)
                samples = samples.remounted(using: &generator)
            }
            let strides = analyze(samples, rate: rate, body: body).strides.filter(\.isSteady)
            truths = walker.truth.strides.filter { $0.length != nil }
            pairs = truths.compactMap { truth in
                strides.first { $0.side == truth.side && abs($0.end.seconds - truth.end) < 0.15 }.map { (truth, $0) }
            }
            contacts = walker.truth.contacts
        }

        /// Found minus true speed, m/s.
        var errors: [Double] { pairs.map { $0.found[.walkingSpeed] - ($0.truth.speed ?? .nan) } }
        var meanError: Double { errors.reduce(0, +) / Double(errors.count) }
        var absoluteError: Double { errors.map(abs).reduce(0, +) / Double(errors.count) }
    }

    @Test(
        "stride speeds from 0.4 to 1.8 m/s lie within 0.05 m/s on average, however the sensors are strapped on",
        arguments: [
            (60.0, 0.8), (70, 0.8), (80, 1.0), (90, 1.2), (100, 1.1), (108, 1.3), (120, 1.5), (130, 1.6),
            (140, 1.54), (60, 1.2), (140, 0.7), (120, 1.8),
        ])
    func speed(cadence: Double, strideLength: Double) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let walk = try Walk(cadence: cadence, strideLength: strideLength, seed: seed)
            #expect(walk.pairs.count > walk.truths.count * 9 / 10, "seed \(seed)")
            #expect(walk.absoluteError.isFinite, "seed \(seed)")
            #expect(walk.absoluteError <= 0.05, "seed \(seed): \(walk.absoluteError)")
            let lengths = walk.pairs.map { abs($0.found[.strideLength] - ($0.truth.length ?? .nan)) }
            let length = lengths.reduce(0, +) / Double(lengths.count)
            #expect(length <= 0.05, "seed \(seed): \(length) m")
        }
    }

    @Test("other sampling rates give the same speed", arguments: [50.0, 200])
    func rates(rate: Double) throws {
        let walk = try Walk(cadence: 108, strideLength: 1.3, seed: 3, rate: rate)
        #expect(walk.absoluteError <= 0.05, "\(walk.absoluteError)")
    }

    @Test("a sensor height that is 5 cm wrong moves a comfortable walk's speed by no more than 0.06 m/s")
    func height() throws {
        var body = BodyDimensions()
        let right = try Walk(cadence: 108, strideLength: 1.3, seed: 4, body: body).meanError
        body.shankSensorHeight += 0.05
        let high = try Walk(cadence: 108, strideLength: 1.3, seed: 4, body: body).meanError
        #expect((0.01...0.06).contains(high - right), "\(high - right)")
    }

    @Test("turning a sensor changes no speed")
    func mounting() throws {
        let plain = try Walk(cadence: 108, strideLength: 1.3, seed: 5, isRemounted: false)
        let turned = try Walk(cadence: 108, strideLength: 1.3, seed: 5)
        #expect(plain.pairs.count == turned.pairs.count)
        for (a, b) in zip(plain.pairs, turned.pairs) {
            #expect(abs(a.found[.walkingSpeed] - b.found[.walkingSpeed]) < 0.005)
        }
    }

    @Test("the first double support runs from a foot's contact to the other foot's leaving")
    func doubleSupport() throws {
        for (cadence, seed) in [(80.0, 1 as UInt64), (108, 2), (130, 3)] {
            let walk = try Walk(cadence: cadence, strideLength: 1.2, seed: seed)
            for (truth, found) in walk.pairs {
                let lifted = walk.contacts.first {
                    $0.kind == .finalContact && $0.side != truth.side && $0.time > truth.start
                }
                let leaving = try #require(lifted)
                let expected = leaving.time - truth.start
                // A shank's final contacts lie up to some 50 ms late on this body.
                #expect(abs(found[.doubleSupportTime] - expected) < 0.1, "seed \(seed)")
            }
        }
    }
}

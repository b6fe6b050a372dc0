import Gait
import IMU
import TestSupport
import Testing
import Walker

/// Angles of knee and lumbar unit against the synthetic body, with sensors in any mounting, noise, bias and skin.
@Suite struct BodyAngleTests {
    static let all: [Placement] = [.leftShank, .rightShank, .leftThigh, .rightThigh, .lumbar]

    /// Errors of a quantity over strides, degrees: measured minus true.
    struct Errors {
        var values: [Double] = []
        var mean: Double { values.reduce(0, +) / Double(values.count) }
        var rms: Double { (values.map { $0 * $0 }.reduce(0, +) / Double(values.count)).squareRoot() }
    }

    private func walker(_ seed: UInt64, _ change: (inout GaitParameters) -> Void = { _ in }) throws -> Walker {
        var parameters = GaitParameters()
        change(&parameters)
        return try Walker(parameters, script: [.stand(seconds: 6), .walk(seconds: 60), .stand(seconds: 4)], seed: seed)
    }

    private func strides(
        _ walker: Walker, _ placements: [Placement] = all, seed: UInt64, rate: Double = 100
    ) throws -> [Stride] {
        var generator = SeededGenerator(seed: seed)
        let worn = try readings(walker, placements, rate: rate, seed: seed).remounted(using: &generator)
        return analyze(worn, rate: rate).strides
    }

    /// Pairs the measured strides with the true ones (contacts within 0.1 s), once ten strides are walked.
    private func errors(
        _ quantity: StrideQuantity, _ strides: [Stride], _ walker: Walker, side: Side? = nil, from: Double = 18
    ) throws -> Errors {
        var errors = Errors()
        for (stride, truth) in walker.strideTruths() where stride.start > from {
            if let side, stride.side != side { continue }
            let found = strides.first {
                $0.side == stride.side && abs($0.start.seconds - stride.start) < 0.1
                    && abs($0.end.seconds - stride.end) < 0.1
            }
            guard let found else { continue }
            errors.values.append(found[quantity] * Units.degreesPerRadian - truth[quantity])
        }
        return errors
    }

    /// The knee bends at 160 °/s as this body's foot meets the ground, and its initial contacts are found some 12 ms
    /// early: that is 2° of the value at contact.
    static let knee: [(StrideQuantity, Double)] = [
        (.kneeInitialContact, 3.5), (.kneeLoadingExcursion, 2), (.kneeSwingPeak, 2), (.kneeExtensionDeficit, 2),
        (.kneeRange, 1),
    ]

    @Test("knee angles of each stride", arguments: 1...4 as ClosedRange<UInt64>)
    func knee(seed: UInt64) throws {
        let walker = try walker(seed) {
            $0.kneeLoadingDegrees.left = 8
            $0.kneeSwingPeakDegrees.right = 50
            $0.kneeAtContactDegrees.right = 12
        }
        let strides = try strides(walker, seed: seed)
        for (quantity, limit) in Self.knee {
            for side in Side.allCases {
                let errors = try errors(quantity, strides, walker, side: side)
                print("seed \(seed) \(side.name) \(quantity.name): RMS \(errors.rms), mean \(errors.mean)")
                #expect(errors.values.count > 20, "seed \(seed)")
                #expect(errors.rms <= limit, "seed \(seed), \(side.name) \(quantity.name): \(errors.rms)°")
            }
        }
    }

    static let lumbar: [(StrideQuantity, Double)] = [
        (.pelvicDrop, 1), (.trunkLean, 1), (.lumbopelvicRotation, 0.5), (.lumbarInclination, 1),
    ]

    @Test("pelvis and trunk of each stride", arguments: 1...4 as ClosedRange<UInt64>)
    func lumbar(seed: UInt64) throws {
        let walker = try walker(seed) {
            $0.pelvicDropDegrees = PerSide(left: 8, right: 3)
            $0.lateralLeanDegrees = seed % 2 == 0 ? 4 : -3
        }
        let strides = try strides(walker, seed: seed)
        for (quantity, limit) in Self.lumbar {
            for side in Side.allCases {
                let errors = try errors(quantity, strides, walker, side: side)
                print("seed \(seed) \(side.name) \(quantity.name): RMS \(errors.rms), mean \(errors.mean)")
                #expect(errors.values.count > 20, "seed \(seed)")
                #expect(abs(errors.mean) <= limit, "seed \(seed), \(side.name) \(quantity.name): \(errors.mean)°")
            }
        }
    }

    @Test("the difference between the sides' pelvic drops", arguments: 1...3 as ClosedRange<UInt64>)
    func dropDifference(seed: UInt64) throws {
        let walker = try walker(seed) { $0.pelvicDropDegrees = PerSide(left: 9, right: 4) }
        let strides = try strides(walker, [.leftShank, .rightShank, .lumbar], seed: seed).filter(\.isSteady)
        func mean(_ side: Side) -> Double {
            let values = strides.filter { $0.side == side }.map { $0[.pelvicDrop] }.filter(\.isFinite)
            return values.reduce(0, +) / Double(values.count) * Units.degreesPerRadian
        }
        let difference = mean(.left) - mean(.right)
        print("seed \(seed): difference of pelvic drops \(difference)°, true 5°")
        #expect(abs(difference - 5) <= 1, "seed \(seed): \(difference)")
    }

    @Test("live knee flexion", arguments: [50.0, 100, 200])
    func live(rate: Double) throws {
        let walker = try walker(7)
        var generator = SeededGenerator(seed: 7)
        let worn = try readings(walker, Self.all, rate: rate, seed: 7).remounted(using: &generator)
        var analyzer = GaitAnalyzer()
        for placement in Self.all { analyzer.add(placement, rate: rate) }
        var truth = try walker.sensor(.lumbar)
        var errors: [Double] = []
        for reading in worn {
            analyzer.take(
                reading.placement, time: reading.time, acceleration: reading.acceleration,
                angularRate: reading.angularRate
            ) { _ in }
            let time = reading.time.seconds
            if reading.placement == .leftShank, time < 6 { #expect(analyzer.kneeFlexion(.left).isNaN) }
            guard reading.placement == .leftThigh, (18..<60).contains(time) else { continue }
            let flexion = analyzer.kneeFlexion(.left) * Units.degreesPerRadian
            // The last rate is taken to last for another half period.
            errors.append(flexion - truth.kneeFlexionDegrees(.left, at: time + 0.5 / rate))
        }
        let offset = errors.reduce(0, +) / Double(errors.count)
        let rms = (errors.map { ($0 - offset) * ($0 - offset) }.reduce(0, +) / Double(errors.count)).squareRoot()
        print("synthetic knee at \(rate) Hz: RMS after offset \(rms)°, offset \(offset)°")
        #expect(errors.count > 1000)
        #expect(rms <= 1, "\(rate) Hz: \(rms)")
    }

    @Test("what is not worn is unknown, and a shank alone never says knee")
    func partial() throws {
        let walker = try walker(3)
        let shanks = try strides(walker, [.leftShank, .rightShank], seed: 3).filter(\.isSteady)
        #expect(shanks.count > 60)
        for stride in shanks {
            for quantity in Self.knee.map(\.0) + Self.lumbar.map(\.0) { #expect(stride[quantity].isNaN) }
            #expect((5...40).contains(stride[.shankLoadingRotation] * Units.degreesPerRadian))
            #expect((5...35).contains(stride[.shankTerminalPitch] * Units.degreesPerRadian))
        }
        let oneThigh = try strides(walker, [.leftShank, .rightShank, .rightThigh], seed: 3).filter(\.isSteady)
        #expect(oneThigh.allSatisfy { $0[.kneeRange].isFinite == ($0.side == .right) })
    }

    @Test("without standing there is no zero: ranges are said, angles are not")
    func noStanding() throws {
        let walker = try Walker(script: [.walk(seconds: 40)], seed: 4)
        let strides = try strides(walker, seed: 4).filter(\.isSteady)
        #expect(strides.count > 40)
        #expect(strides.allSatisfy { $0[.kneeSwingPeak].isNaN && $0[.trunkLean].isNaN })
        #expect(strides.dropFirst(8).allSatisfy { $0[.kneeRange].isFinite && $0[.pelvicDrop].isFinite })
    }

    @Test("a stride over missing samples of the thigh says nothing of the knee")
    func gap() throws {
        let walker = try walker(5)
        let gap = 30.0...31.5
        let worn = try readings(walker, Self.all, seed: 5)
        var analyzer = GaitAnalyzer()
        for placement in Self.all { analyzer.add(placement, rate: 100) }
        var outputs: [GaitOutput] = []
        var isInterrupted = false
        for reading in worn {
            if reading.placement == .leftThigh {
                if gap.contains(reading.time.seconds) { continue }
                if reading.time.seconds > gap.upperBound, !isInterrupted {
                    isInterrupted = true
                    analyzer.interrupt(.leftThigh, at: reading.time) { outputs.append($0) }
                }
            }
            analyzer.take(
                reading.placement, time: reading.time, acceleration: reading.acceleration,
                angularRate: reading.angularRate
            ) { outputs.append($0) }
        }
        for stride in outputs.strides where stride.isSteady && stride.start.seconds > 20 {
            let touches = stride.end.seconds > gap.lowerBound && stride.start.seconds < gap.upperBound
            if stride.side == .left, touches { #expect(stride[.kneeRange].isNaN) }
            if stride.side == .right { #expect(stride[.kneeRange].isFinite) }
        }
        #expect(outputs.strides.contains { $0.start.seconds > 33 && $0.side == .left && $0[.kneeRange].isFinite })
    }
}

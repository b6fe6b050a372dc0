import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct StrideTests {
    static let seeds = 1...8 as ClosedRange<UInt64>

    private func straight(_ parameters: GaitParameters = .init(), seconds: Double = 90, seed: UInt64) throws -> Walker {
        try Walker(parameters, script: [.stand(seconds: 3), .walk(seconds: seconds), .stand(seconds: 5)], seed: seed)
    }

    private func mean(_ strides: [Stride], _ side: Side, _ quantity: StrideQuantity) -> Double {
        let values = strides.filter { $0.side == side && $0.isSteady }.map { $0[quantity] }.filter(\.isFinite)
        return values.reduce(0, +) / Double(values.count)
    }

    private func index(_ strides: [Stride], _ quantity: StrideQuantity) -> Double {
        SymmetryIndex.percent(left: mean(strides, .left, quantity), right: mean(strides, .right, quantity))
    }

    @Test("stance and swing make the stride; times are true within 3 %", arguments: seeds)
    func times(seed: UInt64) throws {
        let walker = try straight(seed: seed)
        let strides = analyze(try readings(walker, seed: seed)).strides
        for stride in strides where stride.stanceTime.isFinite {
            #expect(abs(stride.stanceTime + stride.swingTime - stride.strideTime) < 1e-6, "seed \(seed)")
        }
        for side in Side.allCases {
            #expect(abs(mean(strides, side, .stepTime) / walker.truth.mean(.stepTime, side) - 1) < 0.03, "seed \(seed)")
            let stance = mean(strides, side, .stanceTime)
            #expect(abs(stance - walker.truth.mean(.stanceTime, side)) < 0.03, "seed \(seed): \(stance)")
            let count = strides.count { $0.side == side && $0.isSteady }
            #expect(count >= walker.truth.steadyStrides(side) - 4, "seed \(seed): \(count)")
        }
    }

    @Test("a drawn step-time asymmetry is recovered", arguments: 1...16 as ClosedRange<UInt64>)
    func asymmetry(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var parameters = GaitParameters()
        let size = Double.random(in: 0...20, using: &generator)
        parameters.limp(Bool.random(using: &generator) ? .left : .right, sizePercent: size)
        let walker = try straight(parameters, seed: seed)
        let strides = analyze(try readings(walker, seed: seed)).strides
        let (found, truth) = (index(strides, .stepTime), walker.truth.symmetryIndex(.stepTime))
        #expect(abs(found - truth) < 2, "seed \(seed): \(found), truly \(truth)")
        let (stance, trueStance) = (index(strides, .stanceTime), walker.truth.symmetryIndex(.stanceTime))
        #expect(abs(stance - trueStance) < 3, "seed \(seed): \(stance), truly \(trueStance)")
    }

    @Test("strides in a turn, at the start and over a stop are not steady", arguments: seeds)
    func turning(seed: UInt64) throws {
        let walker = try Walker(
            script: [
                .stand(seconds: 3), .walk(seconds: 20), .turn(degrees: 180), .walk(seconds: 20), .turn(degrees: -90),
                .walk(seconds: 20), .stand(seconds: 6), .walk(seconds: 20), .stand(seconds: 5),
            ], seed: seed)
        let outputs = analyze(try readings(walker, seed: seed))
        for turn in walker.truth.turns {
            // Strides that lie in the turn's middle turn the body most.
            let middle = HostTime(seconds: (turn.start + turn.end) / 2)
            let within = outputs.strides.filter { $0.start <= middle && $0.end >= middle }
            #expect(!within.isEmpty && within.allSatisfy { !$0.isSteady }, "seed \(seed)")
        }
        for bout in outputs.bouts {
            for side in Side.allCases {
                let first = outputs.strides.first { $0.side == side && $0.start >= bout.start }
                #expect(first?.isSteady == false, "seed \(seed)")
            }
        }
        #expect(outputs.bouts.count == 2, "seed \(seed)")
        #expect(outputs.turns.count == 2, "seed \(seed)")
        for (found, truth) in zip(outputs.turns, walker.truth.turns) {
            #expect(abs(found.angle * Units.degreesPerRadian - truth.degrees) < 25, "seed \(seed): \(found)")
            #expect(found.start.seconds < truth.end && found.end.seconds > truth.start, "seed \(seed): \(found)")
        }
        let steady = outputs.strides.count(where: \.isSteady)
        #expect(Double(steady) > 0.6 * Double(outputs.strides.count), "seed \(seed): \(steady)")
    }

    @Test("bouts begin and end with the walk and count its strides", arguments: seeds)
    func bout(seed: UInt64) throws {
        let walker = try straight(seconds: 40, seed: seed)
        let outputs = analyze(try readings(walker, seed: seed))
        let bout = try #require(outputs.bouts.first)
        #expect(outputs.bouts.count == 1, "seed \(seed)")
        #expect(bout.stridesLeft == outputs.strides.count { $0.side == .left }, "seed \(seed)")
        #expect(bout.stridesRight == outputs.strides.count { $0.side == .right }, "seed \(seed)")
        #expect(abs(bout.cadence - walker.parameters.cadence) < 5, "seed \(seed): \(bout.cadence)")
        #expect(bout.start.seconds > 3 && bout.end.seconds < walker.truth.states[1].end + 0.2, "seed \(seed)")
    }

    @Test("one shank alone gives stance and swing, and no step time", arguments: Side.allCases)
    func oneShank(side: Side) throws {
        let walker = try straight(seconds: 40, seed: 4)
        let placement: Placement = side == .left ? .leftShank : .rightShank
        let outputs = analyze(try readings(walker, [placement]))
        #expect(outputs.strides.count > 25)
        #expect(outputs.strides.allSatisfy { $0.side == side && $0.stepTime.isNaN })
        let known = outputs.strides.filter(\.isSteady)
        #expect(known.allSatisfy { $0.stanceTime.isFinite && $0.swingTime.isFinite })
        #expect(abs((outputs.bouts.first?.cadence ?? 0) - walker.parameters.cadence) < 5)
    }

    @Test("a thigh unit gives nothing, and the lumbar unit beside it gives the turn")
    func lumbarAlone() throws {
        let walker = try Walker(
            script: [.stand(seconds: 3), .walk(seconds: 10), .turn(degrees: 180), .walk(seconds: 10)], seed: 2)
        let outputs = analyze(try readings(walker, [.lumbar, .leftThigh]))
        #expect(outputs.turns.count == 1)
        #expect(analyze(try readings(walker, [.leftThigh])).isEmpty)
    }

    @Test("a foot without samples is not waited for longer than the patience")
    func patience() throws {
        let all = try readings(try straight(seconds: 30, seed: 6), [.leftShank])
        var analyzer = GaitAnalyzer()
        analyzer.add(.leftShank, rate: 100)
        analyzer.add(.rightShank, rate: 100)
        var strides = 0
        for reading in all {
            analyzer.take(
                .leftShank, time: reading.time, acceleration: reading.acceleration, angularRate: reading.angularRate
            ) {
                guard case .stride(let stride) = $0 else { return }
                strides += 1
                #expect(reading.time.seconds(since: stride.end) < GaitAnalyzer.patience + 0.02)
            }
        }
        #expect(strides > 20)
    }

    @Test("strides come in order of their ends", arguments: seeds)
    func order(seed: UInt64) throws {
        let strides = analyze(try readings(try straight(seconds: 40, seed: seed), seed: seed)).strides
        for (a, b) in zip(strides, strides.dropFirst()) { #expect(a.end <= b.end, "seed \(seed)") }
    }

    @Test("a gap withdraws what is pending, and no stride lies over it", arguments: seeds)
    func gap(seed: UInt64) throws {
        let all = try readings(try straight(seconds: 40, seed: seed), seed: seed)
        var generator = SeededGenerator(seed: seed)
        let start = Double.random(in: 15...25, using: &generator)
        var analyzer = GaitAnalyzer()
        for placement in [Placement.leftShank, .rightShank] { analyzer.add(placement, rate: 100) }
        var outputs: [GaitOutput] = []
        var isBroken = false
        for reading in all where !(reading.placement == .leftShank && abs(reading.time.seconds - start - 0.5) < 0.5) {
            if reading.placement == .leftShank, reading.time.seconds > start, !isBroken {
                isBroken = true
                analyzer.interrupt(.leftShank, at: reading.time) { outputs.append($0) }
            }
            analyzer.take(
                reading.placement, time: reading.time, acceleration: reading.acceleration,
                angularRate: reading.angularRate
            ) { outputs.append($0) }
        }
        analyzer.finish { outputs.append($0) }
        let over = outputs.strides.filter { $0.side == .left && $0.start.seconds < start && $0.end.seconds > start }
        #expect(over.isEmpty, "seed \(seed): \(over)")
        #expect(
            outputs.strides.contains { $0.side == .left && $0.start.seconds > start && $0.isSteady }, "seed \(seed)")
        let resolved = outputs.confirmed.count + outputs.retractions.count
        #expect(outputs.contacts.count { $0.status == .provisional } == resolved, "seed \(seed)")
    }

    @Test("a sensor whose rate changes numbers its contacts on")
    func rateChange() throws {
        let walker = try straight(seconds: 40, seed: 3)
        var analyzer = GaitAnalyzer()
        var ids = Set<UInt64>()
        var said = 0
        for rate in [100.0, 50] {
            analyzer.interrupt(.leftShank, at: HostTime(seconds: rate == 50 ? 60 : 0)) { _ in }
            analyzer.add(.leftShank, rate: rate)
            for reading in try readings(walker, [.leftShank], rate: rate) {
                let time = reading.time.advanced(seconds: rate == 50 ? 60 : 0)
                analyzer.take(
                    .leftShank, time: time, acceleration: reading.acceleration, angularRate: reading.angularRate
                ) {
                    guard case .contact(let contact) = $0, contact.status == .provisional else { return }
                    ids.insert(contact.id)
                    said += 1
                }
            }
        }
        #expect(ids.count == said && said > 100)
    }

    @Test("any numbers at all are digested", arguments: 1...20 as ClosedRange<UInt64>)
    func hostile(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var analyzer = GaitAnalyzer()
        let rates: [Double] = [1, 50, 100, 1e5]
        for placement in Placement.allCases {
            analyzer.add(placement, rate: rates[Int(generator.next() % UInt64(rates.count))])
        }
        var provisional = 0
        var resolved = 0
        func count(_ output: GaitOutput) {
            switch output {
            case .contact(let contact):
                if contact.status == .provisional { provisional += 1 } else { resolved += 1 }
            case .retraction: resolved += 1
            default: break
            }
        }
        var time = Int64(0)
        for _ in 0..<20_000 {
            let kind = generator.next() % 1000
            time = kind == 0 ? Int64(bitPattern: generator.next()) : time &+ Int64(generator.next() % 20_000_000)
            let scale = kind < 20 ? 1e18 : 8.0
            analyzer.take(
                Placement.allCases[Int(generator.next() % 7)], time: HostTime(nanoseconds: time),
                acceleration: [scale * generator.normal(), scale * generator.normal(), 9.8],
                angularRate: [scale * generator.normal(), generator.normal(), generator.normal()], into: count)
            if kind == 1 { analyzer.interrupt(.leftShank, at: HostTime(nanoseconds: time), into: count) }
        }
        analyzer.finish(into: count)
        #expect(provisional == resolved, "seed \(seed)")
    }
}

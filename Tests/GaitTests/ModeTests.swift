import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct ModeTests {
    private static let seeds: ClosedRange<UInt64> = 1...4
    private static let stairs: [Activity] = [
        .stand(seconds: 3), .walk(seconds: 20), .climb(seconds: 15), .walk(seconds: 15), .descend(seconds: 15),
        .walk(seconds: 15),
    ]
    private static let running: [Activity] = [
        .stand(seconds: 3), .walk(seconds: 20), .run(seconds: 40), .walk(seconds: 20),
    ]

    /// A body of drawn cadence and stance.
    private func walker(_ script: [Activity], _ generator: inout SeededGenerator, seed: UInt64) throws -> Walker {
        var parameters = GaitParameters()
        parameters.cadence = .random(in: 85...120, using: &generator)
        parameters.stanceFraction = .random(in: 0.60...0.65, using: &generator)
        parameters.limp(.left, sizePercent: .random(in: -10...10, using: &generator))
        return try Walker(parameters, script: script, seed: seed)
    }

    /// How many of the true steady strides are said to be what they are.
    private struct Found {
        var right = 0
        var all = 0
        var share: Double { Double(right) / Double(all) }
    }

    private func found(
        _ script: [Activity], _ placements: [Placement], _ pairs: [(Manner, GaitMode)]
    ) throws -> [GaitMode: Found] {
        var found: [GaitMode: Found] = [:]
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let walker = try walker(script, &generator, seed: seed)
            let samples = try readings(walker, placements, seed: seed).remounted(using: &generator)
            let strides = analyze(samples).strides
            for stride in strides where stride.mode != .walking { #expect(!stride.isSteady, "seed \(seed)") }
            for truth in walker.truth.strides where truth.isSteady {
                guard let mode = pairs.first(where: { $0.0 == truth.manner })?.1 else { continue }
                if placements.allSatisfy({ $0.side == truth.side.opposite }) { continue }
                // The body's feet stand still only where they are placed: not on the last treads of a stair.
                if mode == .stairsUp || mode == .stairsDown, truth.rise == nil { continue }
                let said = strides.first { $0.side == truth.side && abs($0.end.seconds - truth.end) < 0.2 }
                found[mode, default: Found()].all += 1
                if said?.mode == mode { found[mode, default: Found()].right += 1 }
            }
        }
        return found
    }

    @Test(
        "running is told by both shanks, by one alone, and by the lumbar unit alone",
        arguments: [
            [.leftShank, .rightShank, .lumbar], [.leftShank, .rightShank], [.leftShank], [.rightShank, .lumbar],
            [.lumbar],
        ] as [[Placement]])
    func running(placements: [Placement]) throws {
        let found = try found(Self.running, placements, [(.walking, .walking), (.running, .running)])
        let running = try #require(found[.running])
        let walking = try #require(found[.walking])
        print("running by \(placements.map(\.name)): \(running.share) found, walking kept: \(walking.share)")
        #expect(running.all > 100 && running.share >= 0.95)
        #expect(walking.all > 60 && walking.share >= 0.95)
    }

    @Test(
        "stairs are told by shanks, up from down",
        arguments: [[.leftShank, .rightShank, .lumbar], [.leftShank, .rightShank], [.rightShank]] as [[Placement]])
    func stairs(placements: [Placement]) throws {
        let found = try found(
            Self.stairs, placements, [(.walking, .walking), (.climbing, .stairsUp), (.descending, .stairsDown)])
        for mode in [GaitMode.stairsUp, .stairsDown, .walking] {
            let part = try #require(found[mode])
            print("\(mode.name) by \(placements.map(\.name)): \(part.share) of \(part.all)")
            #expect(part.all > 20 && part.share >= 0.95, "\(mode.name)")
        }
    }

    @Test("level walking is not set apart, slow or fast, even or not")
    func walking() throws {
        for cadence in [60.0, 75, 90, 105, 120, 130, 140] {
            var (own, strides) = (0, 0)
            for (seed, size) in [(1 as UInt64, 0.0), (2, 15), (3, -25)] {
                var parameters = GaitParameters()
                parameters.cadence = cadence
                parameters.strideLength = 0.7 + 0.008 * (cadence - 60)
                if cadence < 130 { parameters.limp(.left, sizePercent: size) }
                let walker = try Walker(parameters, script: [.stand(seconds: 3), .walk(seconds: 90)], seed: seed)
                for placements in [[.leftShank, .rightShank, .lumbar], [.leftShank, .rightShank], [.lumbar]]
                    as [[Placement]]
                {
                    let found = analyze(try readings(walker, placements, seed: seed)).strides
                    strides += found.count
                    own += found.count { $0.mode != .walking }
                }
            }
            print("cadence \(cadence): \(own) of \(strides) strides set apart")
            #expect(strides > 500 && Double(own) <= 0.005 * Double(strides))
        }
    }

    @Test("after running and stairs a foot's first two walking strides enter no index, and the bout counts all")
    func after() throws {
        let script: [Activity] = [
            .stand(seconds: 3), .walk(seconds: 15), .run(seconds: 15), .walk(seconds: 15), .climb(seconds: 12),
            .walk(seconds: 15), .stand(seconds: 6),
        ]
        let outputs = analyze(try readings(try Walker(script: script, seed: 8)))
        for side in Side.allCases {
            let strides = outputs.strides.filter { $0.side == side }
            for index in strides.indices.dropLast(2) where strides[index].mode != .walking {
                #expect(strides[index...index + 2].allSatisfy { !$0.isSteady })
            }
            let last = try #require(strides.last)
            #expect(strides.contains { $0.isSteady && $0.end.seconds > last.end.seconds - 8 })
        }
        let bout = try #require(outputs.bouts.first)
        #expect(outputs.bouts.count == 1)
        for mode in GaitMode.allCases { #expect(bout.modes[mode] == outputs.strides.count { $0.mode == mode }) }
        #expect(bout.modes.setApart == outputs.strides.count { $0.mode != .walking })
        #expect(bout.modes[.running] > 30 && bout.modes[.stairsUp] > 10 && bout.modes[.walking] > 50)
    }

    @Test("running says no stride length, since the way is that of walking")
    func length() throws {
        let strides = analyze(try readings(try Walker(script: Self.running, seed: 9))).strides
        for stride in strides where stride.mode == .running {
            #expect(stride[.strideLength].isNaN && stride[.walkingSpeed].isNaN)
        }
    }

    @Test("a mode is known by its name")
    func names() {
        for mode in GaitMode.allCases { #expect(GaitMode(name: mode.name) == mode) }
        #expect(GaitMode(name: "flying") == nil)
    }
}

import IMU
import TestSupport
import Testing
import Walker

@Suite struct TruthTests {
    static let seeds: [UInt64] = Array(1...12)

    private func walk(
        _ parameters: GaitParameters = .init(), seconds: Double = 300, seed: UInt64
    ) throws -> WalkTruth {
        try Walker(parameters, script: [.stand(seconds: 2), .walk(seconds: seconds)], seed: seed).truth
    }

    @Test("an even walker is even: over many seeds the mean indices lie around zero")
    func even() throws {
        for quantity in WalkTruth.Quantity.allCases {
            let indices = try Self.seeds.map { try walk(seed: $0).symmetryIndex(quantity) }
            let mean = indices.reduce(0, +) / Double(indices.count)
            let spread = (indices.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(indices.count)).squareRoot()
            #expect(abs(mean) < 3 * spread / Double(indices.count).squareRoot() + 0.05, "\(quantity) \(indices)")
            // A single walk: the rotation varies by a tenth from stride to stride, the times by a fiftieth.
            let limit = quantity == .tibialRotationDegrees ? 5.0 : 2
            #expect(indices.allSatisfy { abs($0) < limit }, "\(quantity) \(indices)")
        }
    }

    @Test("the realised indices are the asked ones", arguments: seeds)
    func realised(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var parameters = GaitParameters()
        parameters.cadence = Double.random(in: 85...120, using: &generator)
        parameters.stepTimeSymmetryIndexPercent = Double.random(in: -20...20, using: &generator)
        parameters.stanceTimeSymmetryIndexPercent = Double.random(in: -10...10, using: &generator)
        try parameters.validate()
        let truth = try walk(parameters, seed: seed)
        #expect(abs(truth.symmetryIndex(.stepTime) - parameters.stepTimeSymmetryIndexPercent) < 1, "seed \(seed)")
        #expect(abs(truth.symmetryIndex(.stanceTime) - parameters.stanceTimeSymmetryIndexPercent) < 1, "seed \(seed)")
        for side in Side.allCases {
            #expect(abs(truth.mean(.stepTime, side) - parameters.stepTime(side)) < 0.004, "seed \(seed)")
            #expect(abs(truth.mean(.stanceTime, side) - parameters.stanceTime(side)) < 0.006, "seed \(seed)")
        }
    }

    @Test("a limp relieves its leg: shorter stance, longer step, equal double supports")
    func limp() throws {
        var parameters = GaitParameters()
        parameters.limp(.right, sizePercent: 16)
        let truth = try walk(parameters, seed: 4)
        #expect(abs(truth.symmetryIndex(.stepTime) + 16) < 1)
        #expect(truth.mean(.stanceTime, .right) < truth.mean(.stanceTime, .left))
        #expect(abs(parameters.doubleSupport(after: .left) - parameters.doubleSupport(after: .right)) < 1e-9)
    }

    @Test("contacts alternate, stance and swing make the stride, double support exists", arguments: seeds)
    func order(seed: UInt64) throws {
        let script: [Activity] = [
            .stand(seconds: 2), .walk(seconds: 20), .turn(degrees: 180), .walk(seconds: 10), .stand(seconds: 2),
            .sit(seconds: 8), .walk(seconds: 5), .stand(seconds: 1),
        ]
        let truth = try Walker(script: script, seed: seed).truth
        for side in Side.allCases {
            let kinds = truth.contacts.filter { $0.side == side }.map(\.kind)
            for (index, kind) in kinds.enumerated() {
                #expect(kind == (index % 2 == 0 ? .finalContact : .initialContact), "seed \(seed) \(side) \(index)")
            }
        }
        let landings = truth.contacts.filter { $0.kind == .initialContact }
        for (a, b) in zip(landings, landings.dropFirst()) where b.time - a.time < 1.5 { #expect(a.side != b.side) }
        for stride in truth.strides {
            #expect(abs(stride.stanceTime + stride.swingTime - stride.strideTime) < 1e-9)
            #expect(stride.swingTime > 0.2 && stride.stanceTime > stride.strideTime / 2, "seed \(seed) \(stride)")
            let inTurn = truth.turns.contains { $0.start < stride.end && $0.end > stride.start }
            #expect(!(stride.isSteady && inTurn), "seed \(seed)")
        }
        #expect(
            truth.turns.count == 1
                && truth.states.map(\.activity) == [
                    .standing, .walking, .standing, .sitting, .walking, .standing,
                ])
        for (a, b) in zip(truth.states, truth.states.dropFirst()) { #expect(a.end == b.start) }
        #expect(truth.states.last?.end == truth.duration)
    }

    @Test("what nobody can walk is refused with its reason")
    func refused() {
        var parameters = GaitParameters()
        parameters.stepTimeSymmetryIndexPercent = 90
        #expect(throws: WalkerError.self) { try Walker(parameters, script: [.walk(seconds: 10)], seed: 1) }
        #expect(throws: WalkerError.self) { try Walker(script: [], seed: 1) }
        #expect(throws: WalkerError.self) { try Activity.script("walk sixty") }
        #expect(throws: WalkerError.self) { try Activity.script("fly 3") }
        #expect(throws: WalkerError.self) {
            try Walker(script: [.walk(seconds: 3)], seed: 1).sensor(.leftFoot)
        }
    }

    @Test("scripts are read as they are written")
    func script() throws {
        #expect(
            try Activity.script("stand 5, walk 60; turn -180\nsit 20") == [
                .stand(seconds: 5), .walk(seconds: 60), .turn(degrees: -180), .sit(seconds: 20),
            ])
    }
}

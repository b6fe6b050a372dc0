import IMU
import TestSupport
import Testing
import Walker

@Suite struct SensorModelTests {
    private let script: [Activity] = [.stand(seconds: 1), .walk(seconds: 8)]

    @Test("any mounting leaves the norms as they are and is undone by its rotation", arguments: 1...8)
    func mounting(seed: UInt64) throws {
        let walker = try Walker(script: script, seed: seed)
        var random = WalkerRandom(seed: seed)
        var model = SensorModel.ideal
        model.mounting = .random(using: &random)
        let plain = try walker.stream(.leftShank, model: .ideal)
        let turned = try walker.stream(.leftShank, model: model)
        for (a, b) in zip(plain, turned) {
            #expect(norm(a.acceleration - model.mounting.rotate(b.acceleration)) < 1e-9, "seed \(seed)")
            #expect(abs(norm(a.angularRate) - norm(b.angularRate)) < 1e-9, "seed \(seed)")
        }
    }

    @Test("equal seeds give equal walks, other seeds other walks")
    func determinism() throws {
        var model = SensorModel()
        model.drawImperfections(seed: 5)
        let first = try Array(Walker(script: script, seed: 8).stream(.lumbar, model: model))
        let again = try Array(Walker(script: script, seed: 8).stream(.lumbar, model: model))
        let other = try Array(Walker(script: script, seed: 9).stream(.lumbar, model: model))
        #expect(first == again)
        #expect(first != other)
    }

    @Test("what came before does not matter: any order of asking gives the same readings", arguments: 1...5)
    func order(seed: UInt64) throws {
        let walker = try Walker(script: script, seed: 2)
        var forward = try walker.sensor(.rightShank)
        var random = SeededGenerator(seed: seed)
        var jumping = try walker.sensor(.rightShank)
        let times = (0..<400).map { Double($0) * 0.02 }
        let straight = times.map { forward.reading(at: $0) }
        for index in times.indices.shuffled(using: &random) {
            let reading = jumping.reading(at: times[index])
            #expect(reading.acceleration == straight[index].acceleration, "seed \(seed)")
            #expect(reading.angularRate == straight[index].angularRate, "seed \(seed)")
        }
    }

    @Test("a fast clock samples early and shows more")
    func clock() throws {
        var model = SensorModel()
        (model.clockPartsPerMillion, model.clockOffset) = (200, 50)
        let walker = try Walker(script: [.stand(seconds: 100)], seed: 1)
        let readings = try Array(walker.stream(.lumbar, model: model))
        #expect(readings.count == 10_003)
        let last = try #require(readings.last)
        #expect(abs(last.clock - (50 + Double(last.index) / 100)) < 1e-9)
        #expect(last.time < Double(last.index) / 100)
    }

    @Test("noise has the density, bias the size that was asked")
    func noise() throws {
        var parameters = GaitParameters()
        parameters.swayDegrees = 0
        let walker = try Walker(parameters, script: [.stand(seconds: 200)], seed: 1)
        var model = SensorModel()
        model.accelerationNoiseDensity = 0.02
        model.rateBias = [0.1, 0, -0.1]
        let readings = try Array(walker.stream(.lumbar, model: model))
        let count = Double(readings.count)
        let mean = readings.map(\.acceleration).reduce(.zero, +) / count
        let variance = readings.map { ($0.acceleration.y - mean.y) * ($0.acceleration.y - mean.y) }.reduce(0, +) / count
        #expect(abs(variance.squareRoot() / (0.02 * 50.0.squareRoot()) - 1) < 0.05)
        let rate = readings.map(\.angularRate).reduce(.zero, +) / count
        #expect(norm(rate - [0.1, 0, -0.1]) < 1e-3)
    }

    @Test("a slip turns the sensor from its time on")
    func slip() throws {
        let walker = try Walker(script: script, seed: 2)
        var model = SensorModel.ideal
        model.slip = .init(time: 4, rotation: Quaternion(angle: 0.5, axis: [0, 0, 1]))
        for (a, b) in zip(try walker.stream(.leftShank, model: .ideal), try walker.stream(.leftShank, model: model)) {
            if a.time < 4 {
                #expect(a.acceleration == b.acceleration)
            } else {
                #expect(norm(a.acceleration - model.slip!.rotation.rotate(b.acceleration)) < 1e-9)
            }
        }
    }

    private func norm(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
}

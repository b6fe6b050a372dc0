import IMU
import TestSupport
import Testing
import Walker

@Suite struct MannerTests {
    private func walker(_ script: [Activity], cadence: Double = 108, seed: UInt64) throws -> Walker {
        var parameters = GaitParameters()
        parameters.cadence = cadence
        return try Walker(parameters, script: [.stand(seconds: 3), .walk(seconds: 10)] + script, seed: seed)
    }

    private func steady(_ walker: Walker, _ manner: Manner) -> [WalkTruth.Stride] {
        walker.truth.strides.filter { $0.isSteady && $0.manner == manner }
    }

    @Test(
        "running, each foot leaves before the other one lands, and the trunk falls freely", arguments: [90.0, 108, 126])
    func running(cadence: Double) throws {
        let walker = try walker([.run(seconds: 20)], cadence: cadence, seed: 3)
        let strides = steady(walker, .running)
        #expect(strides.count > 40)
        var trunk = try walker.sensor(.lumbar)
        for stride in strides {
            #expect((0.3...0.45).contains(stride.stanceTime / stride.strideTime))
            #expect((0.65...0.85).contains(stride.strideTime))
            let landing = walker.truth.contacts.first {
                $0.kind == .initialContact && $0.side != stride.side && $0.time > stride.start
            }
            let next = try #require(landing)
            #expect(next.time - stride.finalContact > 0.05)
            let top = trunk.reading(at: 0.5 * (stride.finalContact + next.time)).acceleration
            #expect(norm(top) < 4, "\(top)")
        }
        let speeds = strides.compactMap(\.speed)
        #expect(abs(speeds.reduce(0, +) / Double(speeds.count) - 2.7) < 0.3)
    }

    @Test("a running shank swings and shakes as shanks in running do")
    func shank() throws {
        let walker = try walker([.run(seconds: 20)], seed: 5)
        var sensor = try walker.sensor(.leftShank)
        for stride in steady(walker, .running) where stride.side == .left {
            let readings = Swift.stride(from: stride.start, to: stride.end, by: 0.002).map { sensor.reading(at: $0) }
            let rates = readings.map { -$0.angularRate.y }
            #expect((9...16).contains(rates.max() ?? 0) && (-14...(-6)).contains(rates.min() ?? 0))
            #expect((50...160).contains(readings.map { norm($0.acceleration) }.max() ?? 0))
        }
    }

    @Test("on stairs the foot stands two risers higher or lower after each stride, and stands still between")
    func stairs() throws {
        for (activity, manner, rise) in [
            (Activity.climb(seconds: 20), Manner.climbing, 0.34), (.descend(seconds: 20), .descending, -0.34),
        ] {
            let walker = try walker([activity, .walk(seconds: 10)], seed: 7)
            let strides = steady(walker, manner)
            let rises = strides.compactMap(\.rise)
            #expect(strides.count > 20 && rises.count >= strides.count - 4)
            #expect(rises.allSatisfy { abs($0 - rise) < 0.05 }, "\(rises)")
            for length in strides.compactMap(\.length) { #expect(abs(length - 0.58) < 0.06, "\(length)") }
            let level = steady(walker, .walking).compactMap(\.rise)
            #expect(!level.isEmpty && level.allSatisfy { abs($0) < 0.03 })
        }
    }

    @Test("where the manner changes no stride is steady")
    func changes() throws {
        let walker = try walker([.run(seconds: 8), .walk(seconds: 8), .climb(seconds: 8), .walk(seconds: 8)], seed: 9)
        let strides = walker.truth.strides
        for index in strides.indices.dropFirst() where strides[index].manner != strides[index - 1].manner {
            #expect(strides[max(0, index - 2)...min(strides.count - 1, index + 3)].allSatisfy { !$0.isSteady })
        }
        #expect(Set(strides.filter(\.isSteady).map(\.manner)) == [.walking, .running, .climbing])
    }

    @Test("a script names running and stairs as it prints them")
    func script() throws {
        let script: [Activity] = [
            .stand(seconds: 2), .walk(seconds: 9), .run(seconds: 20.5), .climb(seconds: 8), .descend(seconds: 7),
        ]
        #expect(try Activity.script(script.map(\.description).joined(separator: ", ")) == script)
        #expect(throws: WalkerError.self) { try Activity.script("run 0.2") }
    }

    private func norm(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
}

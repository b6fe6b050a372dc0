import Gait
import IMU
import Pipeline
import Recording
import TestSupport
import Testing
import Walker

@Suite struct GapTests {
    static let seeds = 1...6 as ClosedRange<UInt64>

    /// The outputs of a walk from which one sensor's samples within some stretches are missing.
    private func walk(
        _ seed: UInt64, without stretches: [(sensor: Int, from: Double, to: Double)], asNaN: Bool = false,
        source: SensorTiming.Source = .recorded
    ) throws -> (outputs: [PipelineOutput], pipeline: KitPipeline, dropped: Int) {
        var pipeline = Kit.pipeline(source)
        var outputs: [PipelineOutput] = []
        var dropped = 0
        for var item in Kit.samples(try Kit.recording(try Kit.walker(seed), seed: seed)) {
            let time = item.sample.arrival.seconds
            if stretches.contains(where: { $0.sensor == item.sensor && time >= $0.from && time < $0.to }) {
                dropped += 1
                guard asNaN else { continue }
                item.sample.angularRate.y = .nan
            }
            pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        pipeline.finish { outputs.append($0) }
        return (outputs, pipeline, dropped)
    }

    private func strides(_ outputs: [PipelineOutput], _ side: Side) -> [Stride] {
        outputs.compactMap { if case .stride(let stride) = $0, stride.side == side { stride } else { nil } }
    }

    @Test("every missing sample is counted, by line and in the sensor's state", arguments: seeds, [false, true])
    func counted(seed: UInt64, asNaN: Bool) throws {
        var generator = SeededGenerator(seed: seed)
        var stretches: [(sensor: Int, from: Double, to: Double)] = []
        for _ in 0..<12 {
            let from = Double.random(in: 1...40, using: &generator)
            let lengths: [Double] = [0.01, 0.02, 0.1, 0.24, 0.4, 2]
            let length = lengths[Int.random(in: 0..<lengths.count, using: &generator)]
            stretches.append((Int.random(in: 0..<3, using: &generator), from, from + length))
        }
        let (outputs, pipeline, dropped) = try walk(seed, without: stretches, asNaN: asNaN)
        #expect(outputs.gaps.reduce(0) { $0 + $1.lostSamples } == dropped, "seed \(seed)")
        let status = (0..<3).map { pipeline.sensorStatus($0) }
        #expect(status.reduce(0) { $0 + $1.lostSamples } == dropped, "seed \(seed)")
        #expect(status.reduce(0) { $0 + $1.gaps } == outputs.gaps.count, "seed \(seed)")
        #expect(outputs.gaps.allSatisfy { $0.end > $0.start && $0.cause == .lost }, "seed \(seed)")
    }

    @Test("a gap of up to 30 ms does not cost a stride", arguments: seeds)
    func harmless(seed: UInt64) throws {
        var stretches: [(sensor: Int, from: Double, to: Double)] = []
        for index in 0..<30 {
            let from = 8 + Double(index) * 0.73
            stretches.append((index % 2, from, from + 0.015))
        }
        let (outputs, _, dropped) = try walk(seed, without: stretches)
        let (plain, _, _) = try walk(seed, without: [])
        #expect(outputs.gaps.count == 30 && dropped >= 30, "seed \(seed)")
        for side in Side.allCases {
            let (with, without) = (strides(outputs, side), strides(plain, side))
            #expect(with.count == without.count, "seed \(seed)")
            #expect(with.count { $0.isSteady } == without.count { $0.isSteady }, "seed \(seed)")
        }
    }

    @Test("a gap of up to 250 ms is bridged: contacts go on, the stride over it is not steady", arguments: seeds)
    func bridged(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let from = Double.random(in: 15...25, using: &generator)
        let (outputs, _, _) = try walk(seed, without: [(0, from, from + 0.2)])
        #expect(outputs.gaps.count == 1, "seed \(seed)")
        let over = strides(outputs, .left).filter { $0.start.seconds < from && $0.end.seconds > from }
        #expect(over.allSatisfy { !$0.isSteady }, "seed \(seed)")
        // The next stride but one is steady again, and the other foot's never ceased to be.
        #expect(
            strides(outputs, .left).contains { $0.start.seconds > from && $0.start.seconds < from + 3 && $0.isSteady })
        let other = strides(outputs, .right).filter { $0.start.seconds < from && $0.end.seconds > from }
        #expect(!other.isEmpty && other.allSatisfy(\.isSteady), "seed \(seed)")
    }

    @Test("a longer gap breaks off: no stride lies over it, what was pending is withdrawn", arguments: seeds)
    func broken(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let from = Double.random(in: 15...25, using: &generator)
        let (outputs, _, _) = try walk(seed, without: [(0, from, from + 0.4)])
        let gap = try #require(outputs.gaps.first)
        #expect(outputs.gaps.count == 1 && abs(gap.start.seconds - from) < 0.011, "seed \(seed)")
        let over = strides(outputs, .left).filter { $0.start.seconds < from + 0.4 && $0.end.seconds > from }
        #expect(over.isEmpty, "seed \(seed): \(over)")
        #expect(strides(outputs, .left).contains { $0.start.seconds > from && $0.isSteady }, "seed \(seed)")
        var open = Set<UInt64>()
        for output in outputs {
            switch output {
            case .contact(let contact):
                if contact.status == .provisional { open.insert(contact.id) } else { open.remove(contact.id) }
            case .retraction(let retraction): open.remove(retraction.id)
            default: break
            }
        }
        #expect(open.isEmpty, "seed \(seed)")
    }

    @Test("a link that was down is a gap of its cause, and losses of a full ring are counted", arguments: seeds)
    func interrupts(seed: UInt64) throws {
        var pipeline = Kit.pipeline(.deviceClock(ticksPerSecond: 1e9, wrapBits: 64))
        var outputs: [PipelineOutput] = []
        for item in Kit.samples(try Kit.recording(try Kit.walker(seed), seed: seed)) {
            let time = item.sample.arrival.seconds
            if item.sensor == 0, (20..<22).contains(time) { continue }
            if item.sensor == 0, abs(time - 22) < 0.001 {
                pipeline.interrupt(
                    sensor: 0, from: HostTime(seconds: 20), to: HostTime(seconds: 22), cause: .disconnected
                ) { outputs.append($0) }
            }
            if item.sensor == 1, abs(time - 30) < 0.001 {
                pipeline.interrupt(
                    sensor: 1, from: HostTime(seconds: 29.9), to: HostTime(seconds: 30), cause: .overrun, lostSamples: 7
                ) { outputs.append($0) }
            }
            pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        pipeline.finish { outputs.append($0) }
        #expect(outputs.gaps.map(\.cause) == [.disconnected, .overrun], "seed \(seed): \(outputs.gaps)")
        #expect(outputs.gaps.map(\.lostSamples) == [200, 7], "seed \(seed)")
        #expect(
            pipeline.sensorStatus(0).lostSamples == 200 && pipeline.sensorStatus(1).lostSamples == 7, "seed \(seed)")
        #expect(strides(outputs, .left).allSatisfy { $0.end.seconds < 20.1 || $0.start.seconds > 21.9 }, "seed \(seed)")
        #expect(strides(outputs, .left).contains { $0.start.seconds > 22 }, "seed \(seed)")
    }

    @Test("a device's clock that starts again is a gap of that cause")
    func clockReset() throws {
        var pipeline = Kit.pipeline(.deviceClock(ticksPerSecond: 1e9, wrapBits: 64))
        var outputs: [PipelineOutput] = []
        for var item in Kit.samples(try Kit.recording(try Kit.walker(2), seed: 2)) {
            if item.sensor == 1, item.sample.arrival.seconds > 25 { item.sample.ticks -= 25_000_000_000 }
            pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        #expect(outputs.gaps.map(\.cause) == [.clockReset] && outputs.gaps.map(\.sensor) == [1])
        #expect(pipeline.sensorStatus(1).clockResets == 1 && pipeline.sensorStatus(0).clockResets == 0)
    }
}

import Glibc
import IMU
import Pipeline
import TestSupport
import Testing

/// Sensors of a kit that are turned about together in one hand.
@Suite struct KitAlignmentTests {
    /// Plays sensors whose readings show what was `latencies` seconds ago; the last one may turn on its own.
    private func pipeline(latencies: [Double], isLastApart: Bool = false, seed: UInt64 = 1) -> KitPipeline {
        let placements: [Placement] = [.leftShank, .rightShank, .lumbar]
        var generator = SeededGenerator(seed: seed)
        var pipeline = KitPipeline(
            sensors: zip(placements, latencies).map { placement, _ in
                PipelineSensor(placement: placement, timing: SensorTiming(source: .recorded, nominalRate: 100))
            })
        let phases = latencies.map { _ in Double.random(in: 0..<0.01, using: &generator) }
        for number in 0..<2000 {
            for (sensor, latency) in latencies.enumerated() {
                let taken = HostTime(seconds: Double(number) / 100 + phases[sensor])
                let time = taken.seconds - latency
                let pace = isLastApart && sensor == latencies.count - 1 ? 0.7 : 1
                let size = 2 + sin(pace * 7 * time) + 0.7 * sin(pace * 12 * time + 1)
                let noise = Double.random(in: -0.02...0.02, using: &generator)
                // Every sensor in axes of its own.
                var rate = SIMD3<Float>()
                rate[sensor % 3] = Float(size + noise)
                pipeline.push(
                    Sample(
                        ticks: UInt64(bitPattern: taken.nanoseconds), arrival: taken, acceleration: [0, 0, 9.8],
                        angularRate: rate),
                    sensor: sensor
                ) { _ in }
            }
        }
        return pipeline
    }

    @Test(
        "delays that differ are taken out to a millisecond, and time never goes back",
        arguments: 1...4 as ClosedRange<UInt64>)
    func aligned(seed: UInt64) throws {
        var pipeline = pipeline(latencies: [0.005, 0.030, 0.012], seed: seed)
        #expect(pipeline.align() == .aligned)
        let offsets = try (0..<3).map { try #require(pipeline.sensorStatus($0).offset) }
        #expect(offsets.allSatisfy { $0.seconds >= 0 && $0.halfWidth < 0.005 }, "seed \(seed)")
        #expect(abs(offsets[0].seconds - offsets[1].seconds - 0.025) < 0.001, "seed \(seed): \(offsets)")
        #expect(abs(offsets[0].seconds - offsets[2].seconds - 0.007) < 0.001, "seed \(seed): \(offsets)")
        #expect(pipeline.sensorStatus(0).syncError >= offsets[0].halfWidth)
    }

    @Test("an offset of an earlier run is added to times")
    func carried() {
        let timing = SensorTiming(source: .recorded, nominalRate: 100)
        let offset = SensorOffset(seconds: 0.02, halfWidth: 0.003)
        var pipeline = KitPipeline(
            sensors: [PipelineSensor(placement: .lumbar, timing: timing, offset: offset)])
        pipeline.push(
            Sample(ticks: 1_000_000_000, arrival: HostTime(seconds: 1), acceleration: [0, 0, 9.8], angularRate: .zero),
            sensor: 0
        ) { _ in }
        let kept = pipeline.signal(sensor: 0, from: HostTime(seconds: 0), to: HostTime(seconds: 2))
        #expect(kept.map(\.time) == [HostTime(seconds: 1.02)])
        #expect(pipeline.sensorStatus(0).syncError == 0.003)
    }

    @Test("a sensor that turns on its own is named, and nothing is changed")
    func apart() {
        var pipeline = pipeline(latencies: [0.005, 0.030, 0.012], isLastApart: true)
        #expect(pipeline.align() == .apart(sensor: 2))
        #expect(pipeline.sensorStatus(0).offset == nil && pipeline.sensorStatus(1).offset == nil)
    }

    @Test("one sensor alone cannot be aligned")
    func alone() {
        var pipeline = pipeline(latencies: [0.005])
        #expect(pipeline.align() == .tooFew)
    }
}

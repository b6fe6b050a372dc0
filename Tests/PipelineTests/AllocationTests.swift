import CAllocations
import Drivers
import FakeWearables
import IMU
import Pipeline
import Testing
import Walker

/// The sample path asks for no memory once it is warm. Counted at the allocator, on the thread that runs it.
@Suite struct AllocationTests {
    private static let placements: [Placement] = [.leftShank, .rightShank, .lumbar, .leftThigh]

    private struct Chunk {
        var arrival: HostTime
        var sensor: Int
        var bytes: [UInt8]
    }

    private static func chunks(_ language: FakeWearable.Language, seconds: Double) throws -> [Chunk] {
        let walker = try Walker(
            GaitParameters(), script: [.stand(seconds: 5), .walk(seconds: seconds)], seed: 1)
        var chunks: [Chunk] = []
        for (sensor, placement) in placements.enumerated() {
            var wearable = FakeWearable(language, placement: placement, rate: 100)
            for reading in try walker.stream(placement) {
                var bytes: [UInt8] = []
                wearable.send(
                    WearableReading(
                        clock: reading.clock, acceleration: reading.acceleration, angularRate: reading.angularRate),
                    to: &bytes)
                chunks.append(Chunk(arrival: HostTime(seconds: 1000 + reading.time), sensor: sensor, bytes: bytes))
            }
        }
        return chunks.sorted { ($0.arrival, $0.sensor) < ($1.arrival, $1.sensor) }
    }

    @Test(
        "a sample that brings nothing to say asks for no memory",
        arguments: [FakeWearable.Language.witmotion, .mavlink])
    func samplePath(language: FakeWearable.Language) throws {
        let family = try #require(DriverFamily(id: language.rawValue))
        var drivers = Self.placements.map { _ in AnyDriver(family) }
        let unknown = SensorTiming(source: .arrivalOnly, nominalRate: 0)
        var pipeline = KitPipeline(sensors: Self.placements.map { PipelineSensor(placement: $0, timing: unknown) })
        let warm = HostTime(seconds: 1060)
        var (samples, asked, said, askedWhereSaid) = (0, 0, 0, 0)
        for sensor in drivers.indices { pipeline.setTiming(drivers[sensor].timing, sensor: sensor) { _ in } }
        for chunk in try Self.chunks(language, seconds: 120) {
            var outputs = 0
            let before = allocations_of_this_thread()
            chunk.bytes.withUnsafeBytes { buffer in
                drivers[chunk.sensor].feed(buffer, arrival: chunk.arrival) { timing in
                    pipeline.setTiming(timing, sensor: chunk.sensor) { _ in }
                } _: { sample in
                    pipeline.push(sample, sensor: chunk.sensor) { _ in outputs += 1 }
                }
            }
            let more = Int(allocations_of_this_thread() - before)
            guard chunk.arrival >= warm else { continue }
            samples += 1
            if outputs == 0 {
                asked += more
            } else {
                said += 1
                askedWhereSaid += more
            }
        }
        print(
            "\(language.rawValue): \(asked) allocations in \(samples - said) samples that brought nothing, "
                + "\(askedWhereSaid) in \(said) that did")
        #expect(samples > 20_000 && said > 300)
        #expect(asked == 0)
        // What is said has no memory of its own; only sorting an interval's many draws takes some, once for each.
        #expect(askedWhereSaid < 2 * said)
    }

    @Test("the counter counts")
    func counter() {
        let before = allocations_of_this_thread()
        let kept = (0..<10).map { [Int](repeating: $0, count: 100) }
        #expect(allocations_of_this_thread() - before >= 10)
        #expect(kept.count == 10)
    }
}

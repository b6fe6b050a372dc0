import Drivers
import FakeWearables
import Flagging
import Gait
import IMU
import Pipeline
import Testing
import Walker

/// The whole core in one go: a limp as each device family's bytes, read in pieces, to the flag.
@Suite struct BytesToEpisodeTests {
    private static let placements = [Placement.leftShank, .rightShank, .lumbar]
    /// Bytes per read, as a serial line gives them: several samples arrive at once.
    private static let chunk = 256

    private struct Chunk {
        var arrival: HostTime
        var sensor: Int
        var bytes: [UInt8]
    }

    private struct Wearable {
        var device: FakeWearable
        var driver: AnyDriver

        init(_ language: FakeWearable.Language, _ placement: Placement) throws {
            device = FakeWearable(language, placement: placement, rate: 100)
            driver = AnyDriver(try #require(DriverFamily(id: language.rawValue)))
            for intention in driver.start(hertz: nil, baud: nil) {
                driver.sent(intention.bytes)
                var replies: [UInt8] = []
                device.receive(intention.bytes, replies: &replies)
                replies.withUnsafeBytes { driver.feed($0, arrival: HostTime(seconds: 999)) { _ in } }
            }
        }
    }

    private static func chunks(_ wearables: [Wearable]) throws -> [Chunk] {
        var parameters = GaitParameters()
        parameters.stepTimeSymmetryIndexPercent = 18
        let walker = try Walker(parameters, script: Activity.script("stand 5, walk 90"), seed: 1)
        var chunks: [Chunk] = []
        for (sensor, placement) in placements.enumerated() {
            var wearable = wearables[sensor].device
            var pending: [UInt8] = []
            for reading in try walker.stream(placement) {
                wearable.send(
                    WearableReading(
                        clock: reading.clock, acceleration: reading.acceleration, angularRate: reading.angularRate),
                    to: &pending)
                guard pending.count >= chunk else { continue }
                chunks.append(Chunk(arrival: HostTime(seconds: 1000 + reading.time), sensor: sensor, bytes: pending))
                pending = []
            }
        }
        return chunks.sorted { ($0.arrival, $0.sensor) < ($1.arrival, $1.sensor) }
    }

    @Test("a limp is flagged from every family's bytes, without a loss", arguments: FakeWearable.Language.allCases)
    func limp(language: FakeWearable.Language) throws {
        let wearables = try Self.placements.map { try Wearable(language, $0) }
        var drivers = wearables.map(\.driver)
        let unknown = SensorTiming(source: .arrivalOnly, nominalRate: 0)
        var pipeline = KitPipeline(sensors: Self.placements.map { PipelineSensor(placement: $0, timing: unknown) })
        var episodes: [Episode] = []
        func keep(_ output: PipelineOutput) {
            if case .episode(let episode) = output, episode.phase == .closed { episodes.append(episode) }
        }
        for sensor in drivers.indices { pipeline.setTiming(drivers[sensor].timing, sensor: sensor) { keep($0) } }
        for chunk in try Self.chunks(wearables) {
            chunk.bytes.withUnsafeBytes { buffer in
                drivers[chunk.sensor].feed(buffer, arrival: chunk.arrival) { timing in
                    pipeline.setTiming(timing, sensor: chunk.sensor) { keep($0) }
                } _: { sample in
                    pipeline.push(sample, sensor: chunk.sensor) { keep($0) }
                }
            }
        }
        pipeline.finish { keep($0) }
        for sensor in drivers.indices {
            let status = pipeline.sensorStatus(sensor)
            #expect(status.lostSamples == 0 && status.clockResets == 0 && status.gaps == 0)
            #expect(status.samples > 9000)
        }
        let step = try #require(episodes.first { $0.kind == .stepTimeAsymmetry })
        #expect(step.side == .left)
        #expect(abs(step.peak.value - 18) < 3)
    }
}

import CLinux
import Drivers
import FakeWearables
import Flagging
import Foundation
import IMU
import Pipeline
import Walker

/// Decode → episode on one core: ten minutes of three sensors at 100 Hz, as bytes in memory.
enum Throughput {
    static let seconds = 600.0
    /// Bytes per read, as a serial line gives them.
    static let chunk = 256
    static let rounds = 5

    static func run() throws {
        // Those that stream without a conversation.
        for language in [FakeWearable.Language.witmotion, .mavlink, .xIMU3] {
            let streams = try Self.bytes(language)
            var rates: [Double] = []
            var episodes = 0
            for _ in 0..<rounds {
                let start = clinux_boottime_ns()
                let (samples, flagged) = pass(streams, language)
                let elapsed = Double(clinux_boottime_ns() - start) * 1e-9
                rates.append(Double(samples) / elapsed)
                episodes = flagged
            }
            guard episodes > 0 else { throw BenchError.nothingFlagged(language.rawValue) }
            let spread = "\(fixed((rates.min() ?? 0) / 1e6, 2))–\(fixed((rates.max() ?? 0) / 1e6, 2))"
            report(
                "decode → episode, \(language.rawValue), one core",
                "\(fixed(rates.quantile(0.5) / 1e6, 2)) M sensor-samples/s (\(spread) over \(rounds), \(episodes) episodes)",
                goal: "≥ 1.00")
        }
    }

    /// The sensors' bytes and, per chunk, when it arrives.
    private static func bytes(_ language: FakeWearable.Language) throws -> [[(time: Double, bytes: [UInt8])]] {
        var parameters = GaitParameters()
        parameters.stepTimeSymmetryIndexPercent = 18
        let walker = try Walker(parameters, script: Activity.script("stand 5, walk \(Int(seconds))"), seed: 1)
        return try [Placement.leftShank, .rightShank, .lumbar].map { placement in
            var wearable = FakeWearable(language, placement: placement, rate: 100)
            var chunks: [(time: Double, bytes: [UInt8])] = []
            var pending: [UInt8] = []
            for reading in try walker.stream(placement) {
                wearable.send(
                    WearableReading(
                        clock: reading.clock, acceleration: reading.acceleration, angularRate: reading.angularRate),
                    to: &pending)
                if pending.count >= chunk {
                    chunks.append((reading.time, pending))
                    pending = []
                }
            }
            return chunks
        }
    }

    private static func pass(
        _ streams: [[(time: Double, bytes: [UInt8])]], _ language: FakeWearable.Language
    ) -> (samples: Int, episodes: Int) {
        guard let family = DriverFamily(id: language.rawValue) else { return (0, 0) }
        var drivers = streams.map { _ in AnyDriver(family) }
        let placements = [Placement.leftShank, .rightShank, .lumbar]
        // As a link does: what the ticks mean is known from the driver before its first sample.
        var pipeline = KitPipeline(
            sensors: zip(placements, drivers).map { PipelineSensor(placement: $0, timing: $1.timing) })
        var samples = 0
        var episodes = 0
        func count(_ output: PipelineOutput) {
            if case .episode(let episode) = output, episode.phase == .closed { episodes += 1 }
        }
        for index in 0..<(streams.map(\.count).min() ?? 0) {
            for sensor in streams.indices {
                let (time, bytes) = streams[sensor][index]
                let arrival = HostTime(seconds: 1000 + time)
                bytes.withUnsafeBytes { buffer in
                    drivers[sensor].feed(buffer, arrival: arrival) { timing in
                        pipeline.setTiming(timing, sensor: sensor) { count($0) }
                    } _: { sample in
                        samples += 1
                        pipeline.push(sample, sensor: sensor) { count($0) }
                    }
                }
            }
        }
        pipeline.finish { count($0) }
        return (samples, episodes)
    }
}

enum BenchError: Error, CustomStringConvertible {
    case nothingFlagged(String)

    var description: String {
        switch self {
        case .nothingFlagged(let language):
            "no episode from \(language) bytes: the figure would not be of the whole way"
        }
    }
}

import Foundation
import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Walker

/// One sample of one sensor of a kit.
struct KitSample {
    var sensor: Int
    var sample: Sample
}

enum Kit {
    static let placements: [Placement] = [.leftShank, .rightShank, .lumbar]

    /// A synthetic walk as a recording on a common 100 Hz grid.
    static func recording(_ walker: Walker, seed: UInt64 = 1) throws -> MotionRecording {
        var recording = MotionRecording(placements: placements, nominalRate: 100)
        var streams = try placements.map { placement in
            var model = SensorModel()
            model.seed = seed
            return try walker.stream(placement, model: model)
        }
        while true {
            var time = 0.0
            var row: [MotionReading] = []
            for index in streams.indices {
                guard let reading = streams[index].next() else { return recording }
                time = reading.time
                row.append((SIMD3<Float>(reading.acceleration), SIMD3<Float>(reading.angularRate)))
            }
            recording.append(time: time, readings: row)
        }
    }

    /// A recording's samples in the order in which they are pushed.
    static func samples(_ recording: MotionRecording) -> [KitSample] {
        var samples: [KitSample] = []
        for row in 0..<recording.rowCount {
            for sensor in recording.placements.indices {
                samples.append(KitSample(sensor: sensor, sample: recording.sample(row: row, sensor: sensor)))
            }
        }
        return samples
    }

    static func pipeline(_ source: SensorTiming.Source = .recorded, rate: Double = 100) -> KitPipeline {
        KitPipeline(
            sensors: placements.map {
                PipelineSensor(placement: $0, timing: SensorTiming(source: source, nominalRate: rate))
            })
    }

    /// Stand, walk, turn, walk, stand: everything that the pipeline says happens in it.
    static func walker(_ seed: UInt64, limp: Double = 0, seconds: Double = 40) throws -> Walker {
        var parameters = GaitParameters()
        parameters.limp(.left, sizePercent: limp)
        return try Walker(
            parameters,
            script: [
                .stand(seconds: 3), .walk(seconds: seconds), .turn(degrees: 180), .walk(seconds: seconds / 4),
                .stand(seconds: 6), .walk(seconds: seconds / 2),
            ], seed: seed)
    }
}

/// Output lines as they go over the wire, those of the end of the data apart.
struct Lines {
    var running: [String] = []
    var ending: [String] = []

    /// Runs the samples through a pipeline.
    init(
        _ samples: [KitSample], pipeline start: KitPipeline, placements: [Placement] = Kit.placements,
        origin: HostTime = HostTime(nanoseconds: 0)
    ) {
        var pipeline = start
        let encoder = WireCoding.encoder()
        let words = PipelineLines(placements: placements, origin: origin)
        func text(_ output: PipelineOutput) -> String {
            (try? encoder.encode(words.line(output))).map { String(decoding: $0, as: UTF8.self) } ?? "not encodable"
        }
        for sample in samples { pipeline.push(sample.sample, sensor: sample.sensor) { running.append(text($0)) } }
        pipeline.finish { ending.append(text($0)) }
    }
}

extension [PipelineOutput] {
    var gaps: [Gap] { compactMap { if case .gap(let gap) = $0 { gap } else { nil } } }
}

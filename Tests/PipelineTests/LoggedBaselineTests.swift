import Flagging
import Foundation
import Gait
import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing
import Walker

@Suite struct LoggedBaselineTests {
    /// What a walk teaches, as a store keeps it and a session log holds it.
    private func learnt(seed: UInt64) throws -> SessionLogBaseline {
        let walker = try Walker(script: [.stand(seconds: 5), .walk(seconds: 170), .stand(seconds: 5)], seed: seed)
        var pipeline = Kit.pipeline()
        for sample in Kit.samples(try Kit.recording(walker)) {
            pipeline.push(sample.sample, sensor: sample.sensor) { _ in }
        }
        pipeline.finish { _ in }
        let baseline = pipeline.baseline
        try #require(baseline.usual(.pronationLeft) != nil, "seed \(seed)")
        return SessionLogBaseline(baseline)
    }

    @Test("a session log replays to the changes that the live run flagged, and without its baseline to none")
    func replay() throws {
        let seed: UInt64 = 11
        let logged = try learnt(seed: seed)
        var parameters = GaitParameters()
        parameters.tibialRotationDegrees.left = 13
        let walker = try Walker(
            parameters, script: [.stand(seconds: 5), .walk(seconds: 80), .stand(seconds: 5)], seed: 12)
        let samples = Kit.samples(try Kit.recording(walker))
        let timing = SensorTiming(source: .recorded, nominalRate: 100)

        var live: [LiveLine] = []
        let words = PipelineLines(placements: Kit.placements, origin: samples[0].sample.arrival)
        var pipeline = KitPipeline(
            sensors: Kit.placements.map { PipelineSensor(placement: $0, timing: timing) }, baseline: Baseline(logged))
        for sample in samples {
            pipeline.push(sample.sample, sensor: sample.sensor) { live.append(words.line($0)) }
        }
        pipeline.finish { live.append(words.line($0)) }

        func replayed(_ baseline: SessionLogBaseline?) throws -> [LiveLine] {
            let folder = FileManager.default.temporaryDirectory.appending(path: "gaitd-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "s.mcap")
            let writer = try SessionLogWriter(
                path: file.path, header: SessionLogHeader(session: "s", kit: "k", baseline: baseline),
                sensors: Kit.placements.map { SessionLogSensor(placement: $0, timing: timing) })
            for sample in samples { try writer.append(sample: sample.sample, sensor: sample.sensor) }
            try writer.close()
            var lines: [LiveLine] = []
            _ = try RecordingAnalysis().run(try SessionLog.read(file)) { lines.append($0) }
            return lines
        }
        func changes(_ lines: [LiveLine]) -> [LiveLine] {
            lines.filter { $0.type.hasPrefix("episode") && $0.kind?.hasSuffix("_change") == true }
        }
        let flagged = changes(live)
        #expect(flagged.contains { $0.type == "episode" && $0.kind == "pronation_proxy_change" && $0.side == "left" })
        #expect(changes(try replayed(logged)) == flagged, "seed \(seed)")
        #expect(changes(try replayed(nil)).isEmpty, "seed \(seed)")
    }
}

import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing
import Walker

@Suite struct DeterminismTests {
    @Test("the same samples give the same lines", arguments: 1...4 as ClosedRange<UInt64>)
    func same(seed: UInt64) throws {
        let samples = Kit.samples(try Kit.recording(try Kit.walker(seed, limp: 15, seconds: 60), seed: seed))
        let (first, second) = (Lines(samples, pipeline: Kit.pipeline()), Lines(samples, pipeline: Kit.pipeline()))
        #expect(first.running == second.running && first.ending == second.ending, "seed \(seed)")
        #expect(first.running.count > 300)
        for word in ["event", "stride", "measure", "turn", "bout", "episode_open"] {
            #expect(first.running.contains { $0.contains("\"type\":\"\(word)\"") }, "seed \(seed): no \(word)")
        }
    }

    @Test(
        "a recording that is cut anywhere says a prefix of what the whole says", arguments: 1...4 as ClosedRange<UInt64>
    )
    func prefix(seed: UInt64) throws {
        let samples = Kit.samples(try Kit.recording(try Kit.walker(seed, limp: 15, seconds: 60), seed: seed))
        let whole = Lines(samples, pipeline: Kit.pipeline()).running
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let cut = Int.random(in: 0...samples.count, using: &generator)
            let part = Lines(Array(samples[..<cut]), pipeline: Kit.pipeline()).running
            #expect(part == Array(whole.prefix(part.count)), "seed \(seed), cut at \(cut)")
        }
    }

    @Test("a copy of a pipeline goes on as the original does")
    func copies() throws {
        let samples = Kit.samples(try Kit.recording(try Kit.walker(9)))
        var pipeline = Kit.pipeline()
        for sample in samples[..<6000] { pipeline.push(sample.sample, sensor: sample.sensor) { _ in } }
        let rest = Array(samples[6000...])
        #expect(Lines(rest, pipeline: pipeline).running == Lines(rest, pipeline: pipeline).running)
    }

    @Test(
        "an analysis says what the pipeline says, and counts it in its summary", arguments: 1...3 as ClosedRange<UInt64>
    )
    func analysis(seed: UInt64) throws {
        let recording = try Kit.recording(try Kit.walker(seed, limp: 15, seconds: 60), seed: seed)
        var types: [String: Int] = [:]
        let summary = RecordingAnalysis().run(recording) { types[$0.type, default: 0] += 1 }
        let lines = Lines(Kit.samples(recording), pipeline: Kit.pipeline())
        #expect(types.values.reduce(0, +) == lines.running.count + lines.ending.count, "seed \(seed)")
        #expect(summary.stridesLeft + summary.stridesRight == types["stride"], "seed \(seed)")
        #expect(summary.bouts == types["bout"] && summary.bouts == 2, "seed \(seed)")
        #expect(summary.episodes == types["episode"] && types["episode_open"] == types["episode"], "seed \(seed)")
        #expect(summary.lostSamples == 0 && types["gap"] == nil, "seed \(seed)")
        #expect(abs((summary.stepTimeSymmetryIndexPercent ?? 0) - 15) < 3, "seed \(seed)")
    }
}

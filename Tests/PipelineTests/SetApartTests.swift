import Body
import Flagging
import Gait
import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing
import Validation
import Walker

@Suite struct SetApartTests {
    /// What a kit's pipeline says of a walk.
    private struct Run {
        var strides: [Stride] = []
        var bouts: [Bout] = []
        var episodes: [Episode] = []
        var mounts: [MountChange] = []
        let totals: PipelineTotals

        init(_ walker: Walker, seed: UInt64) throws {
            var pipeline = Kit.pipeline()
            var outputs: [PipelineOutput] = []
            for sample in Kit.samples(try Kit.recording(walker, seed: seed)) {
                pipeline.push(sample.sample, sensor: sample.sensor) { outputs.append($0) }
            }
            pipeline.finish { outputs.append($0) }
            totals = pipeline.summary
            for output in outputs {
                switch output {
                case .stride(let stride): strides.append(stride)
                case .bout(let bout): bouts.append(bout)
                case .episode(let episode): episodes.append(episode)
                case .mount(let change): mounts.append(change)
                default: break
                }
            }
        }
    }

    private static let script: [Activity] = [
        .stand(seconds: 3), .walk(seconds: 60), .run(seconds: 60), .walk(seconds: 40), .climb(seconds: 20),
        .walk(seconds: 40), .descend(seconds: 20), .walk(seconds: 60), .stand(seconds: 5),
    ]

    @Test(
        "running and stairs in an even walk raise no flag, and no doubt of the sensors",
        arguments: 1...3 as ClosedRange<UInt64>)
    func even(seed: UInt64) throws {
        let run = try Run(try Walker(script: Self.script, seed: seed), seed: seed)
        #expect(run.episodes.isEmpty && run.totals.episodes == 0, "seed \(seed): \(run.episodes.map(\.kind))")
        let suspicions = run.mounts.filter { $0.state.isSuspect }
        #expect(suspicions.isEmpty, "seed \(seed): \(suspicions)")
        #expect(run.totals.modes[.running] > 140, "seed \(seed)")
        #expect(run.totals.modes[.stairsUp] > 20 && run.totals.modes[.stairsDown] > 20, "seed \(seed)")
        for mode in GaitMode.allCases {
            #expect(run.totals.modes[mode] == run.strides.count { $0.mode == mode }, "seed \(seed)")
            #expect(run.bouts.reduce(0) { $0 + $1.modes[mode] } == run.totals.modes[mode], "seed \(seed)")
        }
    }

    @Test("a limp is flagged as in a walk without running, and no stride of the run enters its mean")
    func limping() throws {
        var parameters = GaitParameters()
        parameters.limp(.left, sizePercent: 16)
        let run = try Run(try Walker(parameters, script: Self.script, seed: 4), seed: 4)
        let sides = run.episodes.filter { $0.kind == .stepTimeAsymmetry && $0.phase == .opened }.map(\.side)
        #expect(!sides.isEmpty && sides.allSatisfy { $0 == .left })
        let mean = try #require(run.totals.left.mean(.strideTime))
        #expect(abs(mean - parameters.strideTime) < 0.03, "\(mean)")
    }

    @Test(
        "people who walk after a stroke keep every steady stride, however many sensors they wear",
        .enabled(if: SharedData.isPresent, StrokeRecordings.missing),
        arguments: [[.leftShank, .rightShank, .lumbar], [.leftShank, .rightShank], [.leftShank], [.lumbar]]
            as [[Placement]])
    func stroke(placements: [Placement]) throws {
        var (all, apart, later) = (0, 0, 0)
        for name in StrokeRecordings.names {
            let recording = try #require(try StrokeRecordings.recording(name).wearing(only: placements))
            for line in RecordingAnalysis().run(recording, lines: "stride") {
                all += 1
                guard line.mode != GaitMode.walking.name else { continue }
                apart += 1
                // The belt starts in the first seconds, with the person on it.
                if (line.tStart ?? 0) > 6 { later += 1 }
            }
        }
        print(
            "stroke walks by \(placements.map(\.name)): \(apart) of \(all) strides set apart, \(later) of them after 6 s"
        )
        #expect(all > 1000 && Double(apart) <= 0.005 * Double(all) && later == 0)
    }

    @Test(
        "healthy and older people's walks keep every stride",
        .enabled(if: SharedData.isPresent, StrokeRecordings.missing))
    func healthy() throws {
        var (all, apart) = (0, 0)
        for set in ["healthy_lumbar_feet_voisard", "lumbar_indip_mobilised"] {
            for file in try LumbarRecordings.files(set) {
                let recording = try MotionBIDS.read(file.file)
                for line in RecordingAnalysis().run(recording, lines: "stride") {
                    all += 1
                    apart += line.mode == GaitMode.walking.name ? 0 : 1
                }
            }
        }
        print("healthy and older people: \(apart) of \(all) strides set apart")
        #expect(all > 1500 && apart == 0)
    }
}

extension RecordingAnalysis {
    /// The lines of one type.
    fileprivate func run(_ recording: MotionRecording, lines type: String) -> [LiveLine] {
        var lines: [LiveLine] = []
        _ = run(recording) { if $0.type == type { lines.append($0) } }
        return lines
    }
}

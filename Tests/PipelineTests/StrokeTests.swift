import Body
import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent, StrokeRecordings.missing))
struct StrokeTests {
    @Test("contacts of twelve walks after stroke: F1, spread per leg, latency")
    func accuracy() throws {
        var (found, truths, said) = ([0, 0], [0, 0], [0, 0])
        var (provisional, confirmed): ([Double], [Double]) = ([], [])
        for name in StrokeRecordings.names {
            let lines = StrokeRecordings.lines(try StrokeRecordings.recording(name))
            let events = try StrokeRecordings.events(name)
            for (index, kind) in ["initial_contact", "final_contact"].enumerated() {
                for side in Side.allCases {
                    let match = Match(lines: lines, events: events, kind: kind, side: side)
                    found[index] += match.found
                    truths[index] += match.truths
                    said[index] += match.said
                    #expect(match.truths > 100, "\(name)")
                    #expect(match.interquartileRange <= 0.02, "\(name) \(side) \(kind): \(match.interquartileRange)")
                }
            }
            for line in lines where line.type == "event" {
                guard let emitted = line.emittedT, let time = line.t else { continue }
                if line.status == "confirmed" {
                    confirmed.append(emitted - time)
                } else {
                    provisional.append(emitted - time)
                }
            }
            let strides = lines.count { $0.type == "stride" }
            let retractions = lines.count { $0.type == "retraction" }
            #expect(retractions * 10 < strides, "\(name): \(retractions) of \(strides) strides")
        }
        provisional.sort()
        confirmed.sort()
        let f1 = (0..<2).map { 2 * Double(found[$0]) / Double(truths[$0] + said[$0]) }
        print("stroke walks: F1 of initial contacts \(f1[0]), of final contacts \(f1[1])")
        #expect(f1[0] >= 0.99)
        #expect(f1[1] >= 0.98)
        #expect(provisional[provisional.count / 2] <= 0.06)
        #expect(provisional[provisional.count * 95 / 100] <= 0.1)
        #expect(confirmed[confirmed.count * 95 / 100] <= 0.2)
        #expect(provisional[0] >= 0 && confirmed[0] >= 0)
    }

    private func stepEpisodes(_ name: String) throws -> [String?] {
        StrokeRecordings.lines(try StrokeRecordings.recording(name))
            .filter { $0.type == "episode" && $0.kind == "step_time_asymmetry" }.map(\.side)
    }

    @Test("the limp of sub-pp04 is flagged, on the left")
    func limp() throws {
        #expect(try stepEpisodes("pp04 reg2") == ["left"])
    }

    @Test("sub-pp07, near the healthy limit, is never flagged on the wrong side")
    func nearLimit() throws {
        let sides = try stepEpisodes("pp07 reg2")
        #expect(!sides.contains("left"))
    }

    @Test("walks within healthy limits are not flagged", arguments: ["pp02 reg1", "pp08 reg2"])
    func even(name: String) throws {
        #expect(try stepEpisodes(name).isEmpty)
    }

    @Test(
        "a recording cut anywhere says a prefix of the whole",
        arguments: ["pp02 reg1", "pp05 reg2", "pp07 reg1", "pp10 reg2"])
    func prefix(name: String) throws {
        let recording = try StrokeRecordings.recording(name)
        let samples = Kit.samples(recording).filter(\.sample.isComplete)
        let start = KitPipeline(
            sensors: recording.placements.map {
                PipelineSensor(
                    placement: $0, timing: SensorTiming(source: .recorded, nominalRate: recording.nominalRate))
            })
        let whole = Lines(samples, pipeline: start, placements: recording.placements).running
        #expect(whole.count > 1000)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5 {
            let cut = Int.random(in: 0...samples.count, using: &generator)
            let part = Lines(Array(samples[..<cut]), pipeline: start, placements: recording.placements).running
            #expect(part == Array(whole.prefix(part.count)), "\(name), cut at \(cut)")
        }
    }

    @Test("any way of strapping the sensors on gives the same contacts", arguments: StrokeRecordings.names)
    func mounting(name: String) throws {
        let recording = try StrokeRecordings.recording(name)
        let plain = StrokeRecordings.lines(recording).filter { $0.status == "confirmed" }
        for seed in 1...3 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let turned = StrokeRecordings.lines(recording.remounted(using: &generator)).filter {
                $0.status == "confirmed"
            }
            #expect(turned.count == plain.count, "\(name), seed \(seed)")
            for (a, b) in zip(plain, turned) {
                #expect(a.kind == b.kind && a.side == b.side, "\(name), seed \(seed)")
                #expect(abs((a.t ?? 0) - (b.t ?? 0)) <= 0.0101, "\(name), seed \(seed): \(a) \(b)")
            }
        }
    }
}

extension MotionRecording {
    /// The same walk with every sensor strapped on in its own drawn way.
    func remounted(using generator: inout SeededGenerator) -> MotionRecording {
        let rotations = placements.map { _ in
            Quaternion(w: generator.normal(), x: generator.normal(), y: generator.normal(), z: generator.normal())
                .normalized
        }
        var turned = MotionRecording(placements: placements, nominalRate: nominalRate)
        for row in 0..<rowCount {
            let readings = placements.indices.map { sensor -> MotionReading in
                let reading = reading(row: row, sensor: sensor)
                return (
                    SIMD3<Float>(rotations[sensor].rotate(SIMD3<Double>(reading.acceleration))),
                    SIMD3<Float>(rotations[sensor].rotate(SIMD3<Double>(reading.angularRate)))
                )
            }
            turned.append(time: times[row], readings: readings)
        }
        return turned
    }
}

import Body
import Gait
import IMU
import Pipeline
import QueryAPI
import Recording
import Reporting
import TestSupport
import Testing
import Validation

@Suite(.enabled(if: SharedData.isPresent, StrokeRecordings.missing))
struct StrokeTests {
    @Test("contacts of twelve walks after stroke: F1, spread per leg, latency, times of strides")
    func accuracy() throws {
        let pool = try StrokeRecordings.scores()
        #expect(pool.recordings.count == 12 && pool.subjects == StrokeRecordings.subjects)
        for kind in [Contact.Kind.initial, .final] {
            let f1 = try #require(pool.f1(kind))
            let worst = try #require(pool.worst(kind))
            print("stroke walks: F1 of \(kind.name) \(f1), lowest \(worst.f1) (\(worst.subject))")
            #expect(f1 >= 0.99)
            #expect(worst.f1 >= 0.96, "\(worst.subject)")
            let legs = try #require(pool.contacts(kind)?.legs)
            #expect(legs.count == 24 && legs.allSatisfy { $0.count > 95 })
            for leg in legs { #expect((Statistics.interquartileRange(leg) ?? 1) <= 0.02, "\(kind.name)") }
        }
        for score in pool.recordings {
            let retractions = try #require(score.retractions)
            #expect(retractions * 10 < score.strides.count, "\(score.recording): \(retractions) withdrawn")
        }
        let latency = pool.latency
        #expect((Statistics.median(latency.provisional) ?? 1) <= 0.06)
        #expect((Statistics.quantile(latency.provisional, 0.95) ?? 1) <= 0.1)
        #expect((Statistics.quantile(latency.confirmed, 0.95) ?? 1) <= 0.2)
        #expect((latency.confirmed.min() ?? -1) >= 0)
        let strides = try #require(Agreement(TimeOfStride.stride.differences(pool.strides)))
        #expect(strides.low >= -0.03 && strides.high <= 0.03)
    }

    @Test("contacts lie as differently on the legs as the intervals of indices take into account")
    func spread() throws {
        let pool = try StrokeRecordings.scores()
        let swing = try #require(Statistics.median(pool.strides.compactMap(\.reference.swing)))
        let initial = try #require(pool.contacts(.initial)?.legs).compactMap(Statistics.median)
        let final = try #require(pool.contacts(.final)?.legs).compactMap(Statistics.median)
        #expect(initial.count == 24 && final.count == 24)
        let stance = zip(final, initial).map { $0 - $1 }
        for (name, errors, share) in [
            ("initial contacts", initial, ContactSpread.initial), ("stance", stance, ContactSpread.stance),
        ] {
            let measured = try #require(Statistics.deviation(errors)) / swing
            print("stroke walks: median error of \(name), SD over \(errors.count) legs \(measured) of the swing")
            #expect(abs(measured - share) < 0.001, "\(name): \(measured)")
        }
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

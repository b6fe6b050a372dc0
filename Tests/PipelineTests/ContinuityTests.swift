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

/// A run that ends and another that begins, of the same sensors: their clocks go on.
@Suite struct ContinuityTests {
    static let sources: [SensorTiming.Source] = [
        .deviceClock(ticksPerSecond: 1e9, wrapBits: 64), .sampleCounter(wrapBits: 16), .arrivalOnly,
    ]

    /// A walk whose samples arrive late by a chance of their own, in order, with ticks as the source has them. Sensors
    /// say no rate: each run would have to find it.
    private func samples(_ source: SensorTiming.Source, seed: UInt64) throws -> [KitSample] {
        var generator = SeededGenerator(seed: seed)
        var last = [HostTime](repeating: HostTime(nanoseconds: 0), count: Kit.placements.count)
        var samples = Kit.samples(try Kit.recording(try Kit.walker(seed), seed: seed))
        for index in samples.indices {
            let sensor = samples[index].sensor
            let late = -0.004 * log(Double.random(in: 1e-9..<1, using: &generator))
            let arrival = max(last[sensor], samples[index].sample.arrival.advanced(seconds: late))
            last[sensor] = arrival
            samples[index].sample.arrival = arrival
            if case .deviceClock = source { continue }
            let number = UInt64(index / Kit.placements.count)
            samples[index].sample.ticks = source == .arrivalOnly ? number : (number + 65_000) % 65_536
        }
        return samples.sorted { ($0.sample.arrival, $0.sensor) < ($1.sample.arrival, $1.sensor) }
    }

    /// The pipeline that goes on behind `earlier`, as the daemon's does where a session begins.
    private func next(after earlier: KitPipeline, _ timing: SensorTiming, isWritten: Bool = false) throws -> KitPipeline
    {
        KitPipeline(
            sensors: try Kit.placements.indices.map { sensor in
                var continuity = earlier.continuity(ofSensor: sensor)
                if isWritten {
                    continuity = SensorContinuity(logged: try #require(continuity?.logged))
                    try #require(continuity != nil)
                }
                return PipelineSensor(placement: Kit.placements[sensor], timing: timing, continuity: continuity)
            })
    }

    private func times(_ pipeline: KitPipeline, from start: Double, to end: Double) -> [[HostTime]] {
        Kit.placements.indices.map { sensor in
            pipeline.signal(sensor: sensor, from: HostTime(seconds: start), to: HostTime(seconds: end)).map(\.time)
        }
    }

    @Test(
        "samples lie in time as if no run had ended, also where the clocks were written down and read",
        arguments: sources, [false, true])
    func seamless(source: SensorTiming.Source, isWritten: Bool) throws {
        let seed: UInt64 = 7
        let samples = try samples(source, seed: seed)
        let timing = SensorTiming(source: source, nominalRate: 0)
        var whole = Kit.pipeline(source, rate: 0)
        var first = whole
        let seam = HostTime(seconds: 31.3)
        for item in samples where item.sample.arrival < seam {
            whole.push(item.sample, sensor: item.sensor) { _ in }
            first.push(item.sample, sensor: item.sensor) { _ in }
        }
        var second = try next(after: first, timing, isWritten: isWritten)
        first.finish { _ in }
        for sensor in Kit.placements.indices {
            let (status, before) = (second.sensorStatus(sensor), whole.sensorStatus(sensor))
            #expect(status.rate == 100 && status.syncError == before.syncError && status.samples == 0, "seed \(seed)")
        }
        for item in samples where item.sample.arrival >= seam {
            whole.push(item.sample, sensor: item.sensor) { _ in }
            second.push(item.sample, sensor: item.sensor) { _ in }
        }
        let (a, b) = (times(whole, from: 31.5, to: 80), times(second, from: 31.5, to: 80))
        #expect(a == b && a.allSatisfy { $0.count > 3000 }, "seed \(seed)")
        for sensor in Kit.placements.indices {
            #expect(second.sensorStatus(sensor).syncError == whole.sensorStatus(sensor).syncError, "seed \(seed)")
            #expect(second.sensorStatus(sensor).lostSamples == 0, "seed \(seed)")
        }
    }

    @Test("what is lost over the seam, and in the first second behind it, is counted", arguments: [0, 1] as [Int])
    func straddled(sourceIndex: Int) throws {
        let source = Self.sources[sourceIndex]
        let seed: UInt64 = 8
        let timing = SensorTiming(source: source, nominalRate: 0)
        var first = Kit.pipeline(source, rate: 0)
        var outputs: [PipelineOutput] = []
        var (dropped, second) = (0, KitPipeline?.none)
        for item in try samples(source, seed: seed) {
            let time = item.sample.arrival.seconds
            if second == nil, time >= 20 {
                second = try next(after: first, timing)
                first.finish { _ in }
                #expect(first.sensorStatus(1).lostSamples == 0)
            }
            if item.sensor == 1, (19.9..<20.05).contains(time) || (20.1..<20.2).contains(time) {
                dropped += 1
                continue
            }
            if second == nil {
                first.push(item.sample, sensor: item.sensor) { _ in }
            } else {
                second?.push(item.sample, sensor: item.sensor) { outputs.append($0) }
            }
        }
        #expect(dropped > 20 && second?.sensorStatus(1).lostSamples == dropped, "seed \(seed)")
        #expect(outputs.gaps.map(\.sensor) == [1, 1], "seed \(seed): \(outputs.gaps)")
        #expect(outputs.gaps.allSatisfy { $0.cause == .lost }, "seed \(seed)")
    }

    @Test("a link that was down as the run began is counted from there at the known rate")
    func linkDown() throws {
        let source = Self.sources[0]
        var first = Kit.pipeline(source, rate: 0)
        for item in try samples(source, seed: 9) where item.sample.arrival.seconds < 20 {
            first.push(item.sample, sensor: item.sensor) { _ in }
        }
        first.interrupt(
            sensor: 0, from: HostTime(seconds: 20), to: HostTime(seconds: 22), cause: .disconnected
        ) { _ in }
        var second = try next(after: first, SensorTiming(source: source, nominalRate: 0))
        second.interrupt(
            sensor: 0, from: HostTime(seconds: 22), to: HostTime(seconds: 25), cause: .disconnected
        ) { _ in }
        #expect(first.sensorStatus(0).lostSamples == 200 && second.sensorStatus(0).lostSamples == 300)
    }

    @Test("with another timing a clock begins anew")
    func retimed() throws {
        var first = Kit.pipeline(Self.sources[0], rate: 0)
        for item in try samples(Self.sources[0], seed: 9).prefix(3000) {
            first.push(item.sample, sensor: item.sensor) { _ in }
        }
        let second = try next(after: first, SensorTiming(source: .arrivalOnly, nominalRate: 0))
        #expect(first.sensorStatus(0).rate == 100 && second.sensorStatus(0).rate == nil)
    }

    @Test("before a sensor's rate is known there is nothing to go on with")
    func unknown() throws {
        var pipeline = Kit.pipeline(Self.sources[0], rate: 0)
        for item in try samples(Self.sources[0], seed: 9).prefix(60) {
            pipeline.push(item.sample, sensor: item.sensor) { _ in }
        }
        #expect(pipeline.continuity(ofSensor: 0) == nil)
    }

    @Test("a session log that says where the clocks stood replays to the lines of the run", arguments: sources)
    func replay(source: SensorTiming.Source) throws {
        let seed: UInt64 = 10
        let samples = try samples(source, seed: seed)
        let timing = SensorTiming(source: source, nominalRate: 0)
        var first = Kit.pipeline(source, rate: 0)
        let seam = HostTime(seconds: 20)
        for item in samples where item.sample.arrival < seam { first.push(item.sample, sensor: item.sensor) { _ in } }
        let logged = samples.filter { $0.sample.arrival >= seam }
        let live = Lines(logged, pipeline: try next(after: first, timing), origin: logged[0].sample.arrival)

        let folder = FileManager.default.temporaryDirectory.appending(path: "gaitd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func replayed(_ name: String, clocks: Bool) throws -> [String] {
            let file = folder.appending(path: name)
            let writer = try SessionLogWriter(
                path: file.path, header: SessionLogHeader(session: "s", kit: "k"), sensors: [])
            for sensor in Kit.placements.indices {
                _ = try writer.addSensor(
                    SessionLogSensor(
                        placement: Kit.placements[sensor], timing: timing,
                        clock: clocks ? first.continuity(ofSensor: sensor)?.logged : nil))
            }
            for item in logged { try writer.append(sample: item.sample, sensor: item.sensor) }
            try writer.close()
            let encoder = WireCoding.encoder()
            var lines: [String] = []
            _ = try RecordingAnalysis().run(try SessionLog.read(file)) {
                lines.append(String(decoding: (try? encoder.encode($0)) ?? Data(), as: UTF8.self))
            }
            return lines
        }
        // Sensors join a replay in the order in which they are heard, so their numbers may differ, no line does.
        #expect(try replayed("with.mcap", clocks: true) == live.running + live.ending, "seed \(seed)")
        #expect(try replayed("without.mcap", clocks: false) != live.running + live.ending, "seed \(seed)")
    }

    @Test("a clock whose numbers were changed is refused or gone on with, and never a crash")
    func damaged() throws {
        var generator = SeededGenerator(seed: 11)
        for source in Self.sources {
            let samples = try samples(source, seed: 11)
            var first = Kit.pipeline(source, rate: 0)
            for item in samples.prefix(9000) { first.push(item.sample, sensor: item.sensor) { _ in } }
            let text = try #require(first.continuity(ofSensor: 0)?.logged)
            #expect(text.utf8.count < 10_000, "half a minute of it has \(text.utf8.count) bytes")
            let all = text.ranges(of: /-?[0-9][0-9.e+-]*/)
            // Long lists of likelihoods would leave little for what stands alone.
            let alone = all.filter { text[text.index(before: $0.lowerBound)] == ":" }
            var refused = 0
            for turn in 0..<1000 {
                let numbers = turn % 2 == 0 ? alone : all
                let place = numbers[Int.random(in: 0..<numbers.count, using: &generator)]
                let values = [
                    "0", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "-1e-320", "\"nan\"", "\"inf\"",
                    "null", "[]",
                ]
                let value = values[Int.random(in: 0..<values.count, using: &generator)]
                guard let damaged = SensorContinuity(logged: text.replacingCharacters(in: place, with: value)) else {
                    refused += 1
                    continue
                }
                var second = KitPipeline(sensors: [
                    PipelineSensor(placement: .leftShank, timing: damaged.timing, continuity: damaged)
                ])
                let more = samples[9000..<9900].filter { $0.sensor == 0 }
                for item in more { second.push(item.sample, sensor: 0) { _ in } }
                second.finish { _ in }
                #expect(second.sensorStatus(0).samples == more.count)
            }
            #expect(refused > 100, "seed 11")
        }
        #expect(SensorContinuity(logged: "") == nil && SensorContinuity(logged: "{}") == nil)
    }
}

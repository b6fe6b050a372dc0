import Foundation
import IMU
import Recording
import TestSupport

/// A small session and what was written of it.
struct SessionLogFixture {
    enum Written: Equatable {
        case sample(sensor: Int, ticks: UInt64, arrival: Int64, bits: [UInt32])
        case gap(SensorGap, at: Int64)

        init(_ entry: SessionLogEntry) {
            switch entry {
            case .sample(let sample, let sensor): self = .sample(sample, sensor)
            case .gap(let gap, let time): self = .gap(gap, at: time.nanoseconds)
            }
        }

        static func sample(_ sample: Sample, _ sensor: Int) -> Written {
            let values = (0..<3).map { sample.acceleration[$0] } + (0..<3).map { sample.angularRate[$0] }
            return .sample(
                sensor: sensor, ticks: sample.ticks, arrival: sample.arrival.nanoseconds,
                bits: values.map(\.bitPattern))
        }
    }

    static let header = SessionLogHeader(
        session: "7f3", kit: "kit-a", bootID: "0b5e", wallClockOffset: 1_700_000_000_123_456_789,
        software: "gaitd test", timeScale: 1,
        baseline: SessionLogBaseline(
            version: 3, blocks: 7, day: 20_778,
            traits: [
                .init(
                    name: "stride_time_s", blocks: 7, mean: 1.0 / 3, squares: 1e-300, days: 2, dayMean: 1.5,
                    daySquares: 0.25, earlierBlocks: 12, withinSquares: 0.75),
                .init(
                    name: "pronation_proxy_deg_left", blocks: 6, mean: -Double.leastNonzeroMagnitude, squares: 0.1 + 0.2
                ),
            ]))

    static let sensors = [
        SessionLogSensor(
            placement: .leftShank,
            timing: SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 32), nominalRate: 200),
            driver: "witmotion", device: "a1",
            offset: .init(seconds: 0.0125, halfWidth: 0.001, found: HostTime(nanoseconds: -5), rate: 200),
            clock: "where it stood"),
        SessionLogSensor(
            placement: .rightShank, timing: SensorTiming(source: .sampleCounter(wrapBits: 8), nominalRate: 100),
            driver: "other"),
        // The device does not say its rate: 0.
        SessionLogSensor(placement: .lumbar, timing: SensorTiming(source: .arrivalOnly, nominalRate: 0)),
    ]

    /// Writes `seconds` of samples of every sensor and now and then a gap. The writer is handed back open.
    static func write(
        to file: URL, seconds: Double, seed: UInt64, options: SessionLogWriter.Options = .init()
    ) throws -> (writer: SessionLogWriter, entries: [Written]) {
        var random = SeededGenerator(seed: seed)
        let writer = try SessionLogWriter(path: file.path, header: header, sensors: sensors, options: options)
        var entries: [Written] = []
        let start: Int64 = 5_000_000_000
        for step in 0..<Int(seconds * 200) {
            let arrival = HostTime(nanoseconds: start + Int64(step) * 5_000_000)
            for (sensor, every) in [1, 2, 4].enumerated() where step % every == 0 {
                let sample = Self.sample(arrival: arrival, &random)
                try writer.append(sample: sample, sensor: sensor)
                entries.append(.sample(sample, sensor))
            }
            if step % 97 == 50 {
                let gap = SensorGap(
                    sensor: step % 3, start: HostTime(nanoseconds: start), end: arrival, lostSamples: UInt64(step),
                    reason: "overrun")
                try writer.append(gap: gap, at: arrival)
                entries.append(.gap(gap, at: arrival.nanoseconds))
            }
        }
        return (writer, entries)
    }

    static func sample(arrival: HostTime, _ random: inout SeededGenerator) -> Sample {
        func vector() -> SIMD3<Float> {
            if random.next() % 50 == 0 { return SIMD3(repeating: .nan) }
            return SIMD3(Float(random.normal()), Float(random.normal()), Float(random.normal()))
        }
        return Sample(
            ticks: random.next() % 5 == 0 ? .max : random.next(), arrival: arrival, acceleration: vector(),
            angularRate: vector())
    }

    /// Every entry that the reader gives.
    static func readAll(_ reader: SessionLogReader) throws -> [Written] {
        var entries: [Written] = []
        while let entry = try reader.next() { entries.append(Written(entry)) }
        return entries
    }
}

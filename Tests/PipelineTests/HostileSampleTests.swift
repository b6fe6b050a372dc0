import Gait
import IMU
import Pipeline
import TestSupport
import Testing

@Suite struct HostileSampleTests {
    private func number(_ generator: inout SeededGenerator) -> Float {
        switch generator.next() % 12 {
        case 0: .nan
        case 1: .infinity
        case 2: Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
        case 3: .greatestFiniteMagnitude
        case 4: 0
        default: Float(10 * generator.normal())
        }
    }

    private func timing(_ generator: inout SeededGenerator) -> SensorTiming {
        let rates: [Double] = [0, 1e-300, 50, 100, 1e5, 1e300, .infinity, .nan, -3]
        let ticks: [Double] = [1e-300, 1, 1000, 1e300, 0, .nan]
        let rate = rates[Int(generator.next() % UInt64(rates.count))]
        let bits = UInt8(truncatingIfNeeded: generator.next())
        switch generator.next() % 4 {
        case 0:
            return SensorTiming(
                source: .deviceClock(ticksPerSecond: ticks[Int(generator.next() % 6)], wrapBits: bits),
                nominalRate: rate)
        case 1: return SensorTiming(source: .sampleCounter(wrapBits: bits), nominalRate: rate)
        case 2: return SensorTiming(source: .arrivalOnly, nominalRate: rate)
        default: return SensorTiming(source: .recorded, nominalRate: rate)
        }
    }

    @Test("no sample, no timing and no interruption stops the pipeline", arguments: 1...40 as ClosedRange<UInt64>)
    func digested(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var pipeline = KitPipeline(
            sensors: Placement.allCases.map {
                PipelineSensor(placement: $0, timing: timing(&generator))
            })
        var (provisional, resolved, said) = (0, 0, 0)
        func count(_ output: PipelineOutput) {
            said += 1
            switch output {
            case .contact(let contact):
                if contact.status == .provisional { provisional += 1 } else { resolved += 1 }
            case .retraction: resolved += 1
            case .gap(let gap): if gap.lostSamples < 0 { Issue.record("seed \(seed): \(gap)") }
            default: break
            }
        }
        var now = Int64(0)
        var ticks = UInt64(0)
        for _ in 0..<4000 {
            let dice = generator.next() % 400
            let sensor = Int(generator.next() % UInt64(Placement.allCases.count))
            now = dice == 0 ? Int64(bitPattern: generator.next()) : now &+ Int64(generator.next() % 5_000_000)
            ticks = dice == 1 ? generator.next() : ticks &+ generator.next() % 20
            if dice == 2 { pipeline.setTiming(timing(&generator), sensor: sensor, into: count) }
            if dice == 3 {
                pipeline.interrupt(
                    sensor: sensor, from: HostTime(nanoseconds: Int64(bitPattern: generator.next())),
                    to: HostTime(nanoseconds: now), cause: .overrun,
                    lostSamples: generator.next() % 2 == 0 ? nil : Int(truncatingIfNeeded: generator.next()),
                    into: count)
            }
            let sample = Sample(
                ticks: ticks, arrival: HostTime(nanoseconds: now),
                acceleration: [number(&generator), number(&generator), number(&generator)],
                angularRate: [number(&generator), number(&generator), number(&generator)])
            pipeline.push(sample, sensor: sensor, into: count)
            _ = pipeline.nextReadyWindow()
        }
        pipeline.finish(into: count)
        #expect(provisional == resolved, "seed \(seed)")
    }

    @Test("after nonsense the pipeline finds the steps of a real walk again", arguments: 1...5 as ClosedRange<UInt64>)
    func recovers(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var pipeline = Kit.pipeline()
        for row in 0..<500 {
            for sensor in 0..<3 {
                let time = HostTime(seconds: Double(row) / 100)
                pipeline.push(
                    Sample(
                        ticks: UInt64(time.nanoseconds), arrival: time,
                        acceleration: [number(&generator), number(&generator), 9.8],
                        angularRate: [number(&generator), 0, 0]), sensor: sensor
                ) { _ in }
            }
        }
        var strides = 0
        for var item in Kit.samples(try Kit.recording(try Kit.walker(seed))) {
            item.sample.ticks += 5_000_000_000
            item.sample.arrival = item.sample.arrival.advanced(seconds: 5)
            pipeline.push(item.sample, sensor: item.sensor) { if case .stride = $0 { strides += 1 } }
        }
        #expect(strides > 90, "seed \(seed): \(strides)")
    }
}

import Glibc
import IMU
import Pipeline
import TestSupport
import Testing

/// Sensors of a kit that are turned about together in one hand.
@Suite struct KitAlignmentTests {
    /// Plays sensors whose readings show what was `latencies` seconds ago; the last one may turn on its own.
    private func pipeline(latencies: [Double], isLastApart: Bool = false, seed: UInt64 = 1) -> KitPipeline {
        var pipeline = KitPipeline(
            sensors: zip(Kit.placements, latencies).map { placement, _ in
                PipelineSensor(placement: placement, timing: SensorTiming(source: .recorded, nominalRate: 100))
            })
        turn(&pipeline, latencies, 0..<2000, isLastApart: isLastApart, seed: seed)
        return pipeline
    }

    /// Goes on with samples of those numbers, a hundred a second.
    private func turn(
        _ pipeline: inout KitPipeline, _ latencies: [Double], _ numbers: Range<Int>, isLastApart: Bool = false,
        seed: UInt64 = 1
    ) {
        var generator = SeededGenerator(seed: seed)
        let phases = latencies.map { _ in Double.random(in: 0..<0.01, using: &generator) }
        for number in numbers {
            for (sensor, latency) in latencies.enumerated() {
                let taken = HostTime(seconds: Double(number) / 100 + phases[sensor])
                let time = taken.seconds - latency
                let pace = isLastApart && sensor == latencies.count - 1 ? 0.7 : 1
                let size = 2 + sin(pace * 7 * time) + 0.7 * sin(pace * 12 * time + 1)
                let noise = Double.random(in: -0.02...0.02, using: &generator)
                // Every sensor in axes of its own.
                var rate = SIMD3<Float>()
                rate[sensor % 3] = Float(size + noise)
                pipeline.push(
                    Sample(
                        ticks: UInt64(bitPattern: taken.nanoseconds), arrival: taken, acceleration: [0, 0, 9.8],
                        angularRate: rate),
                    sensor: sensor
                ) { _ in }
            }
        }
    }

    @Test("aligning again at once adds nothing twice")
    func twice() throws {
        let latencies = [0.005, 0.030, 0.012]
        var pipeline = pipeline(latencies: latencies)
        #expect(pipeline.align() == .aligned)
        let first = (0..<3).compactMap { pipeline.sensorStatus($0).offset?.seconds }
        #expect(pipeline.align() == .apart(sensor: 1))
        turn(&pipeline, latencies, 2000..<2500)
        #expect(pipeline.align() == .apart(sensor: 1))
        turn(&pipeline, latencies, 2500..<3200)
        #expect(pipeline.align() == .aligned)
        let second = (0..<3).compactMap { pipeline.sensorStatus($0).offset?.seconds }
        #expect(first.count == 3 && zip(first, second).allSatisfy { abs($0 - $1) < 0.001 }, "\(first), \(second)")
    }

    @Test(
        "delays that differ are taken out to a millisecond, and time never goes back",
        arguments: 1...4 as ClosedRange<UInt64>)
    func aligned(seed: UInt64) throws {
        var pipeline = pipeline(latencies: [0.005, 0.030, 0.012], seed: seed)
        #expect(pipeline.align() == .aligned)
        let offsets = try (0..<3).map { try #require(pipeline.sensorStatus($0).offset) }
        #expect(offsets.allSatisfy { $0.seconds >= 0 && $0.halfWidth < 0.005 }, "seed \(seed)")
        #expect(abs(offsets[0].seconds - offsets[1].seconds - 0.025) < 0.001, "seed \(seed): \(offsets)")
        #expect(abs(offsets[0].seconds - offsets[2].seconds - 0.007) < 0.001, "seed \(seed): \(offsets)")
        #expect(pipeline.sensorStatus(0).syncError >= offsets[0].halfWidth)
    }

    @Test("an offset of an earlier run is added to times")
    func carried() {
        let timing = SensorTiming(source: .recorded, nominalRate: 100)
        let offset = SensorOffset(seconds: 0.02, halfWidth: 0.003)
        var pipeline = KitPipeline(
            sensors: [PipelineSensor(placement: .lumbar, timing: timing, offset: offset)])
        pipeline.push(
            Sample(ticks: 1_000_000_000, arrival: HostTime(seconds: 1), acceleration: [0, 0, 9.8], angularRate: .zero),
            sensor: 0
        ) { _ in }
        let kept = pipeline.signal(sensor: 0, from: HostTime(seconds: 0), to: HostTime(seconds: 2))
        #expect(kept.map(\.time) == [HostTime(seconds: 1.02)])
        #expect(pipeline.sensorStatus(0).syncError == 0.003)
    }

    @Test("a sensor that turns on its own is named, and nothing is changed")
    func apart() {
        var pipeline = pipeline(latencies: [0.005, 0.030, 0.012], isLastApart: true)
        #expect(pipeline.align() == .apart(sensor: 2))
        #expect(pipeline.sensorStatus(0).offset == nil && pipeline.sensorStatus(1).offset == nil)
    }

    @Test("one sensor alone cannot be aligned")
    func alone() {
        var pipeline = pipeline(latencies: [0.005])
        #expect(pipeline.align() == .tooFew)
    }

    /// A sensor with an offset that was found at some time, of which samples come at `rate` Hz; and the times that they get.
    private func placed(
        _ offset: SensorOffset, source: SensorTiming.Source = .deviceClock(ticksPerSecond: 1e9, wrapBits: 64),
        rate: Double = 100
    ) -> (pipeline: KitPipeline, times: [Double]) {
        var pipeline = KitPipeline(sensors: [
            PipelineSensor(
                placement: .lumbar, timing: SensorTiming(source: source, nominalRate: 0), offset: offset)
        ])
        for number in 0..<200 {
            let time = HostTime(seconds: 1 + Double(number) / rate)
            pipeline.push(
                Sample(
                    ticks: UInt64(bitPattern: time.nanoseconds), arrival: time, acceleration: [0, 0, 9.8],
                    angularRate: .zero), sensor: 0
            ) { _ in }
        }
        let kept = pipeline.signal(sensor: 0, from: HostTime(seconds: 0), to: HostTime(seconds: 10))
        return (pipeline, kept.map(\.time.seconds))
    }

    private let clocked = SensorTiming(source: .deviceClock(ticksPerSecond: 1e9, wrapBits: 64), nominalRate: 0)

    @Test("an offset holds for the timing and the rate with which it was found")
    func holds() {
        let offset = SensorOffset(
            seconds: 0.02, halfWidth: 0.001, found: HostTime(seconds: -60), timing: clocked, rate: 100)
        #expect(abs(placed(offset).times[0] - 1.02) < 1e-9)
        let slower = placed(offset, rate: 50)
        #expect(abs(slower.times[0] - 1) < 1e-9 && slower.pipeline.sensorStatus(0).offset == nil)
        var other = offset
        other.timing?.source = .deviceClock(ticksPerSecond: 1e9, wrapBits: 32)
        #expect(placed(other).pipeline.sensorStatus(0).offset == nil)
    }

    @Test("an offset of more than a week counts with half a sampling period more")
    func old() {
        func error(_ age: Double) -> Double {
            let offset = SensorOffset(
                seconds: 0.02, halfWidth: 0.003, found: HostTime(seconds: 1 - age), timing: clocked, rate: 100)
            let clock = placed(SensorOffset(seconds: 0.02, halfWidth: 0)).pipeline.sensorStatus(0).syncError
            let whole = placed(offset).pipeline.sensorStatus(0).syncError
            return (whole * whole - clock * clock).squareRoot()
        }
        #expect(abs(error(6 * 86_400) - 0.003) < 1e-6)
        #expect(abs(error(8 * 86_400) - (0.003 * 0.003 + 0.005 * 0.005).squareRoot()) < 1e-6)
    }

    @Test("what was found can be forgotten, and no time goes back")
    func forgotten() throws {
        var pipeline = pipeline(latencies: [0.005, 0.120])
        #expect(pipeline.align() == .aligned)
        let offset = try #require(pipeline.sensorStatus(0).offset)
        #expect(offset.seconds > 0.1 && offset.found != nil && offset.rate == 100)
        pipeline.dropAlignment()
        #expect(pipeline.sensorStatus(0).offset == nil && pipeline.sensorStatus(1).offset == nil)
        let before = pipeline.signal(sensor: 0, from: HostTime(seconds: 0), to: HostTime(seconds: 100)).count
        let clock = placed(SensorOffset(seconds: 0.1, halfWidth: 0.001))
        var again = clock.pipeline
        again.dropAlignment()
        for number in 200..<400 {
            let time = HostTime(seconds: 1 + Double(number) / 100)
            again.push(
                Sample(
                    ticks: UInt64(bitPattern: time.nanoseconds), arrival: time, acceleration: [0, 0, 9.8],
                    angularRate: .zero), sensor: 0
            ) { _ in }
        }
        let times = again.signal(sensor: 0, from: HostTime(seconds: 0), to: HostTime(seconds: 10)).map(\.time)
        #expect(times.count == 400 && zip(times, times.dropFirst()).allSatisfy { $0 < $1 } && before == 2000)
        // What was to be made up is slewed in: 0.1 s at 2 %.
        #expect(abs((times.last?.seconds ?? 0) - 4.99) < 0.1 - 0.02 * 1.9)
    }
}

import Gait
import IMU
import Pipeline
import Recording
import TestSupport
import Testing
import Walker

/// Sensors whose rate or ticks become known on the way.
@Suite struct TimingTests {
    /// As from a device that sends neither time nor number: ticks count the samples.
    private func counted(_ samples: [KitSample]) -> [KitSample] {
        var counts = [UInt64](repeating: 0, count: Kit.placements.count)
        return samples.map {
            var item = $0
            item.sample.ticks = counts[item.sensor]
            counts[item.sensor] += 1
            return item
        }
    }

    private func contacts(_ outputs: [PipelineOutput]) -> [Contact] {
        outputs.compactMap { if case .contact(let contact) = $0, contact.status == .confirmed { contact } else { nil } }
    }

    @Test(
        "without a rate the first samples are held, the rate is found and nothing is lost",
        arguments: [SensorTiming.Source.arrivalOnly, .deviceClock(ticksPerSecond: 1e9, wrapBits: 64)])
    func unknownRate(source: SensorTiming.Source) throws {
        let stamped = Kit.samples(try Kit.recording(try Kit.walker(3)))
        let samples = source == .arrivalOnly ? counted(stamped) : stamped
        var (known, unknown) = (Kit.pipeline(source, rate: 100), Kit.pipeline(source, rate: 0))
        var (first, second): ([PipelineOutput], [PipelineOutput]) = ([], [])
        #expect(unknown.sensorStatus(0).rate == nil)
        for item in samples {
            known.push(item.sample, sensor: item.sensor) { first.append($0) }
            unknown.push(item.sample, sensor: item.sensor) { second.append($0) }
        }
        #expect(unknown.sensorStatus(0).rate == 100)
        #expect(unknown.sensorStatus(0).samples == known.sensorStatus(0).samples)
        #expect(contacts(first) == contacts(second) && contacts(first).count > 100)
    }

    @Test("data that ends before the rate is known is analyzed all the same")
    func short() throws {
        // Two seconds of walking in their midst.
        let samples = counted(Kit.samples(try Kit.recording(try Kit.walker(3))))
            .filter { (10..<11.9).contains($0.sample.arrival.seconds) }
        var pipeline = Kit.pipeline(.arrivalOnly, rate: 0)
        var outputs: [PipelineOutput] = []
        for item in samples { pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) } }
        #expect(outputs.isEmpty)
        pipeline.finish { outputs.append($0) }
        #expect(pipeline.sensorStatus(0).rate == 100)
        #expect(!contacts(outputs).isEmpty)
    }

    @Test("ticks that change their meaning start the clock anew, and time goes on")
    func setTiming() throws {
        var pipeline = Kit.pipeline(.arrivalOnly, rate: 0)
        var outputs: [PipelineOutput] = []
        let device = SensorTiming(source: .deviceClock(ticksPerSecond: 1e9, wrapBits: 64), nominalRate: 0)
        let stamped = Kit.samples(try Kit.recording(try Kit.walker(4)))
        for (item, other) in zip(stamped, counted(stamped)) {
            let time = item.sample.arrival.seconds
            if abs(time - 20) < 0.001 { pipeline.setTiming(device, sensor: item.sensor) { outputs.append($0) } }
            pipeline.push(time < 19.999 ? other.sample : item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        pipeline.finish { outputs.append($0) }
        let ids = contacts(outputs).map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(
            contacts(outputs).contains { $0.time.seconds < 20 } && contacts(outputs).contains { $0.time.seconds > 30 })
        let signal = pipeline.signal(sensor: 0, from: HostTime(nanoseconds: 0), to: HostTime(seconds: 100))
        #expect(zip(signal, signal.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect(signal.count == pipeline.sensorStatus(0).samples)
    }

    @Test("samples that were held when their ticks changed their meaning are said to be lost")
    func heldSamples() throws {
        var pipeline = Kit.pipeline(.arrivalOnly, rate: 0)
        var outputs: [PipelineOutput] = []
        let device = SensorTiming(source: .deviceClock(ticksPerSecond: 1e9, wrapBits: 64), nominalRate: 0)
        for item in Kit.samples(try Kit.recording(try Kit.walker(4))).prefix(30 * 3) {
            pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        pipeline.setTiming(device, sensor: 2) { outputs.append($0) }
        #expect(outputs.gaps.map(\.lostSamples) == [30] && outputs.gaps.map(\.sensor) == [2])
        #expect(pipeline.sensorStatus(2).lostSamples == 30)
        // The same timing again is no news.
        pipeline.setTiming(device, sensor: 2) { outputs.append($0) }
        #expect(outputs.gaps.count == 1)
    }

    @Test("a sensor that joins later is taken in")
    func joining() throws {
        var pipeline = KitPipeline(sensors: [])
        var outputs: [PipelineOutput] = []
        for placement in Kit.placements {
            _ = pipeline.addSensor(
                PipelineSensor(
                    placement: placement, timing: SensorTiming(source: .recorded, nominalRate: 100)))
        }
        for item in Kit.samples(try Kit.recording(try Kit.walker(5))) {
            pipeline.push(item.sample, sensor: item.sensor) { outputs.append($0) }
        }
        #expect(contacts(outputs).count > 100)
    }
}

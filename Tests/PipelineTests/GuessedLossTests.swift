import FakeWearables
import IMU
import Pipeline
import TestSupport
import Testing

/// Losses of a sensor without time or number are guessed from lateness; wrong guesses leave its count again.
@Suite struct GuessedLossTests {
    @Test("what was taken for lost and was not leaves the count", arguments: 1...3 as ClosedRange<UInt64>)
    func takenBack(seed: UInt64) {
        var faults = LinkFaults()
        faults.jitter = 0.040
        var line = FaultyLink(faults, seed: seed)
        let timing = SensorTiming(source: .arrivalOnly, nominalRate: 100)
        var pipeline = KitPipeline(sensors: [PipelineSensor(placement: .lumbar, timing: timing)])
        var said = 0
        for number in 0..<180_000 {
            var bytes: [UInt8] = []
            guard let arrival = line.carry(&bytes, at: Double(number) / 100) else { continue }
            let sample = Sample(
                ticks: UInt64(number), arrival: HostTime(seconds: 1000 + arrival), acceleration: [0, 0, 9.8],
                angularRate: .zero)
            pipeline.push(sample, sensor: 0) { output in
                if case .gap(let gap) = output { said += gap.lostSamples }
            }
        }
        let left = pipeline.sensorStatus(0).lostSamples
        print("guessed losses, 40 ms jitter, nothing lost, seed \(seed): \(said) said in half an hour, \(left) left")
        // Were none guessed wrongly, the test would say nothing.
        #expect(said > 0 && 5 * left <= said, "seed \(seed): \(said) said, \(left) left")
    }
}

import Drivers
import FakeWearables
import IMU
import Testing
import Transports

/// Devices that must be spoken to before they stream, as fakes behind a pseudo-terminal.
@Suite struct ConversationTests {
    /// Plays a fake at the other end of the line until the condition holds.
    private func play(
        _ rig: Rig, _ line: FakeLine, _ fake: inout FakeWearable, from start: Int = 0, until done: () -> Bool
    ) -> (isDone: Bool, next: Int) {
        var number = start
        let isDone = rig.wait {
            var bytes: [UInt8] = []
            fake.receive(line.read(), replies: &bytes)
            for _ in 0..<5 {
                let reading = WearableReading(
                    clock: 100 + Double(number) / 100, acceleration: [0, 0, 9.8],
                    angularRate: [Double(number % 1000) / 1000, 0, 0])
                fake.send(reading, to: &bytes)
                number += 1
            }
            if !bytes.isEmpty { line.write(bytes) }
            return done()
        }
        return (isDone, number)
    }

    @Test(arguments: [nil, 100] as [Double?])
    func shimmer3IsAskedSetUpAndStreams(rate: Double?) throws {
        let rig = try Rig {
            [SensorPlan(name: "a/lumbar", path: $0 + "/l", driver: .family(.shimmer3), rate: rate)]
        }
        let line = rig.line("l")
        var fake = FakeWearable(.shimmer3, placement: .lumbar, rate: 51.2)
        try rig.ingest.start()
        let (streams, next) = play(rig, line, &fake) { rig.samples().count >= 300 }
        #expect(streams, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.wait { rig.snapshot().state == .streaming && rig.snapshot().counters.samples >= 300 })
        #expect(rig.snapshot().driver?.family == .shimmer3)
        #expect(rig.snapshot().counters.checksumErrors == 0)
        guard case .shimmer3(let device) = fake else { return }
        // The owner's settings are changed only where a rate was asked for.
        #expect(device.settingsChanged == (rate == nil ? 0 : 4))
        let expected = rate == nil ? 51.2 : 32768 / 328
        #expect(abs((rig.snapshot().timing?.nominalRate ?? 0) - expected) < 1e-9)
        for sample in rig.samples() { #expect(abs(sample.acceleration.z - 9.8) < 0.01) }
        let ticks = rig.samples().map(\.ticks)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { ($1 &- $0) & 0xFF_FFFF < 1000 })

        // Switched off and on again: silent until it is asked anew.
        fake.disconnect()
        let before = rig.samples().count
        #expect(play(rig, line, &fake, from: next) { rig.samples().count >= before + 50 }.isDone, "\(rig.text())")

        rig.ingest.stop()
        var replies: [UInt8] = []
        fake.receive(line.read(), replies: &replies)
        guard case .shimmer3(let stopped) = fake else { return }
        #expect(!stopped.isStreaming, "it is told to stop when the daemon stops")
    }

    /// Nothing is written to a line whose device is unknown: it may be anything.
    @Test func nothingIsAskedWhereTheDriverIsNotNamed() throws {
        let rig = try Rig { [SensorPlan(name: "a/lumbar", path: $0 + "/l")] }
        let line = rig.line("l")
        try rig.ingest.start()
        #expect(rig.wait { rig.text().contains("0 bytes arrived") })
        #expect(line.read().isEmpty)
    }

    @Test func aDeviceThatCannotStreamMotionIsSaid() throws {
        let rig = try Rig { [SensorPlan(name: "a/lumbar", path: $0 + "/l", driver: .family(.shimmer3))] }
        let line = rig.line("l")
        // A Shimmer whose gyroscope its owner has switched off.
        var fake = FakeWearable.shimmer3(FakeShimmer3(rate: 100, sensors: 0x1000))
        try rig.ingest.start()
        let (isSaid, _) = play(rig, line, &fake) {
            rig.eventTexts.contains { $0.contains("does not answer as it should") }
        }
        #expect(isSaid, "\(rig.eventTexts)")
        #expect(rig.samples().isEmpty)
    }

    @Test func xIMU3IsRecognizedByItsStreamAndObeys() throws {
        let rig = try Rig { [SensorPlan(name: "a/lumbar", path: $0 + "/l", rate: 100)] }
        let line = rig.line("l")
        var fake = FakeWearable(.xIMU3, placement: .lumbar, rate: 400)
        try rig.ingest.start()
        let (streams, _) = play(rig, line, &fake) {
            rig.samples().count >= 200 && rig.snapshot().timing?.nominalRate == 100
        }
        #expect(streams, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.snapshot().driver?.family == .xIMU3 && fake.configuredRate == 100)
        guard case .xIMU3(let device) = fake else { return }
        #expect(device.saves == 0)
    }

    @Test func aSilentXIMU3IsAskedAndAnswers() throws {
        let rig = try Rig { [SensorPlan(name: "a/lumbar", path: $0 + "/l", driver: .family(.xIMU3))] }
        let line = rig.line("l")
        var fake = FakeWearable.xIMU3(FakeXIMU3(rate: 50, isSilent: true, isText: true))
        try rig.ingest.start()
        let (streams, _) = play(rig, line, &fake) { rig.samples().count >= 100 }
        #expect(streams, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.snapshot().timing?.nominalRate == 50)
    }
}

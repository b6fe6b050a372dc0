import FakeWearables
import Testing

@Suite struct FakeWitMotionTests {
    private let reading = WearableReading(clock: 5, acceleration: [0, 0, 9.80665], angularRate: [0, 1, 0])

    private func types(_ device: inout FakeWitMotion, clock: Double = 5) -> [UInt8] {
        var bytes: [UInt8] = []
        var reading = reading
        reading.clock = clock
        device.send(reading, to: &bytes)
        return stride(from: 0, to: bytes.count, by: WitMotionFrame.size).map { bytes[$0 + 1] }
    }

    private func say(_ bytes: [UInt8], to device: inout FakeWitMotion) -> [UInt8] {
        var replies: [UInt8] = []
        device.receive(bytes, replies: &replies)
        return replies
    }

    @Test("writes need the unlock, which lasts ten seconds of the device's clock")
    func lock() {
        var device = FakeWitMotion(rate: 100)
        #expect(types(&device) == [0x51, 0x52])
        _ = say([0xFF, 0xAA, 0x02, 0x0F, 0x00], to: &device)
        #expect(types(&device) == [0x51, 0x52] && device.commandsRefused == 1)
        _ = say([0xFF, 0xAA, 0x69, 0x88, 0xB5], to: &device)
        _ = say([0xFF, 0xAA, 0x02, 0x0F, 0x00], to: &device)
        #expect(types(&device) == [0x50, 0x51, 0x52, 0x53])
        _ = say([0xFF, 0xAA, 0x03, 0x0B, 0x00], to: &device)
        #expect(device.outputRate == 200)
        _ = types(&device, clock: 30)
        _ = say([0xFF, 0xAA, 0x03, 0x09, 0x00], to: &device)
        #expect(device.outputRate == 200)
    }

    @Test("register reads are answered with four registers, also after noise and in pieces")
    func read() {
        var device = FakeWitMotion(rate: 100)
        #expect(say([0x00, 0xFF, 0xFF, 0xAA, 0x27], to: &device).isEmpty)
        let reply = say([0x03, 0x00], to: &device)
        #expect(Array(reply.prefix(6)) == [0x55, 0x5F, 9, 0, 6, 0])
        #expect(reply.count == 11 && reply.last == reply.dropLast().reduce(0, &+))
        _ = types(&device)
        let gravity = say([0xFF, 0xAA, 0x27, 0x34, 0x00], to: &device)
        #expect(Array(gravity[6...7]) == [0x00, 0x08])
        _ = say([0xFF, 0xAA, 0x27, 0xFF, 0xFF], to: &device)
    }

    @Test("what is beyond the range reads full scale; NaN reads zero")
    func clipping() {
        var device = FakeWitMotion(rate: 100)
        var bytes: [UInt8] = []
        device.send(
            WearableReading(clock: 0, acceleration: [1e9, -1e9, .nan], angularRate: [100, -100, .infinity]), to: &bytes)
        #expect(Array(bytes[2..<8]) == [0xFF, 0x7F, 0x00, 0x80, 0, 0])
        #expect(Array(bytes[13..<19]) == [0xFF, 0x7F, 0x00, 0x80, 0xFF, 0x7F])
    }
}

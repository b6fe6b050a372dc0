import Drivers
import IMU
import Testing

/// The template must work, or nobody should copy it.
@Suite struct TemplateTests {
    private func frame(_ sequence: UInt8, acceleration: [Int16] = [0, 0, 1000]) -> [UInt8] {
        var frame: [UInt8] = [0xA5, 0x54, sequence, 50] + Encode.littleEndian(UInt32(123_456))
        frame +=
            acceleration.flatMap(Encode.littleEndian) + [900, 0, -900].map(Int16.init).flatMap(Encode.littleEndian)
        frame += [0, 0]
        return frame + Encode.littleEndian(Encode.crc(frame))
    }

    @Test func itsFramesMakeSamples() throws {
        let outcome = decode(TemplateDriver.self, frame(1) + frame(2) + frame(5))
        let sample = try #require(outcome.samples.first)
        #expect(outcome.samples.count == 3 && outcome.counters.lostFrames == 2)
        #expect(sample.ticks == 123_456)
        #expect(abs(sample.acceleration.z - 9.80665) < 1e-5)
        #expect(abs(sample.angularRate.x - .pi / 2) < 1e-6)
    }

    @Test func itIsNotInTheListOfFamilies() {
        #expect(DriverFamily(id: TemplateDriver.descriptor.id) == nil)
    }
}

import Drivers
import IMU
import Testing

extension Shimmer3Driver {
    /// A driver whose Shimmer3 has answered and streams wide-range acceleration and angular rate at 102.4 Hz.
    static func streaming(checksum: Int, calibration: [UInt8] = .init(repeating: 0xFF, count: 84)) -> Shimmer3Driver {
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.setChecksum(UInt8(checksum)), Encode.shimmer([0xFF], checksum: checksum))
        driver.converse(
            Shimmer3Commands.calibration, Encode.shimmer([0xFF, 0x2D] + calibration, checksum: checksum))
        let inquiry: [UInt8] = [0xFF, 0x02, 0x40, 0x01, 3 << 2, 0, 3, 0, 6, 1, 4, 5, 6, 0x0A, 0x0B, 0x0C]
        driver.converse(Shimmer3Commands.inquiry, Encode.shimmer(inquiry, checksum: checksum))
        driver.converse(Shimmer3Commands.startStreaming, Encode.shimmer([0xFF], checksum: checksum))
        return driver
    }

    /// Says something and hears the answer.
    mutating func converse(_ command: [UInt8], _ answer: [UInt8]) {
        sent(command)
        _ = run(&self, [answer])
    }
}

@Suite struct Shimmer3DriverTests {
    @Test func theConversationIsFollowed() {
        var driver = Shimmer3Driver()
        #expect(driver.answer == .none)
        driver.sent(Shimmer3Commands.firmware)
        #expect(driver.answer == .awaited)
        _ = run(&driver, [[0xFF, 0x2F, 3, 0], [0, 0, 16, 9]])
        #expect(driver.answer == .fulfilled && driver.firmware?.minor == 16 && driver.firmware?.streams == true)
        driver.converse(Shimmer3Commands.hardware, [0xFF, 0x25, 3])
        #expect(driver.answer == .fulfilled && !driver.isShimmer3R)
        driver.converse(Shimmer3Commands.setChecksum(2), Encode.shimmer([0xFF]))
        driver.converse(Shimmer3Commands.setRate(ticks: 320), Encode.shimmer([0xFF]))
        #expect(driver.answer == .fulfilled)
        driver.converse(Shimmer3Commands.setWideRange, Encode.shimmer([0xFE]))
        #expect(driver.answer == .refused)
        #expect(driver.counters.discardedBytes == 0 && driver.pendingBytes == 0)
    }

    @Test func firmwareThatDoesNotStreamIsRefused() {
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.firmware, [0xFF, 0x2F, 2, 0, 0, 0, 1, 1])
        #expect(driver.answer == .refused)
    }

    @Test func anInquiryWithoutGyroscopeIsRefused() {
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.inquiry, [0xFF, 0x02, 0x40, 0x01, 0, 0, 0, 0, 3, 1, 4, 5, 6])
        #expect(driver.answer == .refused && driver.timing.nominalRate == 102.4)
    }

    @Test func theNewModeMayBeAcknowledgedWithoutAChecksum() {
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.setChecksum(2), [0xFF])
        #expect(driver.answer == .awaited, "a checksum may yet come")
        driver.converse(Shimmer3Commands.setRate(ticks: 320), Encode.shimmer([0xFF]))
        #expect(driver.answer == .fulfilled && driver.counters.discardedBytes == 0 && driver.pendingBytes == 0)
    }

    /// Old firmware says nothing to the change of mode, and goes on without checksums.
    @Test func noAnswerToTheNewModeIsNone() {
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.setChecksum(2), [])
        driver.converse(Shimmer3Commands.setRate(ticks: 320), [0xFF])
        driver.converse(Shimmer3Commands.hardware, [0xFF, 0x25, 0x0A])
        #expect(driver.answer == .fulfilled && driver.isShimmer3R && driver.counters.discardedBytes == 0)
    }

    /// Without a calibration of its own: 135 counts a m/s², 16.4 counts a °/s, turned by the maker's defaults.
    @Test func countsBecomeUnitsByDefaults() throws {
        var driver = Shimmer3Driver.streaming(checksum: 2)
        #expect(driver.timing.nominalRate == 102.4 && !driver.calibrationIsOwn)
        let packet = Encode.shimmerPacket(0x123456, acceleration: [135, 270, -1350], gyroscope: [164, 0, -1640])
        let sample = try #require(run(&driver, [packet]).samples.first)
        #expect(sample.ticks == 0x123456)
        let rad = Float.pi / 180
        for (value, expected) in zip([0, 1, 2].map { sample.acceleration[$0] }, [-1, 2, 10] as [Float]) {
            #expect(abs(value - expected) < 1e-5)
        }
        for (value, expected) in zip([0, 1, 2].map { sample.angularRate[$0] }, [0, -10 * rad, 100 * rad]) {
            #expect(abs(value - expected) < 1e-5)
        }
    }

    @Test func theDevicesOwnCalibrationCounts() throws {
        func block(_ offset: Int16, _ sensitivity: Int16, _ alignment: [Int8]) -> [UInt8] {
            let words = [offset, 0, 0, sensitivity, sensitivity, sensitivity].map(\.byteSwapped)
            return words.flatMap(Encode.littleEndian) + alignment.map { UInt8(bitPattern: $0) }
        }
        let straight: [Int8] = [100, 0, 0, 0, 100, 0, 0, 0, 100]
        let empty = [UInt8](repeating: 0, count: 21)
        let blocks = empty + block(2, 1000, straight) + empty + block(-5, 100, straight)
        var driver = Shimmer3Driver.streaming(checksum: 2, calibration: blocks)
        #expect(driver.calibrationIsOwn)
        let packet = Encode.shimmerPacket(1, acceleration: [-5, 100, 980], gyroscope: [12, 0, 20])
        let sample = try #require(run(&driver, [packet]).samples.first)
        #expect(abs(sample.acceleration.x) < 1e-6 && abs(sample.acceleration.z - 9.8) < 1e-5)
        #expect(abs(sample.angularRate.x - .pi / 180) < 1e-6)
    }

    @Test func answersBetweenPacketsAreNotTakenForPackets() {
        var driver = Shimmer3Driver.streaming(checksum: 2)
        let packet = Encode.shimmerPacket(1, acceleration: [1, 2, 3], gyroscope: [4, 5, 6])
        let status = Encode.shimmer([0xFF, 0x8A, 0x71, 0x21])
        let outcome = run(&driver, [packet + status + packet + packet.dropLast(2) + packet])
        #expect(outcome.samples.count == 3)
        #expect(outcome.counters.discardedBytes == UInt64(packet.count - 2))
    }

    @Test func stoppingEndsPackets() {
        var driver = Shimmer3Driver.streaming(checksum: 2)
        let packet = Encode.shimmerPacket(1, acceleration: [1, 2, 3], gyroscope: [4, 5, 6])
        driver.sent(Shimmer3Commands.stopStreaming)
        #expect(run(&driver, [packet + Encode.shimmer([0xFF])]).samples.count == 1)
        #expect(driver.answer == .fulfilled)
        #expect(run(&driver, [packet]).samples.isEmpty)
    }

    /// Settings stay in the device, so they are written only when a rate was asked for; nothing is ever saved.
    @Test func settingsAreWrittenOnlyWhenAsked() {
        let setters: Set<UInt8> = [0x05, 0x08, 0x09, 0x49]
        let plain = Shimmer3Driver().start(hertz: nil, baud: 115_200).map(\.bytes)
        #expect(plain.allSatisfy { !setters.contains($0[0]) })
        #expect(plain.last == [0x07] && plain.contains([0x8B, 2]))
        let asked = Shimmer3Driver().start(hertz: 100, baud: nil).map(\.bytes)
        #expect(asked.contains([0x05, 0x48, 0x01]) && asked.contains([0x08, 0x40, 0x10, 0x00]))
        #expect(Shimmer3Commands.rateTicks(atMost: .nan) == 32_768 && Shimmer3Commands.rateTicks(atMost: 1e9) == 64)
        #expect(Shimmer3Driver().stop().map(\.bytes) == [[0x20]])
    }
}

import Drivers
import IMU
import Testing

@Suite struct MAVLinkDriverTests {
    @Test func crcCheckValue() {
        var crc = CRC16()
        Array("123456789".utf8).withUnsafeBytes { crc.append($0) }
        #expect(crc.value == 0x6F91)
    }

    @Test func highresIMUMakesASample() throws {
        let outcome = decode(MAVLinkDriver.self, Encode.highresFrame(1_000_000, sequence: 7))
        let sample = try #require(outcome.samples.first)
        #expect(sample.ticks == 1_000_000)
        #expect(sample.acceleration == [0, 0, 9.80665])
        #expect(sample.angularRate == [0.5, -0.25, 0.125])
        #expect(outcome.addsUp && outcome.pending == 0)
    }

    @Test func payloadsMayBeCutWhereTheyEndInZeros() {
        let payload = Encode.highresIMU(microseconds: 5, acceleration: [1, 2, 3], angularRate: [4, 5, 6])
        let cut = Encode.mavlink2(105, extra: 93, payload: payload)
        let whole = Encode.mavlink2(105, extra: 93, payload: payload, truncate: false)
        #expect(cut.count == whole.count - 2)  // the high byte of the fields, and the id
        #expect(decode(MAVLinkDriver.self, cut).samples == decode(MAVLinkDriver.self, whole).samples)
        #expect(decode(MAVLinkDriver.self, whole).samples.count == 1)
    }

    @Test func longerPayloadsOfLaterVersionsAreRead() {
        let payload = Encode.highresIMU(microseconds: 5, acceleration: [1, 2, 3], angularRate: [4, 5, 6], id: 3)
        let frame = Encode.mavlink2(105, extra: 93, payload: payload + [1, 2, 3, 4])
        #expect(decode(MAVLinkDriver.self, frame).samples.count == 1)
    }

    @Test func signedFramesAreReadAndTheirSignatureSkipped() {
        let payload = Encode.highresIMU(microseconds: 5, acceleration: [1, 2, 3], angularRate: [4, 5, 6])
        let signed = Encode.mavlink2(
            105, extra: 93, payload: payload, sequence: 1, incompatible: 1,
            signature: [UInt8](repeating: 0xFD, count: 13))
        let outcome = decode(MAVLinkDriver.self, signed + Encode.highresFrame(6, sequence: 2))
        #expect(outcome.samples.map(\.ticks) == [5, 6])
        #expect(outcome.counters.discardedBytes == 0 && outcome.counters.lostFrames == 0)
    }

    @Test(arguments: [2, 3, 0x80] as [UInt8])
    func unknownIncompatibilityFlagsAreRefused(_ flags: UInt8) {
        let payload = Encode.highresIMU(microseconds: 5, acceleration: [1, 2, 3], angularRate: [4, 5, 6])
        let frame = Encode.mavlink2(105, extra: 93, payload: payload, incompatible: flags)
        let outcome = decode(MAVLinkDriver.self, frame)
        #expect(outcome.samples.isEmpty && outcome.counters.frames == 0 && outcome.addsUp)
    }

    @Test func version1IsReadToo() {
        let payload = Encode.highresIMU(microseconds: 9, acceleration: [1, 2, 3], angularRate: [4, 5, 6]).dropLast()
        let frame = Encode.mavlink1(105, extra: 93, payload: Array(payload), sequence: 3)
        let outcome = decode(MAVLinkDriver.self, frame + frame)
        #expect(outcome.samples.map(\.ticks) == [9, 9])
        #expect(outcome.counters.lostFrames == 255)  // the same number again
    }

    @Test func gapsInTheSequenceAreCountedAcrossTheWrap() {
        var stream: [UInt8] = []
        for sequence in [253, 254, 255, 0, 1, 5, 6] as [UInt8] { stream += Encode.highresFrame(1, sequence: sequence) }
        #expect(decode(MAVLinkDriver.self, stream).counters.lostFrames == 3)
    }

    @Test func eachComponentCountsForItself() {
        var stream: [UInt8] = []
        for sequence in 0..<20 as Range<UInt8> {
            stream +=
                Encode.highresFrame(1, sequence: sequence) + Encode.heartbeat(sequence: sequence &+ 100, system: 2)
        }
        let outcome = decode(MAVLinkDriver.self, stream)
        #expect(outcome.counters.lostFrames == 0 && outcome.counters.frames == 40 && outcome.samples.count == 20)
    }

    @Test func theFirstSensorWins() {
        let stream =
            Encode.highresFrame(1, sequence: 0, id: 2) + Encode.highresFrame(2, sequence: 1, id: 0)
            + Encode.highresFrame(3, sequence: 0, system: 9, id: 2) + Encode.highresFrame(4, sequence: 2, id: 2)
        var driver = MAVLinkDriver()
        let outcome = run(&driver, [stream])
        #expect(outcome.samples.map(\.ticks) == [1, 4])
        #expect(outcome.counters.otherSensors == 2)
        #expect(driver.sensor?.system == 1 && driver.sensor?.component == 1 && driver.sensor?.id == 2)
    }

    @Test(arguments: [0, 0x07, 0x38, 0x1F, 0x3E] as [UInt16])
    func readingsWithoutFreshMotionAreIncomplete(_ fields: UInt16) {
        let outcome = decode(MAVLinkDriver.self, Encode.highresFrame(1, sequence: 0, fields: fields))
        #expect(outcome.samples.isEmpty && outcome.counters.incomplete == 1)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 981, -1e30])
    func impossibleAccelerationsAreDropped(_ value: Float) {
        for axis in 0..<3 {
            var acceleration = SIMD3<Float>(0, 0, 9.8)
            acceleration[axis] = value
            let outcome = decode(MAVLinkDriver.self, Encode.highresFrame(1, sequence: 0, acceleration: acceleration))
            #expect(outcome.samples.isEmpty && outcome.counters.implausible == 1)
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 175, -1e30])
    func impossibleRatesAreDropped(_ value: Float) {
        for axis in 0..<3 {
            var rate = SIMD3<Float>(0, 0, 0)
            rate[axis] = value
            let outcome = decode(MAVLinkDriver.self, Encode.highresFrame(1, sequence: 0, angularRate: rate))
            #expect(outcome.samples.isEmpty && outcome.counters.implausible == 1)
        }
    }

    @Test func unknownMessagesCannotBeCheckedAndAreDiscarded() {
        let strange = Encode.mavlink2(60_000, extra: 1, payload: [1, 2, 3], sequence: 1)
        let stream = Encode.highresFrame(1, sequence: 0) + strange + Encode.highresFrame(2, sequence: 2)
        let outcome = decode(MAVLinkDriver.self, stream)
        #expect(outcome.samples.count == 2)
        #expect(outcome.counters.discardedBytes == UInt64(strange.count) && outcome.counters.lostFrames == 1)
    }

    @Test func afterResynchronizingNoGapIsCounted() {
        var driver = MAVLinkDriver()
        _ = run(&driver, [Encode.highresFrame(1, sequence: 0) + [0xFD, 0x3F]])
        driver.resynchronize()
        let outcome = run(&driver, [Encode.highresFrame(2, sequence: 77)])
        #expect(outcome.samples.count == 1 && outcome.counters.lostFrames == 0)
        #expect(outcome.counters.discardedBytes == 2 && outcome.addsUp)
    }
}

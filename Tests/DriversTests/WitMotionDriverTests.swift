import Drivers
import IMU
import Testing

/// ±16 g and ±2000 °/s over 16 bits.
private let g = Float(9.80665)
private let rad = Float.pi / 180

@Suite struct WitMotionDriverTests {
    private let acceleration = Encode.wit(0x51, [0, 0, 2048, 2500])
    private let angularRate = Encode.wit(0x52, [16384, -16384, 0, 0])
    private let angle = Encode.wit(0x53, [0, 0, 0, 0])
    private func time(_ milliseconds: UInt16) -> [UInt8] { Encode.witTime([26, 11, 21, 10, 30, 59], milliseconds) }
    /// 2026-11-21 10:30:59 in milliseconds since 2000-01-01, from Python's datetime.
    private let second: UInt64 = 848_572_259_000

    @Test func accelerationAndAngularRateMakeASample() throws {
        let outcome = decode(WitMotionDriver.self, acceleration + angularRate)
        let sample = try #require(outcome.samples.first)
        #expect(outcome.samples.count == 1)
        #expect(sample.acceleration == [0, 0, g])
        #expect(abs(sample.angularRate.x - 1000 * rad) < 1e-5)
        #expect(abs(sample.angularRate.y + 1000 * rad) < 1e-5)
        #expect(sample.ticks == 0)
        #expect(outcome.counters.frames == 2 && outcome.counters.acceptedBytes == 22 && outcome.addsUp)
    }

    @Test func withoutClockTicksCountSamples() {
        let outcome = decode(
            WitMotionDriver.self, Array(repeatElement(acceleration + angularRate + angle, count: 3).joined()))
        #expect(outcome.samples.map(\.ticks) == [0, 1, 2])
        #expect(outcome.retimings.isEmpty)
        #expect(WitMotionDriver().timing == SensorTiming(source: .arrivalOnly, nominalRate: 0))
    }

    @Test func aClockGivesMillisecondTicks() {
        let outcome = decode(
            WitMotionDriver.self, time(999) + acceleration + angularRate + time(4) + acceleration + angularRate)
        #expect(outcome.samples.map(\.ticks) == [second + 999, second + 4])
        let clocked = SensorTiming(source: .deviceClock(ticksPerSecond: 1000, wrapBits: 64), nominalRate: 0)
        #expect(outcome.retimings == [.init(after: 0, timing: clocked)])
    }

    /// The stream goes from no clock to clock and back; each change is said between the right samples.
    @Test func aChangeOfClockIsSaidInOrder() {
        let plain = acceleration + angularRate
        let stream =
            plain + plain + time(5) + plain + time(10) + plain + Array(repeatElement(plain, count: 10).joined())
        let outcome = decode(WitMotionDriver.self, stream)
        #expect(outcome.samples.map(\.ticks) == [0, 1, second + 5, second + 10, 2, 3, 4])
        #expect(outcome.retimings.map(\.after) == [2, 4])
        #expect(outcome.retimings.last?.timing.source == .arrivalOnly)
        // Seven readings without time were not believed; the eighth was.
        #expect(outcome.counters.incomplete == 7)
    }

    @Test func oneReadingThatLostItsTimeIsDroppedAndCounted() {
        let plain = acceleration + angularRate
        var broken = time(10)
        broken[9] ^= 1
        let outcome = decode(WitMotionDriver.self, time(5) + plain + broken + plain + time(15) + plain)
        #expect(outcome.samples.map(\.ticks) == [second + 5, second + 15])
        #expect(outcome.counters.checksumErrors == 1 && outcome.counters.incomplete == 1)
        #expect(outcome.retimings.count == 1)
    }

    @Test func aHalfReadingIsDroppedAndCounted() {
        var broken = angularRate
        broken[10] &+= 1
        let outcome = decode(
            WitMotionDriver.self, acceleration + broken + angle + acceleration + angularRate + angularRate)
        #expect(outcome.samples.count == 1)
        #expect(outcome.counters.checksumErrors == 1)
        // An acceleration without its rate, and a rate without its acceleration.
        #expect(outcome.counters.incomplete == 2)
        #expect(outcome.addsUp)
    }

    /// Two readings' halves around a hole must not make one reading.
    @Test func halvesAroundAHoleAreNotJoined() {
        let outcome = decode(WitMotionDriver.self, acceleration + [0x00] + angularRate)
        #expect(outcome.samples.isEmpty)
        #expect(outcome.counters.incomplete == 2)
    }

    /// A time that stood before the hole may belong to a reading that fell into it.
    @Test func aTimeIsNotKeptOverAHole() {
        let plain = acceleration + angularRate
        let outcome = decode(WitMotionDriver.self, time(5) + plain + time(10) + [0x00] + plain)
        #expect(outcome.samples.map(\.ticks) == [second + 5])
        #expect(outcome.counters.incomplete == 1)
    }

    @Test func headerBytesInThePayloadDoNotMislead() {
        let tricky = Encode.wit(0x51, [0x5155, 0x5155, 0x5155, 0x5155])
        let outcome = decode(WitMotionDriver.self, [0x55, 0x51, 0x55] + tricky + angularRate)
        #expect(outcome.samples.count == 1)
        #expect(outcome.counters.discardedBytes == 3)
    }

    @Test func aClockThatWasNeverSetStillCounts() {
        let unset = Encode.witTime([0, 0, 0, 0, 0, 1], 250)
        #expect(decode(WitMotionDriver.self, unset + acceleration + angularRate).samples.map(\.ticks) == [1250])
    }

    @Test(arguments: [[26, 1, 1, 24, 0, 0], [26, 1, 1, 0, 60, 0], [26, 1, 1, 0, 0, 60]] as [[UInt8]])
    func anImpossibleTimeIsNoTime(_ fields: [UInt8]) {
        let outcome = decode(WitMotionDriver.self, Encode.witTime(fields, 0) + acceleration + angularRate)
        #expect(outcome.samples.map(\.ticks) == [0])
        #expect(outcome.retimings.isEmpty)
    }

    /// Days and leap years, against Python: (datetime(y, m, d) - datetime(2000, 1, 1)).days.
    @Test(
        arguments: [
            ([0, 1, 1], 0), ([0, 2, 29], 59), ([0, 3, 1], 60), ([0, 12, 31], 365), ([1, 1, 1], 366),
            ([24, 2, 29], 8825), ([24, 3, 1], 8826), ([99, 12, 31], 36524), ([100, 3, 1], 36584),
            ([255, 12, 31], 93501),
        ] as [([UInt8], UInt64)])
    func calendarDays(_ date: [UInt8], _ days: UInt64) {
        let frame = Encode.witTime(date + [23, 59, 59], 999)
        let outcome = decode(WitMotionDriver.self, frame + acceleration + angularRate)
        #expect(outcome.samples.map(\.ticks) == [days * 86_400_000 + 86_399_999])
    }

    // 20-byte frames

    private let long = Encode.witLong([0, 0, 2048, 16384, -16384, 0, 8192, -8192, 16384])

    @Test func longFramesCountOnlyAtTheirStride() {
        #expect(decode(WitMotionDriver.self, long + long).samples.isEmpty)
        let outcome = decode(WitMotionDriver.self, long + long + long)
        #expect(outcome.samples.count == 3 && outcome.addsUp)
        #expect(outcome.samples.first?.acceleration == [0, 0, g])
        #expect(decode(WitMotionDriver.self, long + [0] + long + [0] + long).samples.isEmpty)
    }

    /// Behind a byte that belongs nowhere, one 20-byte frame is no proof any more.
    @Test func afterABreakTheStrideIsProvenAnew() {
        let three = Array(repeatElement(long, count: 3).joined())
        let outcome = decode(WitMotionDriver.self, three + [0] + long + three.prefix(1))
        #expect(outcome.samples.count == 3 && outcome.pending == 21)
    }

    @Test func aLostByteCostsTheLock() {
        let four = Array(repeatElement(long, count: 4).joined())
        let stream = four + long.dropLast(3) + four
        let outcome = decode(WitMotionDriver.self, stream)
        // The shortened frame is taken for a whole one, which eats three bytes of the next.
        #expect(outcome.samples.count == 4 + 1 + 3)
        #expect(outcome.counters.discardedBytes == 17 && outcome.addsUp)
    }

    @Test func registerRepliesGiveTheRate() {
        var driver = WitMotionDriver()
        driver.sent(WitMotionCommands.read(WitMotionRegister.rate))
        let outcome = run(&driver, [Encode.wit(0x5F, [9, 2, 0, 0])])
        #expect(driver.timing.nominalRate == 100)
        #expect(driver.registers?[0x03] == 9 && driver.registers?[0x04] == 2 && driver.registers?[0x07] == nil)
        #expect(outcome.retimings.map(\.timing.nominalRate) == [100])

        var ble = WitMotionDriver()
        let reply = Encode.witLong([3, 0x0B, 0, 0, 0, 0, 0, 0, 0], type: 0x71)
        _ = run(&ble, [long + long + reply])
        #expect(ble.timing.nominalRate == 200)
    }

    /// A reply nobody asked for says nothing: its registers are unknown.
    @Test func anUnaskedReplyIsNotRead() {
        let outcome = decode(WitMotionDriver.self, Encode.wit(0x5F, [9, 2, 0, 0]))
        #expect(outcome.retimings.isEmpty && outcome.counters.frames == 1)
    }

    @Test func resynchronizingDropsHalfFramesAndHalfReadings() {
        var driver = WitMotionDriver()
        _ = run(&driver, [acceleration + angularRate.dropLast(2)])
        #expect(driver.pendingBytes == 9)
        driver.resynchronize()
        #expect(driver.pendingBytes == 0 && driver.counters.discardedBytes == 9 && driver.counters.incomplete == 1)
        #expect(run(&driver, [angularRate]).samples.isEmpty)
    }
}

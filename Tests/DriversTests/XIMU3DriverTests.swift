import Drivers
import IMU
import Testing

@Suite struct XIMU3DriverTests {
    @Test func binaryAndTextGiveTheSame() throws {
        let text = Array("I,1000000,10.0000,-20.0000,0.5000,0.0000,-0.2500,1.0000\n".utf8)
        let binary = Encode.xIMU3("I", 1_000_000, [10, -20, 0.5, 0, -0.25, 1])
        let a = decode(XIMU3Driver.self, text + text)
        let b = decode(XIMU3Driver.self, binary + binary)
        #expect(a.samples == b.samples && a.samples.count == 2)
        let sample = try #require(a.samples.first)
        #expect(sample.ticks == 1_000_000 && abs(sample.acceleration.z - 9.80665) < 1e-5)
        #expect(abs(sample.angularRate.x - 10 * .pi / 180) < 1e-6)
    }

    @Test(
        arguments: [
            "I,1,1,2,3,4,5\n", "I,1,1,2,3,4,5,6,7\n", "I,,1,2,3,4,5,6\n", "I,1,1,2,x,4,5,6\n",
            "I,99999999999999999999,1,2,3,4,5,6\n", "I,1,1,2,3,4,5,\n",
        ])
    func textThatIsNoReadingIsIncomplete(_ line: String) {
        let outcome = decode(XIMU3Driver.self, Array((line + line).utf8))
        #expect(outcome.samples.isEmpty && outcome.counters.incomplete == 2)
    }

    /// The length without escapes must be right, for every letter.
    @Test func otherMessagesAreReadOverByTheirLength() {
        let inertial = Encode.xIMU3(0)
        let others: [(Unicode.Scalar, Int)] = [
            ("M", 3), ("H", 3), ("Q", 4), ("R", 9), ("A", 3), ("L", 3), ("L", 7), ("E", 3), ("E", 7), ("T", 1),
            ("B", 3), ("W", 2), ("Y", 1), ("U", 2), ("N", 5),
        ]
        for (letter, count) in others {
            let other = Encode.xIMU3(letter, 7, [Float](repeating: 1, count: count))
            let outcome = decode(XIMU3Driver.self, inertial + inertial + other + inertial)
            #expect(outcome.samples.count == 3 && outcome.counters.frames == 4, "\(letter)")
        }
        let long = Encode.xIMU3("I", 7, [1, 2, 3, 4, 5, 6, 7])
        #expect(decode(XIMU3Driver.self, inertial + inertial + long).counters.discardedBytes > 30)
    }

    @Test func messagesOfSensorsBehindTheDeviceAreCounted() {
        let inertial = Encode.xIMU3(0)
        let behind = Array("^A".utf8) + inertial
        let outcome = decode(XIMU3Driver.self, inertial + behind + inertial)
        #expect(outcome.samples.count == 2 && outcome.counters.otherSensors == 1)
    }

    @Test func impossibleValuesAreDropped() {
        for value in [Float.nan, .infinity, 101, -1e30] {
            let message = Encode.xIMU3("I", 0, [0, 0, 0, 0, 0, value])
            let outcome = decode(XIMU3Driver.self, message + message)
            #expect(outcome.samples.isEmpty && outcome.counters.implausible == 2)
        }
    }

    @Test func answersAreKnownByTheirKey() {
        var driver = XIMU3Driver()
        driver.sent(XIMU3Commands.ping)
        #expect(driver.answer == .awaited)
        _ = run(&driver, [Array("{\"inertial_message_rate_divisor\":8}\n".utf8)])
        #expect(driver.answer == .awaited && driver.timing.nominalRate == 50)
        _ = run(&driver, [Array("{\"Ping\":{\"interface\":\"Bluetooth\",\"name\":\"x\",\"sn\":\"1\"}}\n".utf8)])
        #expect(driver.answer == .fulfilled && driver.interface == .bluetooth)
        let steps = driver.start(hertz: nil, baud: nil).map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(steps == ["{\"bluetooth_data_messages_enabled\":true}\n", "{\"apply\":null}\n"])
    }

    @Test func startingNeverSaves() {
        #expect(XIMU3Driver().start(hertz: nil, baud: 115_200).isEmpty)
        let steps = XIMU3Driver().start(hertz: 100, baud: nil).map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(steps.first == "{\"inertial_message_rate_divisor\":4}\n" && steps.last == "{\"apply\":null}\n")
        #expect(!steps.contains { $0.contains("save") })
        #expect([0, 1, 100, 150, 1e9, .nan].map(XIMU3Commands.divisor) == [400, 400, 4, 3, 1, 400])
    }
}

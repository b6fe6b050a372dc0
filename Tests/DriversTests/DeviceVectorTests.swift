import Drivers
import IMU
import TestSupport
import Testing

/// Every published, captured and derived vector of `../shared/protocols` for the devices that came later.
@Suite(.enabled(if: SharedData.hasVectors, "../shared/protocols/vectors is absent"))
struct DeviceVectorTests {
    private static let rad = Units.radiansPerDegree

    private func expect(
        _ value: SIMD3<Float>, _ expected: [Double]?, scale: Double, _ name: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let expected = try #require(expected, sourceLocation: location)
        for axis in 0..<3 {
            let error = Double(value[axis]) / scale - expected[axis]
            #expect(abs(error) < 3e-6 * max(1, abs(expected[axis])), "\(name)", sourceLocation: location)
        }
    }

    // MARK: x-IMU3

    @Test func xIMU3() throws {
        let vectors = try DeviceVector.load("x-imu3")
        #expect(vectors.count == 12)
        let lead = Encode.xIMU3(1)
        for vector in vectors where vector.name.hasPrefix("binary_") || vector.name == "ascii_inertial" {
            let outcome = decode(XIMU3Driver.self, lead + lead + vector.bytes)
            #expect(outcome.counters.frames == 3 && outcome.counters.discardedBytes == 0, "\(vector.name)")
            let values = try #require(vector.numbers("values"))
            guard vector.text("id") == "I" else {
                #expect(outcome.samples.count == 2, "\(vector.name)")
                continue
            }
            let sample = try #require(outcome.samples.last)
            #expect(Double(sample.ticks) == vector.number("timestamp_us"), "\(vector.name)")
            try expect(sample.angularRate, Array(values[..<3]), scale: Self.rad, vector.name)
            try expect(sample.acceleration, Array(values[3...]), scale: Units.standardGravity, vector.name)
        }
        let ping = try #require(vectors.first { $0.name == "cmd_ping" })
        #expect(XIMU3Commands.ping == ping.bytes)
    }

    /// The examples of stuffing are no messages: they must come through the escapes, and then have no known length.
    @Test func xIMU3Stuffing() throws {
        for vector in try DeviceVector.load("x-imu3", prefix: "stuffing_") {
            let outcome = decode(XIMU3Driver.self, vector.bytes)
            #expect(outcome.samples.isEmpty && outcome.addsUp, "\(vector.name)")
        }
    }

    // MARK: Shimmer

    @Test func shimmer3Answers() throws {
        #expect(try DeviceVector.load("shimmer3").count == 9)
        let asked: [String: [UInt8]] = [
            "crc1_batt": [0x95], "crc1_status": [0x72], "crc1_inquiry_0ch": [0x01], "crc1_rsp_0x31": [0x30],
        ]
        for vector in try DeviceVector.load("shimmer3", prefix: "crc1_") {
            var driver = Shimmer3Driver()
            driver.converse(Shimmer3Commands.setChecksum(1), Encode.shimmer([0xFF], checksum: 1))
            driver.sent(try #require(asked[vector.name]))
            let outcome = run(&driver, [vector.bytes])
            #expect(outcome.counters.frames == 2 && outcome.counters.discardedBytes == 0, "\(vector.name)")
            if let hertz = vector.number("hz") {
                #expect(driver.timing.nominalRate == hertz && driver.answer == .refused, "no channels")
            }
            var broken = vector.bytes
            broken[broken.count - 1] ^= 1
            #expect(run(&driver, [broken]).counters.checksumErrors >= 1, "\(vector.name)")
        }
        let firmware = try #require(try DeviceVector.load("shimmer3", prefix: "fw_").first)
        var driver = Shimmer3Driver()
        driver.converse(Shimmer3Commands.firmware, firmware.bytes)
        let said = try #require(driver.firmware)
        #expect(said.identifier == 3 && said.major == 0 && said.minor == 16 && said.patch == 9)
    }

    /// The recorded packets hold seven channels; which, the vector does not say.
    @Test func shimmer3Packets() throws {
        for vector in try DeviceVector.load("shimmer3", prefix: "crc2_") {
            var driver = Shimmer3Driver()
            driver.converse(Shimmer3Commands.setChecksum(2), Encode.shimmer([0xFF]))
            let inquiry: [UInt8] = [0xFF, 0x02, 0x80, 0x02, 0, 0, 0, 0, 7, 1, 0, 1, 2, 0x0A, 0x0B, 0x0C, 3]
            driver.converse(Shimmer3Commands.inquiry, Encode.shimmer(inquiry))
            driver.converse(Shimmer3Commands.startStreaming, Encode.shimmer([0xFF]))
            let before = driver.counters
            let outcome = run(&driver, [vector.bytes])
            if vector.name == "crc2_data_bad" {
                #expect(outcome.samples.isEmpty && outcome.counters.checksumErrors > before.checksumErrors)
            } else {
                // Whatever the channels were, time and checksum are right. 0xFF80 and the like are possible values.
                #expect(outcome.counters.frames == before.frames + 1, "\(vector.name)")
                #expect(
                    outcome.samples.first.map { Double($0.ticks) } ?? vector.number("timestamp_ticks")
                        == vector.number("timestamp_ticks"))
                #expect(outcome.counters.discardedBytes == 0)
            }
        }
    }

    @Test func shimmer3GyroscopeIsBigEndianAndAligned() throws {
        let vector = try #require(try DeviceVector.load("shimmer3", prefix: "data_gyro").first)
        var driver = Shimmer3Driver()
        // ±500 °/s (65.5 counts a °/s) and an accelerometer before the gyroscope, which the vector lacks.
        let inquiry: [UInt8] = [0xFF, 0x02, 0x40, 0x01, 0, 0, 1, 0, 6, 1, 4, 5, 6, 0x0A, 0x0B, 0x0C]
        driver.converse(Shimmer3Commands.inquiry, inquiry)
        driver.converse(Shimmer3Commands.startStreaming, [0xFF])
        let packet = vector.bytes[..<4] + [UInt8](repeating: 0, count: 6) + vector.bytes[4...]
        let outcome = run(&driver, [Array(packet + packet + packet)])
        let sample = try #require(outcome.samples.first)
        #expect(Double(sample.ticks) / 32768 == vector.number("timestamp_s"))
        try expect(
            sample.angularRate, vector.numbers("after_default_alignment_dps"), scale: Self.rad, vector.name)
    }

    // MARK: Xsens DOT

    private func dot(_ mode: UInt8) -> (XsensDotDriver, BluetoothUUID) {
        var driver = XsensDotDriver()
        driver.sent(
            Intention(purpose: "start", action: .write(XsensDotGATT.control, [1, 1, mode], isAcknowledged: true)))
        return (driver, mode == 26 ? XsensDotGATT.longPayload : XsensDotGATT.mediumPayload)
    }

    @Test func xsensDotPayloads() throws {
        #expect(try DeviceVector.load("xsens-dot").count == 26)
        let payloads = try DeviceVector.load("xsens-dot").filter { $0.number("mode") != nil }
        for vector in payloads {
            var (driver, characteristic) = dot(UInt8(try #require(vector.number("mode"))))
            let outcome = take(&driver, vector.bytes, from: characteristic)
            guard XsensDotMode.allCases.contains(where: { Double($0.rawValue) == vector.number("mode") }) else {
                // Modes without gravity are not read.
                #expect(outcome.samples.isEmpty && outcome.counters.incomplete == 1, "\(vector.name)")
                continue
            }
            let sample = try #require(outcome.samples.first, "\(vector.name)")
            #expect(Double(sample.ticks) == vector.number("timestamp_us"))
            try expect(sample.acceleration, vector.numbers("acc_mps2"), scale: 1, vector.name)
            try expect(sample.angularRate, vector.numbers("gyro_dps"), scale: Self.rad, vector.name)
        }
        let before = try #require(payloads.first { $0.name == "wrap_before" }?.number("timestamp_us"))
        let after = try #require(payloads.first { $0.name.hasPrefix("wrap_after") }?.number("timestamp_us"))
        #expect(UInt32(after) &- UInt32(before) == 16_667)
    }

    @Test func xsensDotMessages() throws {
        let messages = try DeviceVector.load("xsens-dot", prefix: "msg_")
        #expect(messages.count == 14)
        for vector in messages {
            guard vector.text("error") == nil else {
                #expect(XsensDotMessage(vector.bytes) == nil)
                continue
            }
            let message = try #require(XsensDotMessage(vector.bytes), "\(vector.name)")
            #expect(message.bytes == vector.bytes && Double(message.kind) == vector.number("mid"), "\(vector.name)")
            if let id = vector.number("id") { #expect(message.content.first.map(Double.init) == id, "\(vector.name)") }
            if let root = vector.text("root") {
                let address = root.split(separator: ":").compactMap { UInt8($0, radix: 16) }
                #expect(XsensDotMessage.startSynchronization(root: address) == message)
            }
        }
        #expect(messages.contains { $0.bytes == XsensDotMessage.getSynchronization.bytes })
        #expect(messages.contains { $0.bytes == XsensDotMessage.stopSynchronization.bytes })
        for vector in try DeviceVector.load("xsens-dot", prefix: "ctl_") where !vector.name.hasSuffix("22") {
            let mode = XsensDotMode.rate
            let bytes = vector.name.contains("start") ? XsensDotCommands.start(mode) : XsensDotCommands.stop(mode)
            #expect(bytes == vector.bytes, "\(vector.name)")
        }
    }

    // MARK: Movesense

    private func movesense(_ path: String) -> MovesenseDriver {
        var driver = MovesenseDriver()
        let bytes = MovesenseCommands.subscribe(path, reference: 99)
        driver.sent(
            Intention(purpose: "", action: .write(MovesenseDriver.command, bytes, isAcknowledged: true)))
        return driver
    }

    @Test func movesense() throws {
        let vectors = Dictionary(uniqueKeysWithValues: try DeviceVector.load("movesense").map { ($0.name, $0.bytes) })
        #expect(vectors.count == 6)
        #expect(MovesenseCommands.subscribe("/Meas/IMU6/52", reference: 99) == vectors["cmd_subscribe_imu6_52_ref99"])
        #expect(MovesenseCommands.hello(reference: 1) == vectors["cmd_hello"])
        #expect(MovesenseCommands.unsubscribe(reference: 99) == vectors["cmd_unsubscribe"])

        var driver = movesense("/Meas/IMU6/52")
        let whole = try #require(vectors["rsp_data_imu6_full"])
        let outcome = take(&driver, whole, from: MovesenseDriver.data)
        #expect(outcome.samples.count == 4 && outcome.samples.first?.ticks == 172_460 << 10)
        // The first reading's floats, from Python's struct: -0.9715 … m/s², then °/s behind four accelerations.
        let first = try #require(outcome.samples.first)
        #expect(abs(first.acceleration.x - -0.97152) < 1e-4 && abs(first.acceleration.z - 8.85615) < 1e-4)
        #expect(abs(Double(first.angularRate.y) / Self.rad - -1.33) < 1e-4)

        var joined = movesense("/Meas/IMU9/52")
        let part1 = take(&joined, try #require(vectors["rsp_data_imu9_part1"]), from: MovesenseDriver.data)
        #expect(part1.samples.isEmpty && part1.pending == part1.counters.bytes)
        let part2 = take(&joined, try #require(vectors["rsp_data_imu9_part2"]), from: MovesenseDriver.data)
        #expect(part2.samples.map(\.acceleration) == outcome.samples.map(\.acceleration))
        #expect(part2.samples.map(\.angularRate) == outcome.samples.map(\.angularRate))
        #expect(part2.pending == 0 && part2.addsUp)
    }

    // MARK: Standard services

    @Test func batteryLevel() throws {
        let vector = try #require(try DeviceVector.load("bluetooth-sig", prefix: "battery_level").first)
        var facts = PeripheralFacts()
        let isRead = vector.bytes.withUnsafeBytes { facts.take($0, from: StandardService.batteryLevel) }
        #expect(isRead && facts.batteryPercent.map(Double.init) == vector.number("percent"))
    }
}

import Drivers
import Foundation
import IMU
import TestSupport
import Testing

private let absent: Comment = "../shared/protocols/vectors is absent"

@Suite(.enabled(if: SharedData.hasVectors, absent)) struct VectorTests {
    private static let restingRate = Encode.wit(0x52, [0, 0, 0, 0])
    private static let restingAcceleration = Encode.wit(0x51, [0, 0, 2048, 0])

    @Test func allVectorsAreThere() {
        #expect(Vector.load("witmotion.json", prefix: "serial_").count == 10)
        #expect(Vector.load("witmotion.json", prefix: "ble_").count == 10)
        #expect(Vector.load("witmotion.json", prefix: "cmd_").count == 10)
        #expect(Vector.load("framing.json", prefix: "mavlink2_").count == 2)
    }

    /// A vector holds one frame of a reading; its other half is put beside it.
    @Test(arguments: Vector.load("witmotion.json", prefix: "serial_").filter { $0.expected.frames == nil })
    func serialFrames(_ vector: Vector) throws {
        let expected = vector.expected
        let alone = decode(WitMotionDriver.self, vector.bytes)
        if expected.error != nil {
            #expect(alone.counters.checksumErrors == 1 && alone.counters.frames == 0)
            return
        }
        #expect(alone.counters.frames == 1 && alone.counters.discardedBytes == 0)
        if let acceleration = expected.acc_g {
            let outcome = decode(WitMotionDriver.self, vector.bytes + Self.restingRate)
            expect(try #require(outcome.samples.first).acceleration, acceleration, scale: Units.standardGravity)
        } else if let rate = expected.gyro_dps {
            let outcome = decode(WitMotionDriver.self, Self.restingAcceleration + vector.bytes)
            expect(try #require(outcome.samples.first).angularRate, rate, scale: Units.radiansPerDegree)
        } else if let registers = expected.regs {
            var driver = WitMotionDriver()
            driver.sent(WitMotionCommands.read(WitMotionRegister.rate))
            _ = run(&driver, [vector.bytes])
            #expect((0..<4).map { driver.registers?[3 + UInt8($0)] } == registers)
            #expect(driver.timing.nominalRate == 100)
        } else if expected.yy != nil {
            let outcome = decode(
                WitMotionDriver.self, vector.bytes + Self.restingAcceleration + Self.restingRate)
            // 2026-11-21 10:30:59.999 in milliseconds since 2000-01-01, from Python's datetime.
            #expect(outcome.samples.map(\.ticks) == [848_572_259_999])
        } else {
            // Angles and quaternions are frames, and gaitd has no use for them.
            #expect(alone.samples.isEmpty)
        }
    }

    @Test func midstreamStart() throws {
        let vector = try #require(Vector.named("serial_midstream_start_then_two_frames", in: "witmotion.json"))
        let outcome = decode(WitMotionDriver.self, vector.bytes)
        #expect(outcome.counters.discardedBytes == UInt64(try #require(vector.expected.discarded_bytes)))
        #expect(outcome.counters.frames == 3 && outcome.samples.count == 1)
    }

    @Test(arguments: Vector.load("witmotion.json", prefix: "ble_").filter { $0.expected.frames != nil })
    func batchedLongFrames(_ vector: Vector) throws {
        let outcome = decode(WitMotionDriver.self, vector.bytes)
        switch try #require(vector.expected.frames) {
        case .count(let count):
            #expect(outcome.samples.count == count)
        case .readings(let readings):
            try #require(outcome.samples.count == readings.count)
            for (sample, reading) in zip(outcome.samples, readings) {
                expect(sample.acceleration, reading.acc_g, scale: Units.standardGravity)
                expect(sample.angularRate, reading.gyro_dps, scale: Units.radiansPerDegree)
            }
        case .types:
            Issue.record("no BLE vector lists types")
        }
    }

    /// A single 20-byte frame proves nothing on a serial line, so it is put behind three others.
    @Test(arguments: Vector.load("witmotion.json", prefix: "ble_").filter { $0.expected.frames == nil })
    func singleLongFrames(_ vector: Vector) throws {
        let lead = Array(repeatElement(Encode.witLong([0, 0, 2048, 0, 0, 0, 0, 0, 0]), count: 3).joined())
        var driver = WitMotionDriver()
        let outcome = run(&driver, [lead + vector.bytes])
        #expect(outcome.counters.frames == 4)
        if let register = vector.expected.register {
            let first = UInt8(register)
            #expect(driver.registers?.first == first)
            if let values = vector.expected.regs ?? vector.expected.regs_first4 {
                #expect((0..<4).map { driver.registers?[first + UInt8($0)] } == values.prefix(4).map { $0 })
            }
        } else {
            let sample = try #require(outcome.samples.last)
            expect(sample.acceleration, try #require(vector.expected.acc_g), scale: Units.standardGravity)
            expect(sample.angularRate, try #require(vector.expected.gyro_dps), scale: Units.radiansPerDegree)
        }
    }

    @Test(arguments: Vector.load("witmotion.json", prefix: "cmd_"))
    func commands(_ vector: Vector) throws {
        let register = UInt8(try #require(vector.expected.register))
        #expect(WitMotionCommands.write(register, try #require(vector.expected.value)) == vector.bytes)
        switch vector.name {
        case "cmd_unlock": #expect(WitMotionCommands.unlock == vector.bytes)
        case "cmd_save": #expect(WitMotionCommands.save == vector.bytes)
        case "cmd_rate_10Hz": #expect(WitMotionCommands.setRate(.hz10) == vector.bytes)
        case "cmd_rate_100Hz": #expect(WitMotionCommands.setRate(.hz100) == vector.bytes)
        case "cmd_rsw_acc_gyro_angle_mag_port":
            let content: WitMotionContent = [.acceleration, .angularRate, .angle, .magneticField, .ports]
            #expect(WitMotionCommands.setContent(content) == vector.bytes)
        case "cmd_read_mag_ble": #expect(WitMotionCommands.read(0x3A) == vector.bytes)
        default: break
        }
    }

    @Test(arguments: Vector.load("framing.json", prefix: "mavlink2_"))
    func mavlink(_ vector: Vector) throws {
        var driver = MAVLinkDriver()
        let outcome = run(&driver, [vector.bytes])
        let sample = try #require(outcome.samples.first)
        let acceleration = try #require(vector.expected.acc_mps2)
        let rate = try #require(vector.expected.gyro_rads)
        #expect(sample.ticks == vector.expected.time_usec)
        #expect((0..<3).map { sample.acceleration[$0] } == acceleration)
        #expect((0..<3).map { sample.angularRate[$0] } == rate)
        #expect(driver.sensor?.id == vector.expected.id && driver.sensor?.system == vector.expected.sysid)
        #expect(driver.sensor?.component == vector.expected.compid)
        #expect(outcome.addsUp && outcome.pending == 0)
    }

    @Test func crc() throws {
        let vector = try #require(Vector.named("crc16_mcrf4xx_check", in: "framing.json"))
        var crc = CRC16()
        vector.bytes.withUnsafeBytes { crc.append($0) }
        #expect("0x" + String(crc.value, radix: 16, uppercase: true) == vector.expected.crc16_mcrf4xx)
    }

    /// Three seconds of a real sensor's stream, as they came over Bluetooth: 72 times four frames.
    @Test func capturedStream() throws {
        struct Line: Decodable {
            var hex: String?
        }
        let capture = SharedData.file("protocols/vectors/witmotion-ble-100hz.capture.jsonl")
        let file = try String(contentsOf: capture, encoding: .utf8)
        let chunks = try file.split(separator: "\n").compactMap {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8)).hex.map(Vector.bytes)
        }
        var driver = WitMotionDriver()
        let outcome = run(&driver, chunks)
        #expect(chunks.count == 72 && outcome.samples.count == 288)
        #expect(outcome.counters.discardedBytes == 0 && outcome.pending == 0)
    }

    /// Vectors are rounded to six decimals of g or °/s.
    private func expect(
        _ value: SIMD3<Float>, _ expected: [Double], scale: Double, location: SourceLocation = #_sourceLocation
    ) {
        for axis in 0..<3 {
            let difference = Double(value[axis]) / scale - expected[axis]
            #expect(abs(difference) < 2e-6 * max(1, abs(expected[axis])), sourceLocation: location)
        }
    }
}

import FakeWearables
import Foundation
import TestSupport
import Testing

/// The encoders of the later devices against the published and derived vectors of `../shared/protocols`.
@Suite(.enabled(if: SharedData.hasVectors, "needs ../shared/protocols/vectors"))
struct DeviceVectorTests {
    private func hex(_ file: String, _ name: String) throws -> String {
        let data = try Data(contentsOf: SharedData.file("protocols/vectors/\(file).json"))
        let vectors = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        return try #require(vectors.first { $0["name"] as? String == name }?["hex"] as? String, "\(name)")
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("x-IMU3: binary, text, escapes")
    func xIMU3() throws {
        let frames: [(String, XIMU3Frame)] = [
            ("binary_inertial", XIMU3Frame("I", microseconds: 1_000_000, values: [0, 0, 0, 0, 0, 1])),
            ("binary_magnetometer", XIMU3Frame("M", microseconds: 1_000_000, values: [1, 0, 0])),
            ("binary_quaternion", XIMU3Frame("Q", microseconds: 1_000_000, values: [1, 0, 0, 0])),
            ("binary_rotation_matrix", XIMU3Frame("R", microseconds: 1_000_000, values: [1, 0, 0, 0, 1, 0, 0, 0, 1])),
            ("binary_euler", XIMU3Frame("A", microseconds: 1_000_000, values: [0, 0, 0])),
            (
                "binary_inertial_needs_stuffing",
                XIMU3Frame("I", microseconds: 10, values: [10, Float(bitPattern: 0x420A_DB00), 0, 0, 0, 1])
            ),
        ]
        for (name, frame) in frames {
            var bytes: [UInt8] = []
            frame.append(to: &bytes)
            #expect(hex(bytes) == (try hex("x-imu3", name)), "\(name)")
        }
        var text: [UInt8] = []
        frames[0].1.appendText(to: &text)
        #expect(hex(text) == (try hex("x-imu3", "ascii_inertial")))
    }

    @Test("Shimmer: checksums of one and two bytes, packets, answers")
    func shimmer3() throws {
        let messages: [(String, [UInt8], Int)] = [
            ("crc1_batt", Shimmer3Message.response(0x94, [0x24, 0x0B, 0x80], inStream: true), 1),
            ("crc1_status", Shimmer3Message.response(0x71, [0x21], inStream: true), 1),
            ("crc1_inquiry_0ch", Shimmer3Message.response(0x02, [0x80, 0x02, 0x02, 0xFF, 0x01, 0x08, 0, 1]), 1),
            ("crc1_rsp_0x31", Shimmer3Message.response(0x31, [1]), 1),
            ("fw_0_16_9", Shimmer3Message.response(0x2F, [3, 0, 0, 0, 16, 9]), 0),
            ("crc2_zeros", Shimmer3Message.packet(ticks: 0, channels: [UInt8](repeating: 0, count: 14)), 2),
            (
                "crc2_data_ok",
                Shimmer3Message.packet(
                    ticks: 12_318_902, channels: [0xFF, 0x80, 0, 1, 0x80, 0, 1, 0xFF, 0x80, 0, 1, 0x80, 0, 1]), 2
            ),
            (
                "data_gyro_S3_bigendian",
                Shimmer3Message.packet(ticks: 8192, channels: [0xFD, 0x71, 0, 0, 0x19, 0x96]), 0
            ),
        ]
        for (name, message, mode) in messages {
            var bytes: [UInt8] = []
            Shimmer3Message.append(message, mode: mode, to: &bytes)
            #expect(hex(bytes) == (try hex("shimmer3", name)), "\(name)")
        }
    }

    @Test("Xsens DOT: payloads and messages")
    func xsensDot() throws {
        func reading(_ acceleration: SIMD3<Double>, _ degrees: SIMD3<Double>) -> WearableReading {
            WearableReading(clock: 0, acceleration: acceleration, angularRate: degrees * (Double.pi / 180))
        }
        let rest = reading([0, 0, 9.80665], [0.5, -0.25, 0.125])
        #expect(
            FakeXsensDot.payload(mode: 21, microseconds: 1_000_000, rest).map(hex)
                == (try hex("xsens-dot", "mode21_rate_rest_z")))
        #expect(
            FakeXsensDot.payload(mode: 20, microseconds: 1_016_667, reading([0.1, -0.2, 9.7], [10, -20, 30])).map(hex)
                == (try hex("xsens-dot", "mode20_rate_mag")))
        #expect(
            FakeXsensDot.payload(mode: 26, microseconds: 11, reading([0, 0, 9.80665], [1, 2, 3])).map(hex)
                == (try hex("xsens-dot", "mode26_custom5_padded63")))
        for (name, time) in [("wrap_before", 4_294_959_295), ("wrap_after_16667us", 8666)] as [(String, UInt32)] {
            let payload = FakeXsensDot.payload(mode: 21, microseconds: time, reading([0, 0, 9.80665], .zero))
            #expect(payload.map(hex) == (try hex("xsens-dot", name)))
        }
        let messages: [(String, UInt8, [UInt8])] = [
            ("msg_get_sync_status", 2, [8]), ("msg_stop_sync_result", 2, [0x50, 0]), ("msg_sync_ack_ok", 2, [3, 0]),
            ("msg_recording_get_state", 1, [2]), ("msg_revert_factory", 3, [4]),
            ("msg_start_sync_root_D4CA6EF1693D", 2, [1, 0x3D, 0x69, 0xF1, 0x6E, 0xCA, 0xD4]),
        ]
        for (name, kind, content) in messages {
            #expect(hex(FakeXsensDot.message(kind: kind, content)) == (try hex("xsens-dot", name)), "\(name)")
        }
    }

    @Test("Movesense: blocks, whole and in two parts")
    func movesense() throws {
        let whole = try hex("movesense", "rsp_data_imu6_full")
        var bytes: [UInt8] = []
        var rest = whole[...]
        while rest.count >= 2 {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        func float(_ at: Int) -> Double {
            Double(Float(bitPattern: bytes[at..<(at + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }))
        }
        let readings = (0..<4).map { index in
            let (acceleration, rate) = (6 + 12 * index, 54 + 12 * index)
            return WearableReading(
                clock: 0, acceleration: [float(acceleration), float(acceleration + 4), float(acceleration + 8)],
                angularRate: SIMD3(float(rate), float(rate + 4), float(rate + 8)) * (Double.pi / 180))
        }
        let messages = FakeMovesense.messages(readings, 172_460, 99, hasField: false, longest: 244)
        #expect(messages.map(hex) == [whole])
        let parts = FakeMovesense.messages(readings, 172_460, 99, hasField: true, longest: 102)
        let first = try hex("movesense", "rsp_data_imu9_part1")
        #expect(parts.count == 2 && hex(parts[0]) == first)
    }

    @Test("WitMotion's 20-byte frames")
    func witMotion() throws {
        #expect(
            hex(FakeWitMotionBLE.frame([0, 0, 2048], [16384, -16384, 0], [8192, -8192, 16384]))
                == (try hex("witmotion", "ble_0x61_full")))
        let field: [UInt8: UInt16] = [0x3A: 360, 0x3B: 105, 0x3C: 122]
        #expect(
            hex(FakeWitMotionBLE.reply(first: 0x3A) { field[$0] ?? 0 })
                == (try hex("witmotion", "ble_0x71_reg_0x3A_mag")))
        let battery: [UInt8: UInt16] = [0x64: 397, 0x66: 4423, 0x67: 36890]
        #expect(
            hex(FakeWitMotionBLE.reply(first: 0x64) { battery[$0] ?? 0 })
                == (try hex("witmotion", "ble_0x71_battery_ok")))
    }
}

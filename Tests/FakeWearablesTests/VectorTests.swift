import FakeWearables
import Foundation
import TestSupport
import Testing

/// The published and derived vectors of `../shared/protocols`.
@Suite(.enabled(if: SharedData.hasVectors, "needs ../shared/protocols/vectors"))
struct VectorTests {
    private func hex(_ file: String, _ name: String) throws -> String {
        let data = try Data(contentsOf: SharedData.file("protocols/vectors/\(file).json"))
        let vectors = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        let vector = try #require(vectors.first { $0["name"] as? String == name })
        return try #require(vector["hex"] as? String)
    }

    private func hex(_ frame: WitMotionFrame) -> String {
        var bytes: [UInt8] = []
        frame.append(to: &bytes)
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("WitMotion serial frames")
    func witmotion() throws {
        let frames: [(String, WitMotionFrame)] = [
            ("serial_acc_1g_z_25.00C", .acceleration([0, 0, 2048], celsius: 25)),
            ("serial_acc_neg", .acceleration([-2048, 1024, -32768], celsius: -1.5)),
            ("serial_gyro_100dps_x", .angularRate([1638, -1638, 32767])),
            ("serial_angle", .angle([16384, -16384, 8192], version: 10240)),
            ("serial_quat_identity_like", .quaternion([32767, 0, 0, 0])),
            ("serial_regread_0x03_reply", .registers((9, 2, 0, 0))),
            ("serial_payload_contains_0x55_0x51", .acceleration([20821, 20821, 20821], celsius: 208.21)),
            (
                "serial_time",
                .time(year: 26, month: 11, day: 21, hour: 10, minute: 30, second: 59, milliseconds: 999)
            ),
        ]
        for (name, frame) in frames { #expect(hex(frame) == (try hex("witmotion", name)), "\(name)") }
    }

    @Test("MAVLink HIGHRES_IMU", arguments: ["mavlink2_highres_imu_acc_gyro_mag", "mavlink2_highres_imu_id2"])
    func mavlink(name: String) throws {
        var message = HighresIMU()
        message.microseconds = 1_000_000
        message.acceleration = [0, 0, -9.80665]
        message.angularRate = [0, 0.5, -0.25]
        message.magneticField = [0.2, 0, 0.4]
        message.temperature = 25
        message.fields = HighresIMU.Fields(rawValue: 4607)
        message.id = name.hasSuffix("id2") ? 2 : 0
        var bytes: [UInt8] = []
        message.frame(sequence: 42, system: 7, component: 190).append(to: &bytes)
        #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == (try hex("framing", name)))
    }
}

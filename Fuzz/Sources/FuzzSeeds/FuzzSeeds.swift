import FuzzSupport
import Glibc

/// Writes the inputs that fuzzing begins with, `seed-…` files in the folder named: a few short streams of every family,
/// made here.
@main struct FuzzSeeds {
    static func main() {
        guard CommandLine.arguments.count == 2 else { fail("usage: FuzzSeeds FOLDER") }
        let folder = CommandLine.arguments[1]
        for (name, bytes) in seeds() {
            guard let file = fopen("\(folder)/seed-\(name)", "wb") else { fail("cannot write in \(folder)") }
            let written = fwrite(bytes, 1, bytes.count, file)
            guard fclose(file) == 0, written == bytes.count else { fail("cannot write seed-\(name) in \(folder)") }
        }
    }

    private static func seeds() -> [(String, [UInt8])] {
        let acceleration: [UInt8] = [0x55, 0x51, 1, 2, 3, 4, 0, 8, 9, 10, 0]
        let angularRate: [UInt8] = [0x55, 0x52, 6, 5, 4, 3, 2, 1, 0, 0, 0]
        let angle: [UInt8] = [0x55, 0x53] + [UInt8](repeating: 7, count: 9)
        let time: [UInt8] = [0x55, 0x50, 26, 11, 21, 10, 30, 59, 0xE7, 3, 0]
        let registers: [UInt8] = [0x55, 0x5F, 9, 0, 2, 0, 0, 0, 0, 0, 0]
        let plain = acceleration + angularRate + angle
        let long: [UInt8] = [0x55, 0x61] + (0..<18)
        let reply: [UInt8] = [0x55, 0x71, 3, 0, 11, 0] + [UInt8](repeating: 0, count: 14)
        let witMotion: [(String, [UInt8])] = [
            ("witmotion", plain + plain + plain),
            ("witmotion-clock", time + plain + time + plain + time + plain),
            ("witmotion-clock-lost", time + plain + (0..<9).flatMap { _ in acceleration + angularRate }),
            ("witmotion-torn", plain + [0x55, 0x51, 0x55] + acceleration.dropLast(3) + plain),
            ("witmotion-registers", plain + registers),
            ("witmotion-long", long + long + long + reply + long.dropLast(2) + long + long + long),
        ]
        let imu: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 0] + (0..<6).flatMap { _ in [0, 0, 0x80, 0x3F] as [UInt8] }
            + [UInt8](repeating: 0, count: 28) + [0x3F]
        let heartbeat: [UInt8] = [0, 0, 0, 0, 6, 8, 0, 4, 3]
        func version2(_ message: UInt8, _ payload: [UInt8], _ sequence: UInt8, _ flags: UInt8 = 0) -> [UInt8] {
            [0xFD, UInt8(payload.count), flags, 0, sequence, 1, 1, message, 0, 0] + payload + [0, 0]
                + [UInt8](repeating: 0xFD, count: flags == 1 ? 13 : 0)
        }
        func version1(_ payload: [UInt8], _ sequence: UInt8) -> [UInt8] {
            [0xFE, UInt8(payload.count), sequence, 1, 1, 105] + payload + [0, 0]
        }
        let mavlink: [(String, [UInt8])] = [
            ("mavlink2", version2(105, imu, 0) + version2(105, imu, 1) + version2(0, heartbeat, 2)),
            ("mavlink2-signed", version2(105, imu, 255, 1) + version2(105, imu, 0, 1)),
            ("mavlink2-ids", version2(105, imu + [0, 2], 0) + version2(105, imu + [0, 3], 4)),
            ("mavlink1", version1(imu + [0], 0) + version1(imu + [0], 1) + [0xFD, 200, 0]),
        ]
        let xIMU3: [UInt8] =
            [0xC9, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0] + (0..<6).flatMap { _ in [0, 0, 0x80, 0x3F] as [UInt8] } + [0x0A]
        let text = Array("I,1000000,1.0000,-2.0000,0.5000,0.0000,0.0000,1.0000\n".utf8)
        let answer = Array("{\"ping\":{\"interface\":\"USB\",\"name\":\"x\",\"sn\":\"1\"}}\n".utf8)
        let packet: [UInt8] = [0, 1, 2, 3] + [UInt8](repeating: 9, count: 12)
        let firmware: [UInt8] = [0xFF, 0x2F, 3, 0, 0, 0, 16, 9]
        let inquiry: [UInt8] = [0xFF, 0x02, 0x40, 0x01, 0, 0, 3, 0, 6, 1, 4, 5, 6, 0x0A, 0x0B, 0x0C]
        let later: [(String, [UInt8])] = [
            ("ximu3", xIMU3 + xIMU3 + [0xDB, 0xDC] + xIMU3 + xIMU3), ("ximu3-text", text + text + answer + text),
            ("shimmer3", [0] + packet + packet + packet + firmware + packet),
            ("shimmer3-asked", [0] + inquiry + packet + [0xFF, 0x8A, 0x71, 0x22]),
            // Characteristic, length, value.
            ("peripheral-dot", [1, 63] + [UInt8](repeating: 0, count: 63) + [4, 3, 1, 1, 26]),
            (
                "peripheral-movesense",
                [1, 54, 2, 2] + [UInt8](repeating: 1, count: 52) + [1, 8, 3, 2, 0, 0, 0, 0, 0, 0]
            ),
            // Length, packet: MTU, a service, a characteristic that notifies, its configuration, a notification.
            (
                "gatt",
                [
                    3, 0x03, 100, 0, 8, 0x11, 6, 1, 0, 4, 0, 0x0F, 0x18, 5, 0x01, 0x10, 5, 0, 0x0A, 9, 0x09, 7, 2, 0,
                    0x1A, 3, 0, 0x19, 0x2A, 5, 0x01, 0x08, 4, 0, 0x0A, 6, 0x05, 1, 4, 0, 0x02, 0x29, 1, 0x13, 4, 0x1B,
                    3, 0, 99,
                ]
            ),
            ("advertisement", [2, 0x01, 6, 5, 0xFF, 0x86, 8, 1, 0, 3, 0x03, 0x0F, 0x18, 4, 0x09, 0x44, 0x4F, 0x54]),
            ("management", [0x12, 0, 0, 0, 17, 0, 1, 2, 3, 4, 5, 6, 1, 0xC0, 0, 0, 0, 0, 3, 0, 2, 0x01, 6]),
            ("peripheral-wit", [1, 40] + long + long + [1, 20] + reply),
        ]
        let frame: [UInt8] = [0xA5, 0x54, 1, 90] + (0..<20)
        return witMotion.map { ($0, repaired($1, Repair.witMotion)) }
            + mavlink.map { ($0, repaired($1, Repair.mavlink)) }
            + later + [("template", repaired(frame + frame + frame.dropLast(5) + frame, Repair.template))]
    }

    private static func repaired(_ bytes: [UInt8], _ repair: (UnsafeRawBufferPointer) -> [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { repair($0) }
    }

    private static func fail(_ message: String) -> Never {
        perror("FuzzSeeds: \(message)")
        exit(EX_USAGE)
    }
}

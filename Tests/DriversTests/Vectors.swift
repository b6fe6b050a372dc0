import Foundation
import TestSupport
import Testing

/// A protocol vector from `../shared/protocols/vectors`.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let hex: String
    let expected: Expected

    var bytes: [UInt8] { Self.bytes(hex) }
    var testDescription: String { name }

    static func bytes(_ hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in hex {
            guard let digit = character.hexDigitValue.map({ UInt8($0) }) else { continue }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    struct Expected: Decodable, Sendable {
        var acc_g: [Double]?
        var gyro_dps: [Double]?
        var discarded_bytes: Int?
        var frames: Frames?
        var register: Int?
        var value: UInt16?
        var regs: [Int16]?
        var regs_first4: [Int16]?
        var yy: Int?
        var time_usec: UInt64?
        var acc_mps2: [Float]?
        var gyro_rads: [Float]?
        var id: UInt8?
        var sysid: UInt8?
        var compid: UInt8?
        var crc16_mcrf4xx: String?
        var error: String?
    }

    /// Frames are listed by value, by type, or only counted.
    enum Frames: Decodable, Sendable {
        case readings([Reading])
        case types([String])
        case count(Int)

        struct Reading: Decodable, Sendable {
            var acc_g: [Double]
            var gyro_dps: [Double]
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let count = try? container.decode(Int.self) {
                self = .count(count)
            } else if let types = try? container.decode([String].self) {
                self = .types(types)
            } else {
                self = .readings(try container.decode([Reading].self))
            }
        }
    }

    /// The vectors of a file, or none where `../shared` is absent; the tests are then skipped by name.
    static func load(_ file: String, prefix: String) -> [Vector] {
        guard let data = try? Data(contentsOf: SharedData.file("protocols/vectors/\(file)")),
            let vectors = try? JSONDecoder().decode([Vector].self, from: data)
        else { return [] }
        return vectors.filter { $0.name.hasPrefix(prefix) }
    }

    static func named(_ name: String, in file: String) -> Vector? {
        load(file, prefix: name).first { $0.name == name }
    }
}

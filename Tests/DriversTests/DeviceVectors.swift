import Foundation
import TestSupport

/// A vector of the later devices' files, whose expectations differ from file to file.
struct DeviceVector {
    let name: String
    let bytes: [UInt8]
    private let expected: [String: Any]

    func number(_ key: String) -> Double? { (expected[key] as? NSNumber)?.doubleValue }
    func numbers(_ key: String) -> [Double]? { (expected[key] as? [NSNumber])?.map(\.doubleValue) }
    func text(_ key: String) -> String? { expected[key] as? String }

    static func load(_ file: String, prefix: String = "") throws -> [DeviceVector] {
        let data = try Data(contentsOf: SharedData.file("protocols/vectors/\(file).json"))
        let list = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
        return list.compactMap { entry in
            guard let name = entry["name"] as? String, name.hasPrefix(prefix), let hex = entry["hex"] as? String else {
                return nil
            }
            return DeviceVector(
                name: name, bytes: Vector.bytes(hex), expected: entry["expected"] as? [String: Any] ?? [:])
        }
    }
}

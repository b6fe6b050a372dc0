import FakeWearables
import Foundation

/// What the program with the radio says, one JSON object on a line of standard input.
struct RadioRequest: Decodable {
    enum Kind: String, Decodable { case connect, disconnect, subscribe, unsubscribe, write, read }
    var type: Kind
    /// The wearable's placement.
    var id: String
    var mtu: Int?
    var characteristic: String?
    /// Hexadecimal.
    var value: String?
    /// Comes back in the reply to a read or a write.
    var request: Int?
}

/// What it is told, one JSON object on a line of standard output; values are hexadecimal.
struct RadioMessage: Encodable {
    enum Kind: String, Encodable {
        /// A wearable that is there; to be advertised, anew where it was known.
        case peripheral
        /// All wearables are named and the walk begins.
        case ready
        case notify, reply
        /// The connection interval that is kept from now on: ask the host for it, if connected and when it connects.
        case interval
        /// Out of reach: drop its connection and advertise it no more.
        case away
        /// The last line.
        case end
    }

    var type: Kind
    var id: String?
    var name: String?
    var address: String?
    var random: Bool?
    var company: Int?
    var manufacturerData: String?
    /// Advertised services.
    var services: [String]?
    var table: [Service]?
    var characteristic: String?
    var value: String?
    /// A code of the attribute protocol.
    var error: Int?
    var request: Int?
    var intervalMs: Double?
    var sent: [RadioStation.Counts]?

    struct Service: Encodable {
        var uuid: String
        var characteristics: [Characteristic]
    }

    struct Characteristic: Encodable {
        var uuid: String
        var properties: Int
    }

    init(_ type: Kind, id: String? = nil) {
        self.type = type
        self.id = id
    }

    init(id: String, _ peripheral: AnyFakePeripheral) {
        self.init(.peripheral, id: id)
        let advertisement = peripheral.advertisement
        name = advertisement.name
        address = advertisement.address.map { Self.hex([$0]).uppercased() }.joined(separator: ":")
        random = advertisement.isRandomAddress
        company = advertisement.company.map(Int.init)
        manufacturerData = advertisement.company == nil ? nil : Self.hex(advertisement.manufacturerData)
        services = advertisement.services
        table = peripheral.gatt.services.map { service in
            Service(
                uuid: service.uuid,
                characteristics: service.characteristics.map {
                    Characteristic(uuid: $0.uuid, properties: Int($0.properties))
                })
        }
    }

    /// A line, with its end.
    func line() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { (($0 < 16) ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}

internal import FakeWearables
internal import Foundation

/// The server's side of the attribute protocol, for tests: plays a fake device on one end of a socket pair. Written from
/// the Core Specification (vol 3, part F and G), apart from the client.
final class ATTServer {
    let device: FakeDevice
    private let descriptor: Int32
    private var mtu = 23
    private var attributes: [Attribute] = []
    private var prepared: [UInt8] = []

    private struct Attribute {
        var handle: UInt16
        var type: [UInt8]
        var value: Value
        /// The last handle of the service.
        var groupEnd: UInt16 = 0

        func isCharacteristic(_ uuid: String) -> Bool {
            if case .characteristic(uuid) = value { true } else { false }
        }
    }

    private enum Value {
        case fixed([UInt8])
        case characteristic(String)
        case configuration(String)
    }

    init(_ device: FakeDevice, _ descriptor: Int32, adapter: String? = nil) {
        self.device = device
        self.descriptor = descriptor
        var handle: UInt16 = 1
        for service in device.peripheral.gatt.services {
            let first = attributes.count
            attributes.append(
                Attribute(handle: handle, type: [0x00, 0x28], value: .fixed(Self.bytes(service.uuid))))
            handle += 1
            for characteristic in service.characteristics {
                let uuid = Self.bytes(characteristic.uuid)
                let declaration = [characteristic.properties] + Self.little(handle + 1) + uuid
                attributes.append(Attribute(handle: handle, type: [0x03, 0x28], value: .fixed(declaration)))
                attributes.append(
                    Attribute(handle: handle + 1, type: uuid, value: .characteristic(characteristic.uuid)))
                handle += 2
                guard characteristic.properties & 0x30 != 0 else { continue }
                attributes.append(
                    Attribute(handle: handle, type: [0x02, 0x29], value: .configuration(characteristic.uuid)))
                handle += 1
            }
            attributes[first].groupEnd = handle - 1
            // Handles need not follow each other.
            handle += 3
        }
        device.connect(mtu: 23, adapter: adapter)
    }

    deinit {
        device.disconnect()
        close(descriptor)
    }

    /// Short where the UUID is an assigned number, as it goes over the air.
    private static func bytes(_ uuid: String) -> [UInt8] {
        let digits = uuid.replacingOccurrences(of: "-", with: "")
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            bytes.insert(UInt8(rest.prefix(2), radix: 16) ?? 0, at: 0)
            rest = rest.dropFirst(2)
        }
        let base: [UInt8] = [0xFB, 0x34, 0x9B, 0x5F, 0x80, 0x00, 0x00, 0x80, 0x00, 0x10, 0x00, 0x00]
        return bytes.starts(with: base) && bytes.suffix(2) == [0, 0] ? Array(bytes[12..<14]) : bytes
    }

    private static func little(_ word: UInt16) -> [UInt8] { [UInt8(word & 0xFF), UInt8(word >> 8)] }

    /// Answers what has come and sends what is to be notified. False when the other end is gone.
    func turn() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 600)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count == 0 || count < 0 && errno != EAGAIN { return false }
            guard count > 0 else { break }
            if let answer = answer(Array(buffer[..<count])) { send(answer) }
        }
        for notification in device.takeOutgoing() {
            guard let handle = attributes.first(where: { $0.isCharacteristic(notification.characteristic) })?.handle
            else { continue }
            send([0x1B] + Self.little(handle) + notification.bytes)
        }
        return true
    }

    private func send(_ bytes: [UInt8]) {
        let count = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        precondition(count == bytes.count || errno == EPIPE || errno == ECONNRESET, "the client does not read")
    }

    private func answer(_ packet: [UInt8]) -> [UInt8]? {
        func word(_ at: Int) -> UInt16 { at + 1 < packet.count ? UInt16(packet[at]) | UInt16(packet[at + 1]) << 8 : 0 }
        func refuse(_ code: UInt8) -> [UInt8] { [0x01, packet[0]] + Self.little(word(1)) + [code] }
        switch packet[0] {
        case 0x02:
            mtu = max(23, min(Int(word(1)), device.mtu))
            device.peripheral.connect(mtu: mtu)
            return [0x03] + Self.little(UInt16(device.mtu))
        case 0x10, 0x08:
            let type = Array(packet[5...])
            return list(packet[0], word(1), word(3), type) ?? refuse(0x0A)
        case 0x04: return information(word(1), word(3)) ?? refuse(0x0A)
        case 0x0A: return reply(read(word(1)), refuse) { [0x0B] + $0.prefix(self.mtu - 1) }
        case 0x0C:
            let offset = Int(word(3))
            return reply(read(word(1)), refuse) {
                offset > $0.count ? refuse(0x07) : [0x0D] + $0.dropFirst(offset).prefix(self.mtu - 1)
            }
        case 0x12: return reply(write(word(1), Array(packet[3...])), refuse) { _ in [0x13] }
        case 0x52:
            _ = write(word(1), Array(packet[3...]))
            return nil
        case 0x16:
            prepared += packet[5...]
            preparedFor = word(1)
            return [0x17] + packet[1...]
        case 0x18:
            defer { prepared = [] }
            return reply(write(preparedFor, prepared), refuse) { _ in [0x19] }
        default: return packet[0] & 0x40 != 0 || packet[0] == 0x1E || packet[0] & 1 == 1 ? nil : refuse(0x06)
        }
    }

    private var preparedFor: UInt16 = 0

    private func reply(
        _ reply: FakeReply, _ refuse: (UInt8) -> [UInt8], _ body: ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        switch reply {
        case .done: body([])
        case .value(let bytes): body(bytes)
        case .error(let code): refuse(code)
        }
    }

    private func list(_ opcode: UInt8, _ from: UInt16, _ to: UInt16, _ type: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var length = 0
        for attribute in attributes where attribute.handle >= from && attribute.handle <= to && attribute.type == type {
            guard case .fixed(let value) = attribute.value else { continue }
            let entry =
                Self.little(attribute.handle) + (opcode == 0x10 ? Self.little(attribute.groupEnd) : []) + value
            if length == 0 { length = entry.count }
            guard entry.count == length, body.count + length + 2 <= mtu else { break }
            body += entry
        }
        return body.isEmpty ? nil : [opcode + 1, UInt8(length)] + body
    }

    private func information(_ from: UInt16, _ to: UInt16) -> [UInt8]? {
        var body: [UInt8] = []
        var length = 0
        for attribute in attributes where attribute.handle >= from && attribute.handle <= to {
            let entry = Self.little(attribute.handle) + attribute.type
            if length == 0 { length = entry.count }
            guard entry.count == length, body.count + length + 2 <= mtu else { break }
            body += entry
        }
        return body.isEmpty ? nil : [0x05, length == 4 ? 1 : 2] + body
    }

    private func read(_ handle: UInt16) -> FakeReply {
        guard let attribute = attributes.first(where: { $0.handle == handle }) else { return .invalidHandle }
        switch attribute.value {
        case .fixed(let bytes): return .value(bytes)
        case .characteristic(let uuid): return device.read(uuid)
        case .configuration: return .value([0, 0])
        }
    }

    private func write(_ handle: UInt16, _ bytes: [UInt8]) -> FakeReply {
        guard let attribute = attributes.first(where: { $0.handle == handle }) else { return .invalidHandle }
        switch attribute.value {
        case .fixed: return .notPermitted
        case .characteristic(let uuid): return device.write(uuid, bytes)
        case .configuration(let uuid): return device.subscribe(uuid, bytes.first == 1)
        }
    }
}

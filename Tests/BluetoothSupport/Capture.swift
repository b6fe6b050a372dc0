public import FakeWearables
public import Foundation

/// A link that was written down by `gaitd --capture` (docs/writing-a-driver.md): what the device said and when, and what
/// gaitd said to it.
public struct Capture: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// What happened, in order.
    public enum Event: Sendable, Equatable {
        case open
        /// The link was lost, or gaitd let go of it.
        case lost
        /// gaitd stops: what it says from here on ends the device's work.
        case stop
        /// From the device: bytes on a line, or a notification of the characteristic.
        case heard([UInt8], characteristic: Int?)
        /// From gaitd: bytes on a line.
        case said([UInt8])
        /// From gaitd: an action on a characteristic, and what came of it.
        case asked(Action, characteristic: Int, answer: FakeReply)
    }

    public enum Action: Sendable, Equatable {
        case subscribe, unsubscribe, read
        case write([UInt8])
    }

    public var isBluetooth = false
    public var driver: String?
    public var rate: Double?
    public var advertisement = FakeAdvertisement(name: "", address: [0xC0, 0, 0, 0, 0, 1], isRandomAddress: true)
    public var mtu = 247
    public var characteristics: [FakeCharacteristic] = []
    public var events: [(time: Double, event: Event)] = []

    public init(_ file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        var isAsked = false
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let fine =
                if let time = Double(first) {
                    take(time, words.dropFirst().first ?? "", Array(words.dropFirst(2)), &isAsked)
                } else {
                    take(header: first, Array(words.dropFirst()))
                }
            guard fine else {
                throw Failure(description: "\(file.lastPathComponent):\(number + 1): not a line of a capture: \(line)")
            }
        }
    }

    /// Where gaitd stops, or the end.
    public var stop: Int { events.firstIndex { $0.event == .stop } ?? events.count }

    /// Whether the link broke before that.
    public var breaks: Bool { events[..<stop].contains { $0.event == .lost } }

    /// Bytes that reach the driver before gaitd stops.
    public var bytes: Int {
        events[..<stop].reduce(0) { sum, entry in
            switch entry.event {
            case .heard(let bytes, _): sum + bytes.count
            case .asked(_, _, .value(let bytes)): sum + bytes.count
            default: sum
            }
        }
    }

    private mutating func take(header: String, _ words: [String]) -> Bool {
        switch (header, words.count) {
        case ("gaitd", 2): return words == ["capture", "1"]
        case ("link", 1): isBluetooth = words[0] == "bluetooth"
        case ("driver", 1): driver = words[0]
        case ("rate", 1): rate = Double(words[0])
        case ("address", 2):
            advertisement.address = words[0].split(separator: ":").compactMap { UInt8($0, radix: 16) }
            advertisement.isRandomAddress = words[1] == "random"
            return advertisement.address.count == 6
        case ("name", _): advertisement.name = words.joined(separator: " ")
        case ("company", 2):
            advertisement.company = UInt16(words[0], radix: 16)
            advertisement.manufacturerData = Self.bytes(words[1]) ?? []
        case ("characteristic", 3):
            guard let index = Int(words[0]), let properties = UInt8(words[2], radix: 16) else { return false }
            // The same table again, after a connection that was lost.
            guard index == characteristics.count else { return index < characteristics.count }
            characteristics.append(FakeCharacteristic(words[1].lowercased(), properties))
        default: return false
        }
        return true
    }

    private mutating func take(
        _ time: Double, _ word: String, _ rest: [String], _ isAsked: inout Bool
    ) -> Bool {
        switch (word, rest.count) {
        case ("open", 1):
            if let mtu = Int(rest[0]), isBluetooth { self.mtu = mtu }
            events.append((time, .open))
        case ("mtu", 1): mtu = Int(rest[0]) ?? mtu
        case ("baud", 1): break
        case ("stop", 0): events.append((time, .stop))
        case ("lost", 0), ("close", 0): if events.last?.event != .lost { events.append((time, .lost)) }
        case ("in", 1):
            guard let bytes = Self.bytes(rest[0]) else { return false }
            events.append((time, .heard(bytes, characteristic: nil)))
        case ("out", 1):
            guard let bytes = Self.bytes(rest[0]) else { return false }
            events.append((time, .said(bytes)))
        case ("notify", 2):
            guard let index = Int(rest[0]), characteristics.indices.contains(index), let bytes = Self.bytes(rest[1])
            else { return false }
            events.append((time, .heard(bytes, characteristic: index)))
        case ("subscribe", 1), ("unsubscribe", 1), ("read", 1), ("write", 2):
            guard let index = Int(rest[0]), characteristics.indices.contains(index),
                let action = Self.action(word, rest.count > 1 ? rest[1] : "-")
            else { return false }
            // Its place is where it was asked; what came of it follows, perhaps behind other things.
            isAsked = true
            events.append((time, .asked(action, characteristic: index, answer: .done)))
        case ("done", 0), ("value", 1), ("refused", 1):
            guard isAsked, let answer = Self.answer(word, rest.first ?? ""),
                let index = events.lastIndex(where: { if case .asked = $0.event { true } else { false } }),
                case .asked(let action, let characteristic, _) = events[index].event
            else { return false }
            events[index].event = .asked(action, characteristic: characteristic, answer: answer)
            isAsked = false
        default: return false
        }
        return true
    }

    private static func action(_ word: String, _ value: String) -> Action? {
        switch word {
        case "subscribe": .subscribe
        case "unsubscribe": .unsubscribe
        case "read": .read
        default: bytes(value).map { .write($0) }
        }
    }

    private static func answer(_ word: String, _ value: String) -> FakeReply? {
        switch word {
        case "done": .done
        case "value": bytes(value).map { .value($0) }
        default: .error(UInt8(value, radix: 16) ?? FakeReply.unlikelyCode)
        }
    }

    static func bytes(_ hex: String) -> [UInt8]? {
        guard hex != "-" else { return [] }
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension FakeReply {
    /// "Unlikely error" of the attribute protocol.
    fileprivate static var unlikelyCode: UInt8 { 0x0E }
}

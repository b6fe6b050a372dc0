internal import CSystemd
internal import Glibc

/// A value from D-Bus, of the types that BlueZ uses.
indirect enum BusValue: Equatable {
    case text(String)
    case number(Int64)
    case truth(Bool)
    case bytes([UInt8])
    case list([BusValue])
    /// Keys as text, numbers in decimal.
    case table([String: BusValue])
    /// A descriptor, ours to close.
    case descriptor(Int32)

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var list: [BusValue]? { if case .list(let list) = self { list } else { nil } }
    var table: [String: BusValue]? { if case .table(let table) = self { table } else { nil } }
}

/// A message that came, with a cursor. sd-bus has checked its form.
struct BusMessage {
    let pointer: OpaquePointer

    var path: String { text(sd_bus_message_get_path(pointer)) }
    var member: String { text(sd_bus_message_get_member(pointer)) }
    /// The name of the error, where it is one.
    var errorName: String? {
        guard let error = sd_bus_message_get_error(pointer) else { return nil }
        return text(error.pointee.name)
    }
    /// The error's text for people.
    var errorText: String { sd_bus_message_get_error(pointer).map { text($0.pointee.message) } ?? "" }

    private func text(_ bytes: UnsafePointer<CChar>?) -> String { bytes.map { String(cString: $0) } ?? "" }

    /// All that it holds.
    func values() -> [BusValue] {
        var values: [BusValue] = []
        while let value = next() { values.append(value) }
        return values
    }

    /// The next value, or nil at the end of the message or of a container, or for a type that is not known here.
    func next() -> BusValue? {
        var type: CChar = 0
        var contents: UnsafePointer<CChar>?
        guard sd_bus_message_peek_type(pointer, &type, &contents) > 0 else { return nil }
        switch UInt8(bitPattern: type) {
        case UInt8(ascii: "s"), UInt8(ascii: "o"), UInt8(ascii: "g"):
            var value: UnsafePointer<CChar>?
            guard sd_bus_message_read_basic(pointer, type, &value) > 0 else { return nil }
            return .text(text(value))
        case UInt8(ascii: "b"):
            var value: Int32 = 0
            guard sd_bus_message_read_basic(pointer, type, &value) > 0 else { return nil }
            return .truth(value != 0)
        case UInt8(ascii: "h"):
            // The message owns its descriptor.
            var value: Int32 = -1
            guard sd_bus_message_read_basic(pointer, type, &value) > 0 else { return nil }
            return .descriptor(fcntl(value, F_DUPFD_CLOEXEC, 0))
        case UInt8(ascii: "y"): return number(type, UInt8.self)
        case UInt8(ascii: "n"): return number(type, Int16.self)
        case UInt8(ascii: "q"): return number(type, UInt16.self)
        case UInt8(ascii: "i"): return number(type, Int32.self)
        case UInt8(ascii: "u"): return number(type, UInt32.self)
        case UInt8(ascii: "x"): return number(type, Int64.self)
        case UInt8(ascii: "t"): return number(type, UInt64.self)
        case UInt8(ascii: "v"): return inside(type, contents) { next() }
        case UInt8(ascii: "a"): return array(type, contents)
        default: return nil
        }
    }

    private func number<Number: FixedWidthInteger>(_ type: CChar, _: Number.Type) -> BusValue? {
        var value: Number = 0
        guard sd_bus_message_read_basic(pointer, type, &value) > 0 else { return nil }
        return .number(Int64(clamping: value))
    }

    private func array(_ type: CChar, _ contents: UnsafePointer<CChar>?) -> BusValue? {
        guard let contents else { return nil }
        switch UInt8(bitPattern: contents[0]) {
        case UInt8(ascii: "y"):
            var start: UnsafeRawPointer?
            var count = 0
            guard sd_bus_message_read_array(pointer, contents[0], &start, &count) > 0 else { return .bytes([]) }
            return .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
        case UInt8(ascii: "{"):
            return inside(type, contents) {
                var table: [String: BusValue] = [:]
                while let (key, value) = entry() { table[key] = value }
                return .table(table)
            }
        default: return inside(type, contents) { .list(values()) }
        }
    }

    private func entry() -> (String, BusValue)? {
        var type: CChar = 0
        var contents: UnsafePointer<CChar>?
        guard sd_bus_message_peek_type(pointer, &type, &contents) > 0,
            sd_bus_message_enter_container(pointer, type, contents) > 0
        else { return nil }
        defer { sd_bus_message_exit_container(pointer) }
        guard let key = next(), let value = next() else { return nil }
        switch key {
        case .text(let text): return (text, value)
        case .number(let number): return (String(number), value)
        default: return nil
        }
    }

    private func inside(_ type: CChar, _ contents: UnsafePointer<CChar>?, _ read: () -> BusValue?) -> BusValue? {
        guard sd_bus_message_enter_container(pointer, type, contents) > 0 else { return nil }
        let value = read()
        sd_bus_message_exit_container(pointer)
        return value
    }
}

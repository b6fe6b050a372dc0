internal import CSystemd
internal import Glibc

/// A connection to the system bus, without waiting: calls are answered to closures, from `process`.
final class Bus {
    private let bus: OpaquePointer
    private var answers: [UInt64: (BusMessage) -> Void] = [:]
    private var listeners: [Listener] = []

    /// What a match or an object calls.
    private final class Listener {
        let take: (BusMessage) -> Bool

        init(_ take: @escaping (BusMessage) -> Bool) { self.take = take }
    }

    /// An argument of a call.
    enum Argument {
        case text(String)
        case path(String)
        case bytes([UInt8])
        /// a{sv} of texts and truths.
        case options([(String, Option)])

        enum Option {
            case text(String)
            case truth(Bool)
        }
    }

    /// Connects to the system bus (where `DBUS_SYSTEM_BUS_ADDRESS` names another one, to that), or to `address`.
    init(address: String? = nil) throws(BluetoothProblem) {
        var bus: OpaquePointer?
        var code: Int32
        if let address {
            code = sd_bus_new(&bus)
            if code >= 0 { code = sd_bus_set_address(bus, address) }
            if code >= 0 { code = sd_bus_set_bus_client(bus, 1) }
            if code >= 0 { code = sd_bus_negotiate_fds(bus, 1) }
            if code >= 0 { code = sd_bus_start(bus) }
        } else {
            code = sd_bus_open_system(&bus)
        }
        guard code >= 0, let bus else {
            sd_bus_unref(bus)
            throw .noBus(errno: -code)
        }
        self.bus = bus
    }

    deinit { sd_bus_close_unref(bus) }

    var descriptor: Int32 { sd_bus_get_fd(bus) }
    /// Whether it has something to write.
    var wantsToWrite: Bool { sd_bus_get_events(bus) & POLLOUT != 0 }

    /// Handles what is there. False when the connection is gone.
    func process() -> Bool {
        while true {
            let code = sd_bus_process(bus, nil)
            if code < 0 { return false }
            if code == 0 { return true }
        }
    }

    /// Writes what is left to write, waiting for the bus to take it.
    func flush() { sd_bus_flush(bus) }

    // MARK: Calling

    /// Calls a method of BlueZ.
    /// - Parameter seconds: how long to wait for the answer.
    func call(
        _ path: String, _ interface: String, _ member: String, _ arguments: [Argument] = [],
        within seconds: Double = 10,
        service: String = "org.bluez", _ answer: @escaping (BusMessage) -> Void = { _ in }
    ) {
        guard let message = message(path, interface, member, arguments, service) else { return }
        defer { sd_bus_message_unref(message) }
        let code = sd_bus_call_async(
            bus, nil, message,
            { message, context, _ in
                guard let message, let context else { return 0 }
                Unmanaged<Bus>.fromOpaque(context).takeUnretainedValue().take(answer: message)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque(), UInt64(seconds * 1e6))
        var cookie: UInt64 = 0
        if code >= 0, sd_bus_message_get_cookie(message, &cookie) >= 0 { answers[cookie] = answer }
    }

    /// Calls a method and waits for its answer; for the start of the program only.
    func callAndWait(
        _ path: String, _ interface: String, _ member: String, _ arguments: [Argument], within seconds: Double,
        service: String
    ) -> [BusValue]? {
        guard let message = message(path, interface, member, arguments, service) else { return nil }
        defer { sd_bus_message_unref(message) }
        var answer: OpaquePointer?
        guard sd_bus_call(bus, message, UInt64(seconds * 1e6), nil, &answer) >= 0, let answer else { return nil }
        defer { sd_bus_message_unref(answer) }
        return BusMessage(pointer: answer).values()
    }

    private func take(answer message: OpaquePointer) {
        var cookie: UInt64 = 0
        guard sd_bus_message_get_reply_cookie(message, &cookie) >= 0 else { return }
        answers.removeValue(forKey: cookie)?(BusMessage(pointer: message))
    }

    private func message(
        _ path: String, _ interface: String, _ member: String, _ arguments: [Argument], _ service: String
    ) -> OpaquePointer? {
        var message: OpaquePointer?
        guard sd_bus_message_new_method_call(bus, &message, service, path, interface, member) >= 0 else { return nil }
        for argument in arguments { append(argument, to: message) }
        return message
    }

    private func append(_ argument: Argument, to message: OpaquePointer?) {
        switch argument {
        case .text(let text): append(text, "s", to: message)
        case .path(let path): append(path, "o", to: message)
        case .bytes(let bytes):
            _ = bytes.withUnsafeBytes {
                sd_bus_message_append_array(message, Self.type("y"), $0.baseAddress, $0.count)
            }
        case .options(let options):
            sd_bus_message_open_container(message, Self.type("a"), "{sv}")
            for (key, value) in options {
                sd_bus_message_open_container(message, Self.type("e"), "sv")
                append(key, "s", to: message)
                switch value {
                case .text(let text):
                    sd_bus_message_open_container(message, Self.type("v"), "s")
                    append(text, "s", to: message)
                case .truth(let truth):
                    sd_bus_message_open_container(message, Self.type("v"), "b")
                    var number: Int32 = truth ? 1 : 0
                    sd_bus_message_append_basic(message, Self.type("b"), &number)
                }
                sd_bus_message_close_container(message)
                sd_bus_message_close_container(message)
            }
            sd_bus_message_close_container(message)
        }
    }

    private func append(_ text: String, _ type: Character, to message: OpaquePointer?) {
        _ = text.withCString { sd_bus_message_append_basic(message, Self.type(type), $0) }
    }

    private static func type(_ character: Character) -> CChar { CChar(character.asciiValue ?? 0) }

    // MARK: Listening

    /// Calls `take` with every signal that the rule matches.
    func listen(_ rule: String, _ take: @escaping (BusMessage) -> Void) {
        let listener = Listener { message in
            take(message)
            return true
        }
        listeners.append(listener)
        sd_bus_add_match_async(bus, nil, rule, Self.heard, nil, Unmanaged.passUnretained(listener).toOpaque())
    }

    /// Answers calls to an object of ours; where `take` says no, the call is refused.
    func serve(_ path: String, _ take: @escaping (BusMessage) -> Bool) {
        let listener = Listener(take)
        listeners.append(listener)
        sd_bus_add_object(bus, nil, path, Self.asked, Unmanaged.passUnretained(listener).toOpaque())
    }

    private static let heard: sd_bus_message_handler_t = { message, context, _ in
        guard let message, let context else { return 0 }
        _ = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().take(BusMessage(pointer: message))
        return 0
    }

    private static let asked: sd_bus_message_handler_t = { message, context, _ in
        guard let message, let context else { return 0 }
        let isGranted = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().take(BusMessage(pointer: message))
        var answer: OpaquePointer?
        if isGranted {
            guard sd_bus_message_new_method_return(message, &answer) >= 0 else { return 0 }
        } else {
            var error = sd_bus_error()
            sd_bus_error_set_const(&error, "org.bluez.Error.Rejected", "not a sensor of gaitd")
            guard sd_bus_message_new_method_error(message, &answer, &error) >= 0 else { return 0 }
        }
        sd_bus_send(nil, answer, nil)
        sd_bus_message_unref(answer)
        return 1
    }
}

extension Bus {
    /// Whether bluetoothd is on the system bus now.
    static var hasBlueZ: Bool {
        guard let bus = try? Bus() else { return false }
        let arguments = [Argument.text("org.bluez")]
        let answer = bus.callAndWait(
            "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", arguments, within: 2,
            service: "org.freedesktop.DBus")
        return answer?.first?.truth ?? false
    }
}

/// Commands as bytes: one JSON object with one key, ended by LF; the device answers with the same key, and `null` asks
/// for a value. Settings count at once after `apply`, and are gone when the device is switched off unless `save`
/// follows, which gaitd never sends.
public enum XIMU3Commands {
    /// Asks who is there: the probe. The answer names the interface.
    public static let ping = command("ping", "null")
    /// Lets settings count at once.
    public static let apply = command("apply", "null")
    /// Asks for the divisor of the output rate.
    public static let readDivisor = command("inertial_message_rate_divisor", "null")
    /// Asks whether messages are binary.
    public static let readBinary = command("binary_mode_enabled", "null")

    /// Inertial messages at 400 Hz divided by 1 to 400, averaged by the device.
    public static func setDivisor(_ divisor: Int) -> [UInt8] {
        command("inertial_message_rate_divisor", String(max(1, min(400, divisor))))
    }

    /// Binary messages instead of text.
    public static let setBinary = command("binary_mode_enabled", "true")

    /// Lets data messages out on an interface.
    public static func enableDataMessages(on interface: XIMU3Interface) -> [UInt8] {
        command("\(interface.rawValue)_data_messages_enabled", "true")
    }

    /// The least divisor with which the rate is not above `hertz`.
    public static func divisor(atMost hertz: Double) -> Int {
        hertz >= 1 ? Int((XIMU3Decoder.baseRate / min(hertz, XIMU3Decoder.baseRate)).rounded(.up)) : 400
    }

    private static func command(_ key: String, _ value: String) -> [UInt8] { Array("{\"\(key)\":\(value)}\n".utf8) }

    /// A command whose answer is waited for; without one it is gone on.
    static func asking(_ purpose: String, _ bytes: [UInt8]) -> Intention {
        Intention(
            purpose: purpose, bytes: bytes, expectation: Expectation(within: 1, otherwise: .goOn))
    }
}

/// An x-IMU3 on USB: streams inertial messages and a battery message a second, and answers JSON commands. Settings
/// count when `apply` comes, and are never kept unless `save` comes.
public struct FakeXIMU3: Sendable {
    private struct Settings: Equatable {
        var divisor = 1
        var isBinary = true
        var dataMessages = true
    }

    private var settings: Settings
    private var wanted: Settings
    private var line: [UInt8] = []
    private var nextBattery = -Double.infinity
    /// Whether the owner's settings were ever overwritten for good.
    public private(set) var saves = 0

    /// - Parameters:
    ///   - rate: Hz; the nearest divisor of 400 Hz is taken.
    ///   - isSilent: data messages are switched off on this interface until the host asks for them.
    ///   - isText: messages come as text until the host asks for binary ones.
    public init(rate: Double, isSilent: Bool = false, isText: Bool = false) {
        settings = Settings(
            divisor: max(1, min(400, Int((400 / max(rate, 1)).rounded()))), isBinary: !isText, dataMessages: !isSilent)
        wanted = settings
    }

    /// The configured output rate, Hz.
    public var outputRate: Double { 400 / Double(settings.divisor) }

    /// Adds the messages of one reading.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        guard settings.dataMessages else { return }
        let time = UInt64(max(0, reading.clock) * 1e6)
        if reading.clock >= nextBattery {
            nextBattery = reading.clock + 1
            add(XIMU3Frame("B", microseconds: time, values: [87, 4.05, 0]), to: &bytes)
        }
        var values: [Float] = []
        for axis in 0..<3 {
            let counts = Converter.counts(reading.angularRate[axis], per: Converter.rateCount)
            values.append(Float(Double(counts) * 2000 / 32768))
        }
        for axis in 0..<3 {
            let counts = Converter.counts(reading.acceleration[axis], per: Converter.accelerationCount)
            values.append(Float(Double(counts) * 16 / 32768))
        }
        add(XIMU3Frame("I", microseconds: time, values: values), to: &bytes)
    }

    private func add(_ frame: XIMU3Frame, to bytes: inout [UInt8]) {
        if settings.isBinary { frame.append(to: &bytes) } else { frame.appendText(to: &bytes) }
    }

    /// Takes bytes from the host and adds the replies: every command is answered with its own key.
    public mutating func receive(_ bytes: some Sequence<UInt8>, replies: inout [UInt8]) {
        for byte in bytes {
            guard byte == 10 else {
                if line.count < 4096 { line.append(byte) }
                continue
            }
            obey(String(decoding: line, as: UTF8.self), &replies)
            line = []
        }
    }

    /// `{"key":value}`; keys count without case and punctuation.
    private mutating func obey(_ text: String, _ replies: inout [UInt8]) {
        guard text.hasPrefix("{"), text.hasSuffix("}"), let colon = text.firstIndex(of: ":") else { return }
        let name = text[text.index(after: text.startIndex)..<colon].filter { $0 != "\"" && $0 != " " }
        let value = text[text.index(after: colon)...].dropLast().filter { $0 != " " }
        let key = name.lowercased().filter { $0.isLetter || $0.isNumber }
        var answer = String(value)
        switch key {
        case "ping": answer = "{\"interface\":\"USB\",\"name\":\"x-IMU3\",\"sn\":\"0123-4567\"}"
        case "apply": settings = wanted
        case "save": saves += 1
        case "inertialmessageratedivisor":
            if let divisor = Int(value), (1...400).contains(divisor) { wanted.divisor = divisor }
            answer = String(wanted.divisor)
        case "binarymodeenabled":
            if value != "null" { wanted.isBinary = value == "true" }
            answer = String(wanted.isBinary)
        case "usbdatamessagesenabled":
            if value != "null" { wanted.dataMessages = value == "true" }
            answer = String(wanted.dataMessages)
        default: break
        }
        replies.append(contentsOf: Array("{\"\(name)\":\(answer)}\n".utf8))
    }
}

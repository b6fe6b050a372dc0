/// A Movella DOT. Payloads are written from the vendor's service specification and its vectors, apart from the drivers.
public struct FakeXsensDot: FakePeripheral {
    public var advertisement: FakeAdvertisement
    public var gatt: FakeGATT
    /// Firmware before 2023 refuses mode 26.
    private let knowsMode26: Bool
    private var mode: UInt8 = 0
    private var isMeasuring = false
    private var rate: UInt16
    private var clockStart = 0.0
    private var clock = 0.0
    /// Writes that changed what the device keeps.
    public private(set) var settingsChanged = 0

    static func uuid(_ number: String) -> String { "1517\(number)-4947-11e9-8646-d663bd873d93" }

    /// - Parameter rate: the output rate that its owner has set, Hz.
    public init(rate: UInt16 = 60, knowsMode26: Bool = true) {
        self.rate = rate
        self.knowsMode26 = knowsMode26
        advertisement = FakeAdvertisement(
            name: knowsMode26 ? "Movella DOT" : "Xsens DOT", company: 0x0886, manufacturerData: [0x01, 0x00],
            address: [0xD4, 0x22, 0xCD, 0x00, 0x12, 0x34], isRandomAddress: false)
        gatt = FakeGATT(own: [
            FakeService(
                Self.uuid("1000"),
                [
                    FakeCharacteristic(Self.uuid("1001"), 0x02), FakeCharacteristic(Self.uuid("1002"), 0x0A),
                    FakeCharacteristic(Self.uuid("1004"), 0x10),
                ]),
            FakeService(
                Self.uuid("2000"),
                [
                    FakeCharacteristic(Self.uuid("2001"), 0x0A), FakeCharacteristic(Self.uuid("2002"), 0x10),
                    FakeCharacteristic(Self.uuid("2003"), 0x10), FakeCharacteristic(Self.uuid("2004"), 0x10),
                    FakeCharacteristic(Self.uuid("2006"), 0x0A), FakeCharacteristic(Self.uuid("2007"), 0x02),
                ]),
            FakeService(Self.uuid("3000"), [FakeCharacteristic(Self.uuid("3001"), 0x12)]),
        ])
    }

    public var outputRate: Double { isMeasuring ? Double(rate) : 0 }

    public mutating func restartClock() { clockStart = clock }

    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        switch characteristic {
        case Self.uuid("2001"):
            guard bytes.count == 3, bytes[0] == 1 else { return .invalidLength }
            if bytes[1] == 0 {
                isMeasuring = false
                return .done
            }
            guard Self.lengths[bytes[2]] != nil, bytes[2] != 26 || knowsMode26 else { return .unlikely }
            mode = bytes[2]
            isMeasuring = true
            return .done
        case Self.uuid("1002"):
            guard bytes.count == 32 else { return .invalidLength }
            // Only what the first byte names is applied; nothing of it while measuring.
            guard bytes[0] & 0x10 != 0 else { return .done }
            let wanted = UInt16(bytes[24]) | UInt16(bytes[25]) << 8
            guard !isMeasuring, [1, 4, 10, 12, 15, 20, 30, 60].contains(wanted) else { return .unlikely }
            rate = wanted
            settingsChanged += 1
            return .done
        default: return gatt.properties(characteristic) == nil ? .invalidHandle : .notPermitted
        }
    }

    public mutating func read(_ characteristic: String) -> FakeReply {
        switch characteristic {
        case Self.uuid("1001"): return .value(deviceInformation)
        case Self.uuid("1002"):
            var bytes = [UInt8](repeating: 0, count: 32)
            (bytes[3], bytes[5]) = (10, 30)
            (bytes[24], bytes[25]) = (UInt8(rate & 0xFF), UInt8(rate >> 8))
            return .value(bytes)
        case Self.uuid("2001"): return .value([1, isMeasuring ? 1 : 0, mode])
        case Self.uuid("3001"): return .value(battery)
        default: return gatt.readStandard(characteristic)
        }
    }

    public mutating func send(_ reading: WearableReading) {
        clock = reading.clock
        gatt.pass(to: clock)
        guard isMeasuring else { return }
        let microseconds = UInt32(truncatingIfNeeded: Int64(max(0, clock - clockStart) * 1e6))
        guard let payload = Self.payload(mode: mode, microseconds: microseconds, reading) else { return }
        gatt.notify(Self.uuid(mode == 26 ? "2002" : "2003"), payload)
    }

    private var battery: [UInt8] { [UInt8(max(0, gatt.batteryPercent)), 0] }

    private var deviceInformation: [UInt8] {
        var bytes: [UInt8] = advertisement.address.reversed() + [2, 4, 1]
        bytes += [0xE7, 0x07, 7, 14, 9, 30, 0, 0, 0, 0, 1]
        bytes.appendLittleEndian(UInt64(0xD422_CD00_1234))
        return bytes + Array("XS-T02".utf8)
    }

    private static let lengths: [UInt8: Int] = [20: 40, 21: 40, 26: 63]

    /// One payload, zeros behind it up to the characteristic's size; nil for modes that hold no raw motion.
    public static func payload(mode: UInt8, microseconds: UInt32, _ reading: WearableReading) -> [UInt8]? {
        guard let length = lengths[mode] else { return nil }
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(microseconds)
        if mode == 26 { for part in [1, 0, 0, 0] as [Float] { bytes.appendLittleEndian(part.bitPattern) } }
        for axis in 0..<3 { bytes.appendLittleEndian(Float(reading.acceleration[axis]).bitPattern) }
        for axis in 0..<3 {
            bytes.appendLittleEndian(Float(reading.angularRate[axis] * 180 / Double.pi).bitPattern)
        }
        if mode == 20 { for count in [2048, -1024, 512] as [Int16] { bytes.appendLittleEndian(count) } }
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }

    /// A message of the message service: kind, length, content, and the byte that makes the sum zero.
    public static func message(kind: UInt8, _ content: [UInt8]) -> [UInt8] {
        var sum = kind &+ UInt8(content.count)
        for byte in content { sum = sum &+ byte }
        return [kind, UInt8(content.count)] + content + [~sum &+ 1]
    }
}

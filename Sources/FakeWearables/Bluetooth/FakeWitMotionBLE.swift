/// A WitMotion Bluetooth model: 20-byte frames, four to a notification above 50 Hz, registers by command. No checksum,
/// no counter, no time.
public struct FakeWitMotionBLE: FakePeripheral {
    public static let service = "0000ffe5-0000-1000-8000-00805f9a34fb"
    public static let notify = "0000ffe4-0000-1000-8000-00805f9a34fb"
    public static let command = "0000ffe9-0000-1000-8000-00805f9a34fb"

    public var advertisement: FakeAdvertisement
    public var gatt: FakeGATT
    private var registers: [UInt8: UInt16]
    private var waiting: [UInt8] = []
    private var clock = 0.0
    private var unlockedUntil = -Double.infinity
    /// Whether the owner's settings were ever overwritten for good.
    public private(set) var saves = 0

    private static let rates: [UInt16: Double] = [6: 10, 7: 20, 8: 50, 9: 100, 11: 200]

    /// - Parameters:
    ///   - rate: Hz, as its owner has set it.
    ///   - sendsDisplacement: frames hold displacements instead of angular rates.
    public init(rate: Double = 10, sendsDisplacement: Bool = false) {
        advertisement = FakeAdvertisement(
            name: "WT901BLE67", services: [Self.service], address: [0xE5, 0x11, 0x22, 0x33, 0x44, 0x55],
            isRandomAddress: true)
        gatt = FakeGATT(own: [
            FakeService(
                Self.service, [FakeCharacteristic(Self.notify, 0x10), FakeCharacteristic(Self.command, 0x0C)])
        ])
        let code = Self.rates.min { abs($0.value - rate) < abs($1.value - rate) }?.key ?? 6
        registers = [0x03: code, 0x1F: 4, 0x2E: 0x2800, 0x64: 397, 0x96: sendsDisplacement ? 1 : 0]
    }

    public var outputRate: Double { Self.rates[registers[0x03] ?? 6] ?? 10 }

    /// It has no clock; its command lock falls shut.
    public mutating func restartClock() {
        unlockedUntil = -Double.infinity
        waiting = []
    }

    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        guard characteristic == Self.command else { return .notPermitted }
        guard bytes.count == 5, bytes[0] == 0xFF, bytes[1] == 0xAA else { return .done }
        let value = UInt16(bytes[3]) | UInt16(bytes[4]) << 8
        switch bytes[2] {
        case 0x27: gatt.notify(Self.notify, Self.reply(first: bytes[3]) { registers[$0] ?? 0 })
        case 0x69: unlockedUntil = value == 0xB588 ? clock + 10 : -Double.infinity
        case _ where clock > unlockedUntil: break
        case 0x00: saves += 1
        default: registers[bytes[2]] = value
        }
        return .done
    }

    public mutating func read(_ characteristic: String) -> FakeReply { gatt.readStandard(characteristic) }

    public mutating func send(_ reading: WearableReading) {
        clock = reading.clock
        gatt.pass(to: clock)
        // 4.2 V full, 3.4 V empty.
        registers[0x64] = UInt16(340 + 0.6 * gatt.batteryPercent)
        waiting += Self.frame(
            Converter.counts(reading.acceleration, per: Converter.accelerationCount),
            registers[0x96] == 0 ? Converter.counts(reading.angularRate, per: Converter.rateCount) : [5, 6, 7], .zero)
        let perNotification = outputRate > 50 ? 4 : 1
        guard waiting.count >= 20 * perNotification else { return }
        gatt.notifyPieces(Self.notify, waiting)
        waiting = []
    }

    /// A motion frame: acceleration, angular rate and angles in counts.
    public static func frame(
        _ acceleration: SIMD3<Int16>, _ angularRate: SIMD3<Int16>, _ angle: SIMD3<Int16>
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x55, 0x61]
        for vector in [acceleration, angularRate, angle] {
            for axis in 0..<3 { bytes.appendLittleEndian(vector[axis]) }
        }
        return bytes
    }

    /// A reply with eight registers.
    public static func reply(first: UInt8, _ value: (UInt8) -> UInt16) -> [UInt8] {
        var bytes: [UInt8] = [0x55, 0x71]
        bytes.appendLittleEndian(UInt16(first))
        for offset in 0..<8 as Range<UInt8> { bytes.appendLittleEndian(value(first &+ offset)) }
        return bytes
    }
}

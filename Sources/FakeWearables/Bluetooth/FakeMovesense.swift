/// A Movesense sensor with the GATT SensorData profile: blocks of readings with the time of their first.
public struct FakeMovesense: FakePeripheral {
    public static let service = "34802252-7185-4d5d-b431-630e7050e8f0"
    public static let command = "34800001-7185-4d5d-b431-630e7050e8f0"
    public static let data = "34800002-7185-4d5d-b431-630e7050e8f0"

    public var advertisement: FakeAdvertisement
    public var gatt: FakeGATT
    private var reference: UInt8 = 0
    private var rate = 0
    private var hasField = false
    private var block: [WearableReading] = []
    private var clockStart = 0.0
    private var clock = 0.0

    public init() {
        advertisement = FakeAdvertisement(
            name: "Movesense 213630000123", address: [0x0C, 0x8C, 0xDC, 0x11, 0x22, 0x33], isRandomAddress: false)
        gatt = FakeGATT(
            own: [
                FakeService(
                    Self.service, [FakeCharacteristic(Self.command, 0x0C), FakeCharacteristic(Self.data, 0x10)])
            ],
            information: [
                FakeGATT.long("2a29"): "Movesense", FakeGATT.long("2a24"): "Sensor", FakeGATT.long("2a26"): "2.3.1",
            ], hasBattery: true)
    }

    public var outputRate: Double { Double(rate) }

    public mutating func restartClock() {
        clockStart = clock
        block = []
    }

    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        guard characteristic == Self.command else { return .notPermitted }
        guard bytes.count >= 2 else { return .invalidLength }
        switch bytes[0] {
        case 0: result(bytes[1], 200)
        case 1:
            guard let resource = Self.resource(bytes[2...]) else {
                result(bytes[1], 404)
                break
            }
            (reference, rate, hasField) = (bytes[1], resource.rate, resource.hasField)
            block = []
            result(bytes[1], 200)
        case 2:
            if bytes[1] == reference {
                rate = 0
                result(bytes[1], 200)
            } else {
                result(bytes[1], 404)
            }
        default: result(bytes[1], 501)
        }
        return .done
    }

    private mutating func result(_ reference: UInt8, _ status: UInt16) {
        gatt.notify(Self.data, [1, reference, UInt8(status & 0xFF), UInt8(status >> 8)])
    }

    private static func resource(_ path: ArraySlice<UInt8>) -> (rate: Int, hasField: Bool)? {
        for rate in [13, 26, 52, 104, 208, 416, 833, 1666] {
            if path.elementsEqual("/Meas/IMU6/\(rate)".utf8) { return (rate, false) }
            if path.elementsEqual("/Meas/IMU9/\(rate)".utf8) { return (rate, true) }
        }
        return nil
    }

    public mutating func read(_ characteristic: String) -> FakeReply { gatt.readStandard(characteristic) }

    public mutating func send(_ reading: WearableReading) {
        clock = reading.clock
        gatt.pass(to: clock)
        guard rate > 0 else { return }
        block.append(reading)
        // Blocks of about 77 ms: four readings at 52 Hz, eight at 104 Hz.
        guard block.count >= max(1, rate / 13), let first = block.first else { return }
        let milliseconds = UInt32(truncatingIfNeeded: Int64(max(0, first.clock - clockStart) * 1000))
        for part in Self.messages(block, milliseconds, reference, hasField: hasField, longest: gatt.mtu - 3) {
            gatt.notify(Self.data, part)
        }
        block = []
    }

    /// A block as notifications: DATA, and DATA_PART2 for what does not fit.
    public static func messages(
        _ readings: [WearableReading], _ milliseconds: UInt32, _ reference: UInt8, hasField: Bool, longest: Int
    ) -> [[UInt8]] {
        var body: [UInt8] = []
        body.appendLittleEndian(milliseconds)
        for reading in readings {
            for axis in 0..<3 { body.appendLittleEndian(Float(reading.acceleration[axis]).bitPattern) }
        }
        for reading in readings {
            for axis in 0..<3 {
                body.appendLittleEndian(Float(reading.angularRate[axis] * 180 / Double.pi).bitPattern)
            }
        }
        if hasField { for _ in readings { body += [UInt8](repeating: 0, count: 12) } }
        var messages: [[UInt8]] = []
        var rest = body[...]
        while !rest.isEmpty {
            messages.append([messages.isEmpty ? 2 : 3, reference] + rest.prefix(longest - 2))
            rest = rest.dropFirst(longest - 2)
        }
        return messages
    }
}

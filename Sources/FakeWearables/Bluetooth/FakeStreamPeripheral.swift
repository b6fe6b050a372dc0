/// A wearable whose serial bytes travel in notifications: MAVLink in the Nordic UART Service, or a Shimmer3R.
public struct FakeStreamPeripheral: FakePeripheral {
    public var advertisement: FakeAdvertisement
    public var gatt: FakeGATT
    private var wearable: FakeWearable
    private let notifyUUID: String
    private let writeUUID: String
    private let ownRate: Double
    private var clockStart = 0.0
    private var clock = 0.0

    private init(
        _ wearable: FakeWearable, name: String, service: String, notify: String, write: String, rate: Double
    ) {
        (self.wearable, notifyUUID, writeUUID, ownRate) = (wearable, notify, write, rate)
        advertisement = FakeAdvertisement(
            name: name, services: [service], address: [0xC1, 0x20, 0x30, 0x40, 0x50, 0x60], isRandomAddress: true)
        gatt = FakeGATT(
            own: [FakeService(service, [FakeCharacteristic(notify, 0x10), FakeCharacteristic(write, 0x0C)])],
            information: [FakeGATT.long("2a24"): name], hasBattery: true)
    }

    /// A home-made sensor.
    public static func mavlink(rate: Double) -> FakeStreamPeripheral {
        FakeStreamPeripheral(
            .mavlink(FakeMAVLink(system: 7)), name: "MAVLink IMU", service: "6e400001-b5a3-f393-e0a9-e50e24dcca9e",
            notify: "6e400003-b5a3-f393-e0a9-e50e24dcca9e", write: "6e400002-b5a3-f393-e0a9-e50e24dcca9e", rate: rate)
    }

    public static func shimmer3R(rate: Double) -> FakeStreamPeripheral {
        FakeStreamPeripheral(
            .shimmer3(FakeShimmer3(rate: rate, isShimmer3R: true)), name: "Shimmer3R-1A2B",
            service: "65333333-a115-11e2-9e9a-0800200ca100", notify: "65333333-a115-11e2-9e9a-0800200ca101",
            write: "65333333-a115-11e2-9e9a-0800200ca102", rate: rate)
    }

    public var outputRate: Double { wearable.configuredRate ?? ownRate }

    public mutating func restartClock() { clockStart = clock }

    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        guard characteristic == writeUUID else { return .notPermitted }
        var replies: [UInt8] = []
        wearable.receive(bytes, replies: &replies)
        gatt.notifyPieces(notifyUUID, replies)
        return .done
    }

    public mutating func read(_ characteristic: String) -> FakeReply { gatt.readStandard(characteristic) }

    public mutating func send(_ reading: WearableReading) {
        clock = reading.clock
        gatt.pass(to: clock)
        var own = reading
        own.clock -= clockStart
        var bytes: [UInt8] = []
        wearable.send(own, to: &bytes)
        gatt.notifyPieces(notifyUUID, bytes)
    }

    /// The connection is gone: a Shimmer stops.
    public mutating func disconnect() {
        wearable.disconnect()
        gatt.disconnect()
    }
}

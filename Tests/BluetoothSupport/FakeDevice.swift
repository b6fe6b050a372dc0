public import FakeWearables
internal import Foundation

/// A fake peripheral that can be switched on and off and carried away; benches put it behind a back end.
public final class FakeDevice {
    public var peripheral: any FakePeripheral
    public var isOn = true
    /// The most bytes of a packet that it agrees to.
    public var mtu: Int
    public private(set) var isConnected = false
    /// The adapter of the newest connection, such as `hci0`.
    public private(set) var adapter: String?
    /// Everything that was asked of it, for tests.
    public private(set) var log: [String] = []
    /// A characteristic that is refused until it was paired.
    public var wantsPairing = false

    public init(_ peripheral: any FakePeripheral, mtu: Int = 247) {
        self.peripheral = peripheral
        self.mtu = mtu
    }

    /// `AA:BB:CC:DD:EE:FF`.
    public var address: String {
        get { peripheral.advertisement.address.map { String(format: "%02X", $0) }.joined(separator: ":") }
        set { peripheral.advertisement.address = newValue.split(separator: ":").map { UInt8($0, radix: 16) ?? 0 } }
    }

    public func connect(mtu: Int, adapter: String? = nil) {
        isConnected = true
        self.adapter = adapter ?? self.adapter
        peripheral.connect(mtu: mtu)
        log.append("connect")
    }

    public func disconnect() {
        guard isConnected else { return }
        isConnected = false
        peripheral.disconnect()
        log.append("disconnect")
    }

    public func read(_ characteristic: String) -> FakeReply {
        log.append("read \(characteristic.prefix(8))")
        return peripheral.read(characteristic)
    }

    public func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        log.append("write \(characteristic.prefix(8))")
        return peripheral.write(characteristic, bytes)
    }

    public func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply {
        log.append("\(isOn ? "subscribe" : "unsubscribe") \(characteristic.prefix(8))")
        return peripheral.subscribe(characteristic, isOn)
    }

    /// What it has to notify.
    public func takeOutgoing() -> [FakeNotification] {
        defer { peripheral.gatt.outgoing = [] }
        return peripheral.gatt.outgoing
    }

    /// It takes a reading that can be told from the others.
    public func send(_ number: Int, rate: Double) {
        let phase = Double(number) / rate
        peripheral.send(
            WearableReading(
                clock: 100 + phase, acceleration: [1 + 0.01 * Double(number % 300), -2, 9.5],
                angularRate: [0.001 * Double(number % 1000), 0.25, 1]))
    }
}

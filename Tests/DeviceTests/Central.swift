import Drivers
import FakeWearables
import IMU
import Testing

/// A minimal central: carries a driver's intentions out on a fake peripheral, as a transport does, without waiting.
struct Central<Peripheral: FakePeripheral> {
    var link: FakeLink<Peripheral>
    var driver: AnyPeripheralDriver
    private(set) var samples: [Sample] = []
    private(set) var timings: [SensorTiming] = []
    /// Purposes of the intentions that were not answered, or refused.
    private(set) var unanswered: [String] = []
    private(set) var gaveUp = false

    init(_ peripheral: Peripheral, _ family: PeripheralFamily, faults: RadioFaults = RadioFaults(), seed: UInt64 = 1) {
        link = FakeLink(peripheral, faults: faults, seed: seed)
        driver = AnyPeripheralDriver(family)
        connect()
    }

    mutating func connect(mtu: Int? = nil) {
        let mtu = mtu ?? driver.family.descriptor.bluetooth?.wishes.mtu ?? 23
        link.peripheral.connect(mtu: mtu)
        driver.connected(mtu: mtu)
    }

    mutating func perform(_ intentions: [Intention]) {
        for intention in intentions {
            driver.sent(intention)
            let reply = act(intention.action)
            drain(at: 0)
            guard let expectation = intention.expectation else { continue }
            if case .error = reply {} else if driver.answer == .fulfilled { continue }
            unanswered.append(intention.purpose)
            switch expectation.otherwise {
            case .goOn: continue
            case .giveUp:
                gaveUp = true
                return
            case .instead(let others): return perform(others)
            }
        }
    }

    private mutating func act(_ action: Intention.Action) -> FakeReply {
        switch action {
        case .serial: return .notPermitted
        case .subscribe(let uuid): return link.peripheral.subscribe(uuid.description, true)
        case .unsubscribe(let uuid): return link.peripheral.subscribe(uuid.description, false)
        case .write(let uuid, let bytes, _): return link.peripheral.write(uuid.description, bytes)
        case .read(let uuid):
            let reply = link.peripheral.read(uuid.description)
            if case .value(let bytes) = reply { take(bytes, from: uuid.description, at: 0) }
            return reply
        }
    }

    /// What is sent outside the stream arrives at once.
    private mutating func drain(at time: Double) {
        let outgoing = link.peripheral.gatt.outgoing
        link.peripheral.gatt.outgoing = []
        for notification in outgoing { take(notification.bytes, from: notification.characteristic, at: time) }
    }

    mutating func take(_ bytes: [UInt8], from characteristic: String, at time: Double) {
        guard let uuid = BluetoothUUID(characteristic) else { return }
        bytes.withUnsafeBytes { value in
            driver.take(
                value, from: uuid, arrival: HostTime(seconds: time), retimed: { timings.append($0) },
                { samples.append($0) })
        }
    }

    /// The device takes a reading; what has arrived by then is decoded.
    mutating func send(_ reading: WearableReading, at time: Double) {
        for (arrival, notification) in link.send(reading, at: time) {
            take(notification.bytes, from: notification.characteristic, at: arrival)
        }
    }

    mutating func forgetSamples() { samples.removeAll(keepingCapacity: true) }

    /// Whether every byte is accounted for.
    var addsUp: Bool {
        let counters = driver.counters
        return counters.bytes == counters.acceptedBytes + counters.discardedBytes + UInt64(driver.pendingBytes)
    }
}

/// A reading that can be told from the others.
func reading(_ number: Int, rate: Double, start: Double = 100) -> WearableReading {
    let phase = Double(number) / rate
    return WearableReading(
        clock: start + phase, acceleration: [1 + 0.01 * Double(number % 300), -2, 9.5],
        angularRate: [0.5, -0.25 + 0.001 * Double(number % 500), 1])
}

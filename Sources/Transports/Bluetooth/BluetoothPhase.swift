internal import Bluetooth
internal import Drivers
internal import GATT

/// Where a link over Bluetooth stands. Times are CLOCK_BOOTTIME in nanoseconds, never scaled.
enum BluetoothPhase {
    /// Not connected; tried again at `retryAt`.
    case idle(retryAt: Int64)
    case connecting(any Peer, BluetoothAttempt)
    case connected(any Peer, BluetoothSession)
}

/// A connection that is to come about.
final class BluetoothAttempt {
    let address: BluetoothAddress
    var advertisement: Advertisement?
    /// Set when it stands, until the tick that takes it up.
    var table: GATTTable?
    /// When the table was taken up first.
    var standsSince: Int64?
    /// The name was asked for, because no advertisement told it; and the answer, empty where there is none.
    var isNameAsked = false
    var answeredName: String?

    init(_ address: BluetoothAddress, _ advertisement: Advertisement?) {
        self.address = address
        self.advertisement = advertisement
    }

    /// What the device says of itself, as far as it is known by now.
    /// - Parameter newest: what was heard of it last. bluetoothd may know a device without its name, and learn that only
    ///   once it is connected.
    func identity(_ newest: Advertisement?) -> Advertisement? {
        if let answeredName { return Advertisement(name: answeredName) }
        if let newest, newest.name != nil { return newest }
        return advertisement ?? newest
    }
}

/// A connected device of known family.
final class BluetoothSession {
    let address: BluetoothAddress
    var driver: AnyPeripheralDriver
    let table: GATTTable
    let profile: BluetoothProfile?
    /// When the newest sample was read, or the device was last told something.
    var lastSampleAt: Int64
    /// When it was last set up or asked for its battery.
    var keptUpAt: Int64

    init(_ address: BluetoothAddress, _ family: PeripheralFamily, _ table: GATTTable, now: Int64) {
        self.address = address
        driver = AnyPeripheralDriver(family)
        profile = family.descriptor.bluetooth
        self.table = table
        lastSampleAt = now
        keptUpAt = now
    }
}

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
    /// The name was asked for, because no advertisement told it.
    var isNameAsked = false

    init(_ address: BluetoothAddress, _ advertisement: Advertisement?) {
        self.address = address
        self.advertisement = advertisement
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

    init(_ address: BluetoothAddress, _ family: PeripheralFamily, _ table: GATTTable, now: Int64) {
        self.address = address
        driver = AnyPeripheralDriver(family)
        profile = family.descriptor.bluetooth
        self.table = table
        lastSampleAt = now
    }
}

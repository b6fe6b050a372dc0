public import Drivers
public import IMU

/// A device that a scan saw.
public struct Sighting: Sendable, Equatable {
    public var address: BluetoothAddress
    public var type: AddressType?
    /// Strength of the newest packet, dBm; nil where the adapter does not say.
    public var rssi: Int?
    public var advertisement: Advertisement
    /// When the newest packet came.
    public var time: HostTime

    public init(
        address: BluetoothAddress, type: AddressType?, rssi: Int?, advertisement: Advertisement, time: HostTime
    ) {
        self.address = address
        self.type = type
        self.rssi = rssi
        self.advertisement = advertisement
        self.time = time
    }

    /// The family that the advertisement shows, where exactly one does.
    public var family: PeripheralFamily? { PeripheralFamily(advertisement) }
}

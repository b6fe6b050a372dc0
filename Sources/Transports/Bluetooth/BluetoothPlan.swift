public import Drivers
public import GATT

/// How a sensor over Bluetooth Low Energy is found. Nothing else is ever connected to.
public struct BluetoothPlan: Sendable, Equatable {
    public enum Identity: Sendable, Equatable {
        /// By address; its kind may be found out.
        case address(BluetoothAddress, AddressType?)
        /// By the whole name that it advertises, where only one device does.
        case name(String)
        /// Nobody has said yet.
        case unassigned
    }

    public var identity: Identity
    /// The adapter's name (`hci0`) or address; nil takes any.
    public var adapter: String?
    /// Nil recognizes the family by the name.
    public var family: PeripheralFamily?

    public init(_ identity: Identity, adapter: String? = nil, family: PeripheralFamily? = nil) {
        self.identity = identity
        self.adapter = adapter
        self.family = family
    }

    /// The address or name.
    public var text: String {
        switch identity {
        case .address(let address, _): address.description
        case .name(let name): name
        case .unassigned: "assigned"
        }
    }
}

/// What is known of a connection over Bluetooth.
public struct RadioFacts: Sendable, Equatable, BitwiseCopyable {
    /// Strength of the newest advertisement, dBm.
    public var rssi: Int?
    /// ATT MTU in bytes.
    public var mtu: Int?
    /// The largest connection interval that holds now, s, where the kernel says it.
    public var interval: Double?

    public init() {}
}

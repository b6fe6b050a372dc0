public import Drivers
public import GATT

/// The radio's side of Bluetooth Low Energy: finds devices, connects to those it is told to and carries out actions on
/// them. Two back ends: BlueZ over D-Bus (`BlueZCentral`) and the kernel's own sockets (`KernelCentral`).
///
/// Nothing here waits. One thread owns a central and everything of it: it sleeps on `descriptor`, calls `turn` when that
/// is readable and `tick` about ten times a second; both call the peers' handlers.
public protocol Central: AnyObject {
    /// Readable when there is something to do; an epoll that holds whatever the back end waits for.
    var descriptor: Int32 { get }
    /// What keeps the radio from being used; nil while it can be.
    var problem: BluetoothProblem? { get }
    /// Why scanning is not possible where connecting is; nil while it is.
    var scanProblem: BluetoothProblem? { get }
    /// What was seen while scanning, by address.
    var sightings: [BluetoothAddress: Sighting] { get }

    /// What is known of one device, also where it was seen before this program began to look.
    func sighting(of address: BluetoothAddress) -> Sighting?

    /// Handles what has happened.
    func turn()
    /// Handles what is due by the clock.
    /// - Parameter now: CLOCK_BOOTTIME in nanoseconds.
    func tick(now: Int64)
    /// Scans or does not.
    func scan(_ isOn: Bool)
    /// Begins to connect. The peer is the caller's; letting go of it, or `close`, ends the connection.
    func connect(_ target: PeerTarget, _ handler: any PeerHandler) -> any Peer
    /// Ends every connection, as far as it was begun here.
    func stop()
}

/// A device that is to be connected.
public struct PeerTarget: Sendable, Equatable {
    public var address: BluetoothAddress
    /// Nil where it is not known: what the scan saw is taken, else both are tried.
    public var type: AddressType?
    /// The adapter's name (`hci0`) or address; nil takes any.
    public var adapter: String?

    public init(address: BluetoothAddress, type: AddressType? = nil, adapter: String? = nil) {
        self.address = address
        self.type = type
        self.adapter = adapter
    }
}

/// A connection, or what is to become one.
public protocol Peer: AnyObject {
    /// Begins an action; its answer goes to the handler, perhaps at once. One at a time, and only once connected.
    func perform(_ action: Intention.Action)
    /// Ends it. The handler hears nothing more.
    func close()
}

/// Whoever wants a connection hears here what becomes of it.
public protocol PeerHandler: AnyObject {
    /// It stands, and the device's table is known. `mtu` is nil where the back end does not say yet.
    func connected(_ table: GATTTable, mtu: Int?)
    /// The MTU became known.
    func learnt(mtu: Int)
    /// The kernel says what connection intervals hold now, s.
    func learnt(interval: ClosedRange<Double>)
    /// What came of the action.
    func answered(_ answer: GATTAnswer)
    /// A value came, unasked. The bytes are valid during the call only.
    func notified(_ characteristic: BluetoothUUID, _ value: UnsafeRawBufferPointer)
    /// It did not come about, or is over. The peer is of no more use.
    func lost(_ problem: BluetoothProblem)
}

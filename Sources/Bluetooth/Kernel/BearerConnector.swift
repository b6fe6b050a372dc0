internal import CLinux
public import GATT
internal import Glibc

/// Where the attribute protocol's packets travel: makes sockets that keep packets apart. The kernel's L2CAP sockets do
/// in life; tests put a socket pair with a device at its other end in their place.
public protocol BearerConnector {
    /// Begins to connect.
    /// - Parameter adapter: the adapter's own address; nil takes any.
    /// - Returns: a non-blocking descriptor that becomes writable when the connection stands or has failed (SO_ERROR).
    func connect(
        _ address: BluetoothAddress, _ type: AddressType, adapter: BluetoothAddress?
    ) throws(BluetoothProblem) -> Int32
}

/// L2CAP sockets on the channel of the attribute protocol.
public struct L2CAPConnector: BearerConnector {
    public init() {}

    public func connect(
        _ address: BluetoothAddress, _ type: AddressType, adapter: BluetoothAddress?
    ) throws(BluetoothProblem) -> Int32 {
        let peer = address.overTheAir
        let descriptor =
            adapter.map { clinux_att_connect($0.overTheAir, peer, type == .random ? 1 : 0) }
            ?? clinux_att_connect(nil, peer, type == .random ? 1 : 0)
        guard descriptor >= 0 else { throw BluetoothProblem(connecting: errno) }
        return descriptor
    }
}

extension BluetoothProblem {
    /// Sorts an `errno` of connecting.
    init(connecting code: Int32) {
        self =
            switch code {
            case EBUSY: .ownedByBluetoothd
            case EHOSTUNREACH, ENODEV, EAFNOSUPPORT, EPROTONOSUPPORT, EADDRNOTAVAIL: .noAdapter
            case ENETDOWN, ERFKILL: .adapterOff
            case ETIMEDOUT, EHOSTDOWN, ECONNREFUSED, ECONNABORTED, ECONNRESET, EINTR: .outOfReach
            default: .system(errno: code)
            }
    }
}

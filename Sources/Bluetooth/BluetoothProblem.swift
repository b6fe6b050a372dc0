internal import Glibc

/// Why a device over Bluetooth does not stream, as plain bits that cross threads; `text` says it with the way out.
public enum BluetoothProblem: Error, Sendable, Equatable, BitwiseCopyable {
    /// The machine has no adapter, or not the one that is configured.
    case noAdapter
    /// The adapter is switched off.
    case adapterOff
    /// There is no system bus, or it refuses.
    case noBus(errno: Int32)
    /// bluetoothd is not on the bus.
    case noBluetoothd
    /// bluetoothd does not listen to this user.
    case notAllowed
    /// The kernel refuses to scan: the right to it is missing.
    case mayNotScan
    /// No advertisement of the device has been seen yet.
    case notSeen
    /// More than one device has the name.
    case severalOfThatName
    /// The device is known, but did not answer a connection within its time.
    case outOfReach
    /// bluetoothd owns this device's attribute channel.
    case ownedByBluetoothd
    /// The connection broke; `errno` says how, as far as the system does.
    case connectionLost(errno: Int32)
    /// The device does not keep to the attribute protocol, or does not answer.
    case protocolBroken
    /// The device's name fits no driver.
    case unknownDevice
    /// The device does not have what its driver needs, or refuses it.
    case unusable
    /// The device wants to be paired, and that failed.
    case notPaired
    /// Nobody has said which device it is.
    case notAssigned
    /// Any other error of the system.
    case system(errno: Int32)

    /// What is wrong, and what to do about it.
    /// - Parameter device: the address or name, as configured.
    public func text(_ device: String) -> String {
        switch self {
        case .noAdapter:
            return "no Bluetooth adapter: plug one in, or set `adapter` to one that `bluetoothctl list` shows"
        case .adapterOff:
            return "the Bluetooth adapter is switched off: `bluetoothctl power on`, or `rfkill unblock bluetooth`"
        case .noBus(let code):
            return "no D-Bus system bus (\(Self.system(code))): start it, or set `bluetooth.backend = \"kernel\"`"
        case .noBluetoothd:
            return "bluetoothd is not running: `systemctl start bluetooth`, or set `bluetooth.backend = \"kernel\"`"
        case .notAllowed:
            return "bluetoothd does not take orders from this user: on some systems it must be in the group "
                + "`bluetooth` (`sudo usermod -aG bluetooth gaitd`), then start gaitd again"
        case .mayNotScan:
            return "the kernel lets only CAP_NET_ADMIN scan: configure the sensor by `address`, or give gaitd that "
                + "right (docs/operations.md)"
        case .notSeen:
            return "\(device) has not been seen yet: is it switched on, near, and not connected to a phone?"
        case .severalOfThatName:
            return "several devices are called \(device): configure the sensor by `address` (`gaitctl sensors scan`)"
        case .outOfReach:
            return "\(device) does not answer: switched off, out of range, or connected elsewhere? gaitd tries again"
        case .ownedByBluetoothd:
            return "bluetoothd owns \(device): `bluetoothctl disconnect` it, or set `bluetooth.backend = \"bluez\"`"
        case .connectionLost(let code):
            return "the connection to \(device) broke" + (code == 0 ? "" : " (\(Self.system(code)))")
                + "; gaitd connects again by itself"
        case .protocolBroken:
            return "\(device) does not answer as the attribute protocol asks; gaitd connects again"
        case .unknownDevice:
            return "\(device) has a name that fits no driver: set `driver` of the sensor"
        case .unusable:
            return "\(device) does not do what its driver asks: is `driver` right, and its firmware one that streams?"
        case .notPaired:
            return "\(device) wants to be paired, and pairing failed: `bluetoothctl pair` it"
        case .notAssigned:
            return "no device is assigned: `gaitctl sensors scan` shows who is near, `gaitctl sensors assign` chooses"
        case .system(let code):
            return "cannot use \(device) over Bluetooth: \(Self.system(code)); gaitd tries again"
        }
    }

    private static func system(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

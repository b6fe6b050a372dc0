/// Which back end carries Bluetooth Low Energy.
public enum RadioBackEnd: String, CaseIterable, Sendable {
    /// BlueZ where bluetoothd is on the bus, else the kernel.
    case auto
    case bluez
    case kernel

    /// Opens it. `auto` asks the bus, 2 s at most, and decides for as long as the program runs.
    public func open() throws(BluetoothProblem) -> any Central {
        switch self {
        case .bluez: return try BlueZCentral()
        case .kernel: return try KernelCentral()
        case .auto: return BlueZCentral.isPresent ? try BlueZCentral() : try KernelCentral()
        }
    }
}

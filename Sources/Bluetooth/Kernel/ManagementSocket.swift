internal import CLinux
internal import GATT
internal import Glibc

/// The kernel's management socket: which adapters there are, whether they are on, and scanning. All but scanning is open
/// to everyone.
public final class ManagementSocket {
    let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 2048)

    public convenience init() throws(BluetoothProblem) {
        let descriptor = clinux_bluetooth_management()
        guard descriptor >= 0 else { throw BluetoothProblem(connecting: errno) }
        self.init(descriptor: descriptor)
    }

    /// - Parameter descriptor: a non-blocking socket that keeps packets apart; it is closed in the end.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func send(_ command: UInt16, adapter: UInt16, _ parameters: [UInt8] = []) {
        let bytes = ManagementMessage.command(command, adapter: adapter, parameters)
        // A management socket takes every command; one that is gone says so when it is read.
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Calls `take` with each message that is there.
    func read(_ take: (ManagementMessage) -> Void) {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            if let message = buffer.withUnsafeBytes({ ManagementMessage($0.part(count)) }) { take(message) }
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func part(_ count: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[..<count]) }
}

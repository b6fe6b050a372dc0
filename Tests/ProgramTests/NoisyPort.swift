import CLinux
import Foundation
import Glibc

/// A pseudo-terminal that says whatever the test writes.
struct NoisyPort {
    private let master: Int32

    init(link: String) throws {
        var path = [CChar](repeating: 0, count: 256)
        master = clinux_open_pty(&path, path.count)
        guard master >= 0 else { throw House.Failure(description: "no pseudo-terminal: errno \(errno)") }
        let slave = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: slave)
    }

    func write(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) } }
}

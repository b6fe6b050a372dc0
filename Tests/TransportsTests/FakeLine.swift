import CLinux
import Foundation

/// The other end of a serial line: a pseudo-terminal's master, whose slave stands under a symbolic link that can be
/// taken away and put back, as udev and the simulator do.
final class FakeLine {
    let link: String
    private(set) var master: Int32 = -1

    /// - Parameter link: where the symbolic link is made at once, unless `connected` is false.
    init(link: String, connected: Bool = true) {
        self.link = link
        if connected { connect() }
    }

    deinit { disconnect() }

    /// A new pseudo-terminal under the old path.
    func connect() {
        var path = [CChar](repeating: 0, count: 128)
        master = clinux_open_pty(&path, path.count)
        precondition(master >= 0, "no pseudo-terminal: \(String(cString: strerror(errno)))")
        unlink(link)
        let target = String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        precondition(symlink(target, link) == 0)
    }

    /// Pulls the plug; the link goes too unless told.
    func disconnect(removeLink: Bool = true) {
        if master >= 0 { close(master) }
        master = -1
        if removeLink { unlink(link) }
    }

    /// Writes everything, waiting for room where the line is full.
    func write(_ bytes: [UInt8]) {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Foundation.write(master, $0.baseAddress, $0.count) }
            if count > 0 {
                left = left.dropFirst(count)
            } else {
                var entry = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
                precondition(poll(&entry, 1, 10_000) == 1, "nobody reads the line")
            }
        }
    }

    /// The speed that the daemon has set, in bit/s.
    var baud: UInt32 { clinux_tty_baud(master) }

    /// What the daemon has written so far.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Foundation.read(master, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : []
    }
}

/// Frames as the protocol sheets describe them, for these tests alone.
enum Frames {
    /// A WitMotion reading without time: acceleration `n`/100 g-steps on z and an angular rate, so that every reading
    /// can be told from the others.
    static func witmotion(_ n: Int) -> [UInt8] {
        let word = Int16(truncatingIfNeeded: n)
        return frame(0x51, [0, word, 2048]) + frame(0x52, [word, 0, 0])
    }

    private static func frame(_ type: UInt8, _ words: [Int16]) -> [UInt8] {
        var bytes: [UInt8] = [0x55, type]
        for word in words + [0] {
            bytes.append(UInt8(truncatingIfNeeded: word))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
        }
        return bytes + [bytes.reduce(0, &+)]
    }

    /// The number that `witmotion` put in.
    static func number(_ angularRate: SIMD3<Float>) -> Int {
        Int((angularRate.x * 180 / .pi / 2000 * 32768).rounded())
    }

    /// A MAVLink 2 HIGHRES_IMU at `n` · 5 ms with `n` milliradians per second about x.
    static func mavlink(_ n: Int) -> [UInt8] {
        var payload = little(UInt64(n) * 5000)
        for value in [0, 0, 9.8, Float(n) / 1000, 0, 0] as [Float] { payload += little(value.bitPattern) }
        payload += [UInt8](repeating: 0, count: 28) + little(UInt16(0x3F)) + [0]
        while payload.last == 0 { payload.removeLast() }
        let head = [UInt8(payload.count), 0, 0, UInt8(truncatingIfNeeded: n), 1, 1, 105, 0, 0] as [UInt8]
        return [0xFD] + head + payload + little(crc(head + payload + [93]))
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
    }

    /// CRC-16/MCRF4XX, a bit at a time.
    private static func crc(_ bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0xFFFF) { crc, byte in
            (0..<8).reduce(crc ^ UInt16(byte)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0x8408 : crc >> 1 }
        }
    }
}

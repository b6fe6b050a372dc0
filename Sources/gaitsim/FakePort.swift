import CLinux
import Glibc

/// A pseudo-terminal with a stable name, in place of a serial port.
///
/// The wearable holds the master's side. While nobody has the other side open, bytes are lost as on a real line;
/// when the reader is slow and the kernel's buffer is full, they are lost too. Both are counted by the caller.
struct FakePort: ~Copyable {
    enum Outcome { case sent, full, unread }

    private let master: Int32
    private let slave: [CChar]
    /// The symbolic link, the reader's name for the port.
    let path: String

    /// Opens the pair and puts the link in place, replacing an older one in one step.
    static func open(path: String) throws(SimulationError) -> FakePort {
        var name = [CChar](repeating: 0, count: 128)
        let master = clinux_open_pty(&name, name.count)
        guard master >= 0 else { throw .system("open a pseudo-terminal", errno) }
        // Opened and closed once: from then on the kernel reports a hang-up whenever nobody has it open.
        let slave = Glibc.open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        if slave >= 0 { close(slave) }
        let fresh = path + ".new-\(getpid())"
        unlink(fresh)
        guard symlink(name, fresh) == 0, rename(fresh, path) == 0 else {
            let code = errno
            unlink(fresh)
            close(master)
            throw .system("make the link \(path)", code)
        }
        return FakePort(master: master, slave: name, path: path)
    }

    private init(master: Int32, slave: [CChar], path: String) {
        (self.master, self.slave, self.path) = (master, slave, path)
    }

    deinit {
        // Only our own link goes: another process may have put its port there meanwhile.
        var target = [CChar](repeating: 0, count: 128)
        if readlink(path, &target, target.count - 1) > 0, strcmp(target, slave) == 0 { unlink(path) }
        close(master)
    }

    /// Whether someone has the port open.
    var isRead: Bool {
        var status = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
        return poll(&status, 1, 0) >= 0 && status.revents & Int16(POLLHUP) == 0
    }

    /// Writes all bytes or, when the reader is slow, as many as fit.
    borrowing func send(_ bytes: [UInt8]) -> Outcome {
        guard isRead else { return .unread }
        let written = write(master, bytes, bytes.count)
        return written == bytes.count ? .sent : .full
    }

    /// Adds what the reader wrote to us.
    borrowing func receive(into bytes: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}

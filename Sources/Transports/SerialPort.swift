internal import CLinux
internal import Glibc

/// An open serial line, real or a pseudo-terminal; closed with the last reference.
final class SerialPort {
    enum Reading {
        case bytes(Int)
        case nothing
        /// The device is gone; `errno` is 0 at an ordinary end.
        case ended(errno: Int32)
    }

    let descriptor: Int32
    /// A real line; a pseudo-terminal has no speed.
    let hasSpeed: Bool
    private(set) var baud: UInt32?
    private let capture: LinkCapture?

    /// Opens the line for this process alone, raw, at a speed.
    /// - Parameter capture: writes down what goes over it.
    init(
        path: String, baud: UInt32, pseudoTerminalsHaveSpeed: Bool, capture: LinkCapture? = nil
    ) throws(LinkProblem) {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .opening(errno: errno, group: Self.group(of: path)) }
        guard isatty(descriptor) == 1 else {
            close(descriptor)
            throw .notATerminal
        }
        let isPseudoTerminal = clinux_is_pty(descriptor) == 1
        // TIOCEXCL would also keep the simulator's other end from looking at a pseudo-terminal; the lock suffices there.
        guard clinux_tty_claim(descriptor, isPseudoTerminal ? 0 : 1) == 0, clinux_tty_raw(descriptor, baud) == 0 else {
            let code = errno
            close(descriptor)
            throw .opening(errno: code, group: 0)
        }
        if !isPseudoTerminal {
            // What came between opening and raw mode was edited as typed text (termios(3), canonical mode): garbage.
            tcflush(descriptor, TCIFLUSH)
            // Refused by adapters that have no such thing; their own latency remains then.
            clinux_tty_low_latency(descriptor)
        }
        self.descriptor = descriptor
        hasSpeed = !isPseudoTerminal || pseudoTerminalsHaveSpeed
        self.baud = hasSpeed ? baud : nil
        self.capture = capture
        capture?.opened(hasSpeed ? "\(baud)" : "-")
    }

    deinit {
        close(descriptor)
        capture?.closed()
    }

    /// Changes the speed and throws away what was received at the old one.
    func setBaud(_ rate: UInt32) throws(LinkProblem) {
        guard hasSpeed else { return }
        guard clinux_tty_raw(descriptor, rate) == 0 else { throw .system(errno: errno) }
        _ = tcflush(descriptor, TCIFLUSH)
        baud = rate
        capture?.changed(baud: rate)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                capture?.read(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
                return .bytes(count)
            }
            let code = count == 0 ? 0 : errno
            switch code {
            case EINTR: continue
            case EAGAIN: return .nothing
            default:
                capture?.lost()
                return .ended(errno: code)
            }
        }
    }

    /// Writes what the line takes now; returns how many bytes, or nil with `errno` set.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { capture?.wrote(bytes.prefix(count)) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    private static func group(of path: String) -> UInt32 {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_gid : 0
    }
}

extension LinkProblem: Error {}

private import Foundation
private import Glibc

/// Writes lines to a file descriptor, whole and at once, and says why it cannot.
public struct Printer: Sendable {
    private let descriptor: CInt

    public static let standardOutput = Printer(descriptor: STDOUT_FILENO)
    public static let standardError = Printer(descriptor: STDERR_FILENO)

    public init(descriptor: CInt) { self.descriptor = descriptor }

    /// Whether a person reads it.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Makes a reader that went away an error of `write` rather than the end of the process.
    public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    public func line(_ text: String) throws(Failure) { try lines([text]) }

    public func lines(_ lines: [String]) throws(Failure) {
        guard !lines.isEmpty else { return }
        try write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Writes all bytes.
    public func write(_ bytes: [UInt8]) throws(Failure) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                offset += count
            } else if errno == EAGAIN {
                // Someone made the descriptor non-blocking: wait until it takes more.
                var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&poller, 1, -1)
            } else if errno != EINTR {
                throw Self.failure(errno: errno)
            }
        }
    }

    /// What a failed `write` means.
    public static func failure(errno code: CInt) -> Failure {
        if code == EPIPE { return Failure(.brokenPipe, "") }
        let hint = code == ENOSPC || code == EDQUOT ? "; free some space and repeat the command" : ""
        return Failure(.inputOutput, "cannot write the output: \(String(cString: strerror(code)))\(hint)")
    }
}

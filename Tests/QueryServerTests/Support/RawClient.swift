import Dispatch
import Foundation
import Glibc

/// Runs what blocks beside Swift's own few threads, which the server under test needs.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
}

/// A client of plain bytes, for what no HTTP library would send.
struct RawClient: Sendable {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let status = withUnixAddress(path) { connect(descriptor, $0, $1) }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        // So that a server that never answers fails the test instead of holding it.
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends what the other end takes; returns how much.
    @discardableResult
    func send(_ text: String) async -> Int { await blocking { sendAll(Array(text.utf8)) } }

    private func sendAll(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// What `nc -N` does behind its input.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes next; empty at the end.
    func read() async -> String {
        await blocking { String(decoding: receive(), as: UTF8.self) }
    }

    /// All that comes until the other end closes.
    func readToEnd() async -> String { await read(until: nil) }

    /// All that comes until `text` has come, or the end.
    func read(until text: String) async -> String { await read(until: .some(text)) }

    private func read(until text: String?) async -> String {
        await blocking {
            var all: [UInt8] = []
            while true {
                if let text, String(decoding: all, as: UTF8.self).contains(text) { break }
                let more = receive()
                if more.isEmpty { break }
                all += more
            }
            return String(decoding: all, as: UTF8.self)
        }
    }

    private func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    func close() { Glibc.close(descriptor) }
}

/// A socket that listens at a path, as systemd or another daemon would hold one.
func listeningSocket(_ path: String, listens: Bool = true) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    _ = withUnixAddress(path) { bind(descriptor, $0, $1) }
    if listens { listen(descriptor, 8) }
    return descriptor
}

private func withUnixAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}

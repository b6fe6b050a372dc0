import CLinux
import Foundation
import Glibc

/// A real daemon on pseudo-terminals of ours, in a folder that goes with it.
final class Daemon {
    static let placements = ["left_shank", "right_shank", "lumbar"]

    let folder: URL
    let binaries: URL
    private(set) var process = Process()
    /// The ends of the pseudo-terminals that we write, by placement, where `ownPorts` was asked for.
    private(set) var ports: [Int32] = []

    init(_ binaries: URL, ownPorts: Bool = false) throws {
        self.binaries = binaries
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gaitd-bench-\(getpid())-\(UInt16.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("dev"), withIntermediateDirectories: true)
        var text =
            "state_directory = \"\(folder.path)/state\"\nlog_level = \"error\"\n[socket]\npath = \"\(socket)\"\n[[kit]]\nname = \"kit\"\n"
        for placement in Self.placements {
            let path = "\(folder.path)/dev/kit-\(placement)"
            text += "[[kit.sensor]]\nplacement = \"\(placement)\"\ndevice = \"\(path)\"\n"
            if ownPorts { ports.append(try Self.port(path)) }
        }
        try text.write(to: folder.appendingPathComponent("gaitd.toml"), atomically: true, encoding: .utf8)
    }

    var socket: String { "\(folder.path)/gaitd.sock" }

    /// Starts the daemon; returns the seconds until it took a connection.
    func start(timeScale: Double = 1) throws -> Double {
        process = Process()
        process.executableURL = binaries.appendingPathComponent("gaitd")
        process.arguments = ["--config", "\(folder.path)/gaitd.toml", "--time-scale", "\(timeScale)"]
        let start = clinux_boottime_ns()
        try process.run()
        while true {
            if let connection = Connection(socket) {
                connection.close()
                return Double(clinux_boottime_ns() - start) * 1e-9
            }
            guard process.isRunning else { throw CocoaError(.executableNotLoadable) }
            usleep(500)
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Resident memory in bytes, now and at its highest.
    func memory() -> (now: Int, highest: Int) {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        func kilobytes(_ key: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
            return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return (kilobytes("VmRSS:") * 1024, kilobytes("VmHWM:") * 1024)
    }

    deinit {
        for port in ports { close(port) }
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func port(_ link: String) throws -> Int32 {
        var path = [CChar](repeating: 0, count: 256)
        let master = clinux_open_pty(&path, path.count)
        guard master >= 0 else { throw CocoaError(.fileNoSuchFile) }
        let slave = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: slave)
        return master
    }
}

/// A connection to a Unix socket, or nil where nobody listens.
struct Connection {
    let descriptor: Int32

    init?(_ path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result != 0 {
            Glibc.close(descriptor)
            return nil
        }
    }

    func send(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }

    func close() { Glibc.close(descriptor) }
}

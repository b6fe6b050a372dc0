import Foundation

/// Resident memory after ten minutes of replayed walking at high speed.
enum Memory {
    static let speed = 20
    static let seconds = 600

    static func run(_ binaries: URL) throws {
        let daemon = try Daemon(binaries)
        _ = try daemon.start(timeScale: Double(speed))
        let body = Process()
        body.executableURL = binaries.appendingPathComponent("gaitsim")
        body.arguments = [
            "walk", "--duration", "\(seconds)", "--limp", "left", "--size", "18", "--protocol", "mavlink", "--link-dir",
            "\(daemon.folder.path)/dev", "--kit", "kit", "--speed", "\(speed)", "--wait-for-reader",
        ]
        body.standardOutput = FileHandle.nullDevice
        try body.run()
        body.waitUntilExit()
        let (now, highest) = daemon.memory()
        daemon.stop()
        report(
            "resident memory after \(seconds / 60) min of walking at \(speed)×",
            "\(fixed(Double(now) / 1e6, 1)) MB, at most \(fixed(Double(highest) / 1e6, 1)) MB", goal: "≤ 40 MB")
    }
}

import Foundation
import Recording

/// The session logs below the state directory.
enum SessionFiles {
    /// The folder of the logs, made where it is missing; readable by the daemon alone.
    static func directory(below state: URL) throws -> URL {
        let folder = state.appendingPathComponent("sessions")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    /// Removes a session's log with all its parts; `log` is the name of the first, relative to the state directory.
    static func remove(_ log: String, below state: URL) {
        let first = state.appendingPathComponent(log)
        let name = first.deletingPathExtension().lastPathComponent
        for part in SessionLogParts.existing(directory: first.deletingLastPathComponent(), name: name) {
            try? FileManager.default.removeItem(at: part)
        }
    }
}

public import Foundation

/// The recordings, vectors and sheets that lie beside the repository (`../shared`) and are never part of it.
/// Tests that need them carry `.enabled(if: SharedData.isPresent, "…")`, so that they are skipped by name elsewhere.
public enum SharedData {
    /// The folder, from `GAITD_SHARED` or beside the repository.
    public static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["GAITD_SHARED"] { return URL(fileURLWithPath: path) }
        return repository.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    /// The repository's top folder.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Whether the recordings are there.
    public static var isPresent: Bool { has("data") }

    /// Whether the protocol vectors are there.
    public static var hasVectors: Bool { has("protocols/vectors") }

    /// A file below the folder.
    public static func file(_ path: String) -> URL { root.appendingPathComponent(path) }

    private static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: file(path).path) }
}

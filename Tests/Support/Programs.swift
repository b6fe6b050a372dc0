public import Foundation

/// The programs that the build has made beside the tests.
public enum Programs {
    /// A program by its name, such as `gaitctl`.
    ///
    /// Looks into `GAITD_BIN_DIR`, else into the folder of the running test program and those above it up to `.build`:
    /// a test bundle lies beside the programs of the same build.
    public static func path(_ name: String) throws -> URL {
        if let folder = ProcessInfo.processInfo.environment["GAITD_BIN_DIR"] {
            return try existing([URL(fileURLWithPath: folder)], name)
        }
        return try existing(foldersAboveTests, name)
    }

    /// A program that is not where it should be, and how it gets there.
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    private static func existing(_ folders: [URL], _ name: String) throws -> URL {
        for folder in folders {
            let file = folder.appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        }
        let places = folders.map(\.path).joined(separator: ", ")
        throw Missing(
            description:
                "there is no \(name) in \(places): build it with `swift build --product \(name)` in the tests' "
                + "configuration, or name its folder in GAITD_BIN_DIR")
    }

    private static let foldersAboveTests: [URL] = {
        // The arguments name the bundle where the package manager loads it, the process's own file where it is run.
        let files =
            CommandLine.arguments.filter { $0.hasPrefix("/") && $0.hasSuffix(".xctest") }
            + [(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
        var folders: [URL] = []
        for file in files where file.hasPrefix("/") {
            var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            while folder.path.contains("/.build") && folder.lastPathComponent != ".build" {
                folders.append(folder)
                folder = folder.deletingLastPathComponent()
            }
        }
        let build = SharedData.repository.appendingPathComponent(".build")
        return folders + [build.appendingPathComponent("release"), build.appendingPathComponent("debug")]
    }()
}

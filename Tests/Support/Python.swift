import Foundation

/// The Python of the repository's `.venv`, which `make test` fills with the PyPI tools that judge our files
/// (`Tests/requirements.txt`). Tests that need it carry `.enabled(if: Python.isPresent, "…")`.
public enum Python {
    /// The interpreter, from `GAITD_PYTHON` or `.venv`.
    public static let path: String = {
        if let path = ProcessInfo.processInfo.environment["GAITD_PYTHON"] { return path }
        return SharedData.repository.appendingPathComponent(".venv/bin/python").path
    }()

    /// Whether the interpreter is there.
    public static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Runs a script with arguments; returns its exit code and what it printed (both streams).
    public static func run(_ script: String, _ arguments: [String] = []) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-c", script] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

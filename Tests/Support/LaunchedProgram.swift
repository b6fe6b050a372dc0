public import Foundation
import Synchronization

/// A program that runs beside the test, its two outputs in files of their own.
///
/// Foundation's `Process` learns of an end by a socket that children started at the same time inherit, so that one
/// long-lived child hides the end of all others; this waits for the process itself.
public final class LaunchedProgram: Sendable {
    /// What a program left behind.
    public struct Result: Sendable {
        /// The exit code; 128 and the signal's number where a signal ended it.
        public var status: Int32
        public var output: String
        public var errors: String

        public var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// A program that could not be started.
    public struct NotStarted: Error {
        public var program: String
        public var errno: Int32
    }

    public let process: pid_t
    private let folder: URL
    private let status: Task<Int32, Never>
    /// Whether its end has been waited for: from then on the number may be another program's.
    private let isOver: Flag

    private final class Flag: Sendable {
        let value = Mutex(false)
    }

    /// Starts `program` with nothing to read, no other environment than `environment`, and waits for nothing.
    public init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("launched-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(STDOUT_FILENO, "output"), (STDERR_FILENO, "errors")] {
            let path = folder.appendingPathComponent(name).path
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        // Threads of tests block signals, and a program inherits that: it would not hear that it shall end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program.path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, program.path, &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw NotStarted(program: program.path, errno: failure) }
        self.process = process
        self.folder = folder
        let isOver = Flag()
        self.isOver = isOver
        status = Task { [process] in
            await withCheckedContinuation { continuation in
                // waitpid blocks: not on a thread that tests share.
                Thread.detachNewThread {
                    var ended = siginfo_t()
                    while waitid(P_PID, id_t(process), &ended, WEXITED | WNOWAIT) < 0, errno == EINTR {}
                    var status: Int32 = 0
                    isOver.value.withLock { over in
                        while waitpid(process, &status, 0) < 0, errno == EINTR {}
                        over = true
                    }
                    let signal = status & 0x7F
                    continuation.resume(returning: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
                }
            }
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What it has printed so far.
    public var output: String { text("output") }
    /// What it has complained about so far.
    public var errors: String { text("errors") }

    /// Sends it a signal, unless it has ended.
    public func signal(_ number: Int32) {
        isOver.value.withLock { over in
            if !over { kill(process, number) }
        }
    }

    /// Waits for its end.
    public func result() async -> Result {
        let status = await status.value
        return Result(status: status, output: output, errors: errors)
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }
}

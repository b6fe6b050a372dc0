import CSystemd
import DaemonConfiguration
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Transports
import UnixSignals

/// Waits for SIGHUP. A configuration without mistakes ends this service, and with it the group, so that the program
/// can start anew with it; one with mistakes is said and the old one stays in force.
final class Reload: Service {
    private let file: String?
    private let logger: Logger
    private let wanted = Atomic<Bool>(false)

    init(file: String?, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// Starts the program anew with what has changed in the store, as SIGHUP does.
    static func ask() { kill(getpid(), SIGHUP) }

    /// Whether there is a new configuration to go on with.
    var isWanted: Bool { wanted.load(ordering: .acquiring) }

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown { [self] in
            for await _ in hangups where hasNewConfiguration() {
                wanted.store(true, ordering: .releasing)
                return
            }
        }
    }

    /// Starts the program anew in the same process, as systemd knows it: whatever is open is released for certain.
    static func startAnew() throws -> Never {
        ServiceManager.reloading()
        // systemd's socket must live through the exec; libsystemd has marked it close-on-exec.
        for descriptor in 0..<max(0, sd_listen_fds(0)) { _ = fcntl(SD_LISTEN_FDS_START + descriptor, F_SETFD, 0) }
        var words = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &words)
        throw IngestError(doing: "start the program anew", errno: errno)
    }

    private func hasNewConfiguration() -> Bool {
        guard let file else { return false }
        do {
            _ = try Configuration.load(file)
            logger.notice("Taking up \(file); open sessions go on")
            return true
        } catch {
            for mistake in error.mistakes { logger.error("\(mistake)") }
            logger.error("The configuration has mistakes: the old one stays in force")
            return false
        }
    }
}

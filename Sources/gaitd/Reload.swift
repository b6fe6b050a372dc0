import DaemonConfiguration
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Waits for SIGHUP. A configuration without mistakes ends this service, and with it the group, so that the daemon
/// starts anew with it; one with mistakes is said and the old one stays in force.
final class Reload: Service {
    private let file: String?
    private let logger: Logger
    private let loaded = Mutex<Configuration?>(nil)

    init(file: String?, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// The configuration to go on with; nil when the daemon is to end.
    var configuration: Configuration? { loaded.withLock { $0 } }

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown { [self] in
            for await _ in hangups where read() { return }
        }
    }

    /// Returns whether there is a configuration to go on with.
    private func read() -> Bool {
        guard let file else { return false }
        do {
            let configuration = try Configuration.load(file)
            loaded.withLock { $0 = configuration }
            logger.notice("Taking up \(file); open sessions go on")
            return true
        } catch {
            for mistake in error.mistakes { logger.error("\(mistake)") }
            logger.error("The configuration has mistakes: the old one stays in force")
            return false
        }
    }
}

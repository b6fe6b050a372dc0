import DaemonConfiguration
import Foundation
import Logging
import ServiceLifecycle
import Store

/// Removes what is older than the configuration keeps it: once at the start and then every six hours.
struct RetentionService: Service {
    static let period = Duration.seconds(6 * 3600)

    let store: Store
    let configuration: Configuration.Retention
    let directory: URL
    let wall: WallClock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prune()
                try? await Task.sleep(for: Self.period)
            }
        }
    }

    private func prune() async {
        let now = wall.now()
        func limit(_ days: Int?) -> Date? { days.map { now.addingTimeInterval(-86_400 * Double($0)) } }
        let (raw, episodes) = (limit(configuration.rawDays), limit(configuration.episodeDays))
        do {
            let pruning = try await store.asynchronously {
                try $0.prune(rawOlderThan: raw, episodesOlderThan: episodes)
            }
            for log in pruning.logs { SessionFiles.remove(log, below: directory) }
            if pruning.episodes + pruning.signals + pruning.logs.count > 0 {
                logger.notice(
                    "Removed what is older than the configuration keeps",
                    metadata: [
                        "episodes": "\(pruning.episodes)", "signals": "\(pruning.signals)",
                        "logs": "\(pruning.logs.count)",
                    ])
            }
        } catch {
            logger.warning("Old records could not be removed: \(error)")
        }
    }
}

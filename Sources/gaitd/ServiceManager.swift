import CSystemd
import Foundation
import Logging
import ServiceLifecycle

/// What systemd is told (`sd_notify`); without systemd nothing happens.
enum ServiceManager {
    static func ready(since start: Date, _ logger: Logger) {
        sd_notify(0, "READY=1")
        logger.notice("Ready", metadata: ["after_ms": "\(Int(Date().timeIntervalSince(start) * 1000))"])
    }

    static func stopping() { sd_notify(0, "STOPPING=1") }

    static func reloading() { sd_notify(0, "RELOADING=1") }
}

/// Tells systemd's watchdog that the daemon lives, twice per interval.
struct Watchdog: Service {
    func run() async throws {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else {
            try? await gracefulShutdown()
            return
        }
        let half = Duration.microseconds(Int64(clamping: microseconds / 2))
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                sd_notify(0, "WATCHDOG=1")
                try? await Task.sleep(for: half)
            }
        }
    }
}

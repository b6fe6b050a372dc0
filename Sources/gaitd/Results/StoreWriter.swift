import Logging
import ServiceLifecycle
import Store
import Synchronization

/// Writes the spool to the store about once a second, in one transaction. When the disk refuses, the batch stays in
/// the spool and is tried again.
struct StoreWriter: Service {
    static let interval = Duration.seconds(1)

    let store: Store
    let spool: StoreSpool
    let health: Health
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                await flush()
            }
        }
    }

    /// Writes what waits. Returns whether it is written.
    @discardableResult
    func flush() async -> Bool {
        let batch = spool.take()
        guard !batch.isEmpty else { return true }
        do {
            let receipt = try await store.asynchronously { try $0.write(batch) }
            if receipt.unusable + receipt.orphaned > 0 {
                logger.notice(
                    "Some rows were not stored",
                    metadata: ["unusable": "\(receipt.unusable)", "orphaned": "\(receipt.orphaned)"])
            }
            if health.storeTrouble != nil { logger.notice("The store takes rows again") }
            health.storeTrouble = nil
            return true
        } catch {
            if health.storeTrouble == nil { logger.error("The store refuses rows; they wait in memory: \(error)") }
            health.storeTrouble = "\(error)"
            spool.putBack(batch)
            return false
        }
    }
}

/// What is wrong at the moment, for `status` and the journal.
final class Health: Sendable {
    private let store = Mutex<String?>(nil)
    private let log = Mutex<String?>(nil)

    /// Why the store does not take rows; nil while it does.
    var storeTrouble: String? {
        get { store.withLock { $0 } }
        set { store.withLock { $0 = newValue } }
    }

    /// Why a session log is not written; nil while all are.
    var logTrouble: String? {
        get { log.withLock { $0 } }
        set { log.withLock { $0 = newValue } }
    }
}

// Dispatch sources may be cancelled from any thread; the module does not say so on Linux.
@preconcurrency private import Dispatch
private import Foundation

/// Ends an endless command in order when the person presses Ctrl-C or the system asks.
public enum Interrupts {
    /// Runs `body` until it ends or a signal comes.
    /// - Throws: what `body` throws, or a silent `Failure` with the exit code that shells use for the signal.
    public static func ending(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            for (number, status) in [(SIGINT, ExitReason.interrupted), (SIGTERM, .terminated)] {
                group.addTask {
                    for await _ in arrivals(of: number) { throw Failure(status, "") }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private static func arrivals(of number: CInt) -> AsyncStream<Void> {
        AsyncStream { continuation in
            // The source sees the signal only where the default action does not end the process first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            continuation.onTermination = { _ in source.cancel() }
            source.activate()
        }
    }
}

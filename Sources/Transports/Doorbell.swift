internal import CLinux
internal import Glibc
internal import Synchronization

/// Wakes a sleeping thread when the watermark has moved: an eventfd, written only while someone sleeps.
public final class Doorbell: Sendable {
    /// The eventfd, for loops of one's own; readable after a `ring` that found a sleeper.
    public let descriptor: Int32
    private let sleeping = Atomic<Bool>(false)

    /// A bell that nobody waits for yet.
    public init() throws(IngestError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw IngestError(doing: "make an eventfd", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Wakes the sleeper, if any. What was stored before is seen by it.
    public func ring() {
        // Both sides exchange the same flag, so either the sleeper sees the news, or we see the sleeper.
        if sleeping.exchange(false, ordering: .acquiringAndReleasing) { wake() }
    }

    /// Makes the descriptor readable, whether someone sleeps or not.
    func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Sleeps until the bell rings, but not when there already is news, and no longer than told.
    /// One thread at a time may wait.
    public func wait(timeoutMilliseconds: Int32, unless hasNews: () -> Bool) {
        _ = sleeping.exchange(true, ordering: .acquiringAndReleasing)
        if !hasNews() {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, timeoutMilliseconds)
        }
        _ = sleeping.exchange(false, ordering: .acquiringAndReleasing)
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}

/// The ingest could not be set up.
public struct IngestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was being done.
    public var doing: String
    public var errno: Int32

    public init(doing: String, errno: Int32) {
        self.doing = doing
        self.errno = errno
    }

    public var description: String { "cannot \(doing): \(systemText(errno))" }
}

internal import CLinux
internal import Glibc

/// The epoll of the ingest thread, and its small descriptors.
final class Poller {
    private let descriptor: Int32
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init() throws(IngestError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw IngestError(doing: "make an epoll", errno: errno) }
        events = .allocate(capacity: 64)
        events.initialize(repeating: epoll_event())
    }

    deinit {
        close(descriptor)
        events.deallocate()
    }

    /// Watches a descriptor for bytes (level-triggered); false with `errno` set where that fails. A descriptor that
    /// is closed leaves by itself.
    func add(_ descriptor: Int32, token: UInt64) -> Bool {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: token))
        return epoll_ctl(self.descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Sleeps until something is ready and calls `ready` with the token of each.
    func wait(_ ready: (UInt64) -> Void) {
        let count = epoll_wait(descriptor, events.baseAddress, Int32(events.count), -1)
        // Less than 0 is EINTR: the next turn sees whatever there is.
        for index in 0..<max(0, Int(count)) { ready(events[index].data.u64) }
    }
}

/// A periodic timer as a descriptor.
final class TickTimer {
    let descriptor: Int32

    /// - Parameter period: in seconds.
    init(period: Double) throws(IngestError) {
        descriptor = timerfd_create(CLOCK_BOOTTIME, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        guard descriptor >= 0 else { throw IngestError(doing: "make a timer", errno: errno) }
        let nanoseconds = Int(Transports.nanoseconds(period))
        let interval = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        // The first tick comes at once: it opens the lines.
        var setting = itimerspec(it_interval: interval, it_value: timespec(tv_sec: 0, tv_nsec: 1))
        guard timerfd_settime(descriptor, 0, &setting, nil) == 0 else {
            let code = errno
            close(descriptor)
            throw IngestError(doing: "start a timer", errno: code)
        }
    }

    deinit { close(descriptor) }
}

/// Empties an eventfd or a timerfd.
func drainCounter(_ descriptor: Int32) {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
}

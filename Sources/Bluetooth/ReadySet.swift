internal import CLinux
internal import Glibc

/// An epoll of its own, so that whoever sleeps on a back end needs to watch but one descriptor.
final class ReadySet {
    let descriptor: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 32)

    init() throws(BluetoothProblem) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .system(errno: errno) }
    }

    deinit { close(descriptor) }

    /// Watches a descriptor, or changes for what (level-triggered).
    @discardableResult
    func watch(_ descriptor: Int32, token: UInt64, reading: Bool = true, writing: Bool = false) -> Bool {
        let bits = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
        var event = epoll_event(events: bits, data: epoll_data_t(u64: token))
        return epoll_ctl(self.descriptor, EPOLL_CTL_MOD, descriptor, &event) == 0
            || epoll_ctl(self.descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    func forget(_ descriptor: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(self.descriptor, EPOLL_CTL_DEL, descriptor, &event)
    }

    /// Calls `ready` with the token of each descriptor that is ready now.
    func turn(_ ready: (UInt64) -> Void) {
        let count = events.withUnsafeMutableBufferPointer {
            epoll_wait(descriptor, $0.baseAddress, Int32($0.count), 0)
        }
        for index in 0..<max(0, Int(count)) { ready(events[index].data.u64) }
    }
}

internal import Glibc

/// The descriptors that bluetoothd has handed over, each for the notifications of one characteristic.
final class NotificationStreams {
    private let ready: ReadySet
    private var streams: [UInt64: (peer: BlueZPeer, descriptor: Int32, index: Int)] = [:]

    init(_ ready: ReadySet) { self.ready = ready }

    /// Takes a descriptor; it is closed with `drop`.
    func add(_ descriptor: Int32, of peer: BlueZPeer, index: Int, token: UInt64) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        streams[token] = (peer, descriptor, index)
        ready.watch(descriptor, token: token)
    }

    func drop(_ token: UInt64) {
        if let stream = streams.removeValue(forKey: token) { close(stream.descriptor) }
    }

    /// Reads until nothing is left; each read is one notification.
    func read(_ token: UInt64) {
        while let stream = streams[token] {
            let goesOn = withUnsafeTemporaryAllocation(byteCount: 600, alignment: 8) { buffer in
                let count = Glibc.read(stream.descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else {
                    let code = errno
                    if count < 0, code == EAGAIN || code == EINTR { return code == EINTR }
                    // bluetoothd has closed it: the device is gone, or will be.
                    drop(token)
                    stream.peer.lose(.connectionLost(errno: 0))
                    return false
                }
                let value = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
                stream.peer.notify(stream.index, value)
                return true
            }
            if !goesOn { return }
        }
    }
}

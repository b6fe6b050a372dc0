import Foundation

/// The bytes of a log, in memory or on disk, read by place. Its length is taken once: what a running daemon appends
/// meanwhile is not seen.
final class LogSource {
    let name: String
    let length: Int
    private let bytes: [UInt8]
    private let descriptor: Int32

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        length = bytes.count
        descriptor = -1
    }

    init(path: String) throws(RecordingError) {
        name = path
        bytes = []
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .missing(file: path, wayOut: "give the path of a session log (.mcap)")
                : .unreadable(file: path, reason: systemReason(errno))
        }
        var status = stat()
        let failure = fstat(descriptor, &status) == 0 ? 0 : errno
        guard failure == 0, status.st_mode & S_IFMT == S_IFREG else {
            Foundation.close(descriptor)
            throw .unreadable(
                file: path, reason: failure == 0 ? "it is not a regular file" : systemReason(failure))
        }
        length = Int(status.st_size)
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    /// Replaces `target` by the bytes of `range`, or by fewer where the file ends before.
    func read(_ range: Range<Int>, into target: inout [UInt8]) throws(RecordingError) {
        guard descriptor >= 0 else {
            target.removeAll(keepingCapacity: true)
            target.append(contentsOf: bytes[range.clamped(to: 0..<length)])
            return
        }
        let range = range.clamped(to: 0..<length)
        let count = range.count
        if target.count < count { target += repeatElement(0, count: count - target.count) }
        var done = 0
        while done < count {
            let got = target.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + done, count - done, off_t(range.lowerBound + done))
            }
            if got > 0 {
                done += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                throw .unreadable(file: name, reason: systemReason(errno))
            }
        }
        target.removeLast(target.count - done)
    }
}

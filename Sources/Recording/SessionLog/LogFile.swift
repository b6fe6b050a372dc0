import Foundation

/// A file that only grows, by whole pieces: a piece that does not fit is taken back, so that what stands in the file
/// is always whole. One writer at a time, by an advisory lock.
final class LogFile {
    let path: String
    private var descriptor: Int32
    /// Bytes that stand whole.
    private(set) var length: Int
    private var crc: CRC32

    /// The checksum of everything that stands.
    var checksum: UInt32 { crc.value }

    /// Creates the file, which must not be there.
    init(creating path: String) throws(RecordingError) {
        self.path = path
        length = 0
        crc = CRC32()
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw .unwritable(file: path, reason: "it is there already, and a log is never overwritten")
            }
            throw FileBytes.writeError(errno, path)
        }
        try lock()
    }

    /// Opens a log to go on behind its first `length` bytes, whose checksum is `crc`; the rest is cut off.
    init(continuing path: String, length: Int, crc: CRC32) throws(RecordingError) {
        self.path = path
        self.length = length
        self.crc = crc
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileBytes.writeError(errno, path) }
        try lock()
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw FileBytes.writeError(errno, path) }
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    func append(_ bytes: [UInt8]) throws(RecordingError) {
        let failure = bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let put = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(length + done))
                if put >= 0 {
                    done += put
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        guard failure == 0 else {
            // Should even this fail, the next piece is written over the half one.
            ftruncate(descriptor, off_t(length))
            throw FileBytes.writeError(failure, path)
        }
        length += bytes.count
        crc.update(bytes)
    }

    /// Waits until what was appended is on the disk.
    func sync() throws(RecordingError) {
        guard fdatasync(descriptor) == 0 else { throw FileBytes.writeError(errno, path) }
    }

    func close() throws(RecordingError) {
        guard descriptor >= 0 else { return }
        let result = Foundation.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw FileBytes.writeError(errno, path) }
    }

    /// Takes away a file that could not even be begun.
    func remove() { unlink(path) }

    private func lock() throws(RecordingError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .inUse(file: path) : FileBytes.writeError(errno, path)
        }
    }
}

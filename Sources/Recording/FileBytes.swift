import Foundation

/// Reads whole files, but only regular ones of a bounded size: a FIFO would never end, a device never stop.
enum FileBytes {
    /// The bytes of the file, or nil where there is none of that name.
    static func readIfPresent(_ url: URL, limit: Int) throws(RecordingError) -> [UInt8]? {
        let path = url.path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadable(file: path, reason: systemReason(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "it is not a regular file")
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw .tooLarge(file: path, bytes: size, limit: limit) }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
                if got > 0 {
                    count += got
                } else if got == 0 {
                    break  // shrunk while we read
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        guard failure == 0 else { throw .unreadable(file: path, reason: systemReason(failure)) }
        return bytes
    }

    /// The bytes of a file that must be there; `wayOut` says what to do where it is not.
    static func read(_ url: URL, limit: Int, wayOut: String) throws(RecordingError) -> [UInt8] {
        guard let bytes = try readIfPresent(url, limit: limit) else { throw .missing(file: url.path, wayOut: wayOut) }
        return bytes
    }
}

extension FileBytes {
    /// Writes a whole file: beside its place first, then renamed, so that no reader sees half of it.
    static func write(_ bytes: [UInt8], to url: URL) throws(RecordingError) {
        let path = url.path
        let draft = path + ".part"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw writeError(errno, path) }
        var failure = bytes.withUnsafeBytes { writeAll(descriptor, $0) }
        if fsync(descriptor) != 0, failure == 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(draft, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(draft)
            throw writeError(failure, path)
        }
    }

    /// Writes every byte; returns 0 or the error number.
    static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        var done = 0
        while done < bytes.count {
            let put = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if put >= 0 {
                done += put
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// The error that an error number of `open`, `write` or `fsync` stands for.
    static func writeError(_ number: Int32, _ path: String) -> RecordingError {
        number == ENOSPC || number == EDQUOT
            ? .diskFull(file: path) : .unwritable(file: path, reason: systemReason(number))
    }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }

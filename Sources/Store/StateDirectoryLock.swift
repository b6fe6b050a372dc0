public import Foundation
import Glibc

/// The right to use a state directory, held by one daemon at a time: an `flock` on `gaitd.lock` in it.
///
/// It is taken before anything else (before the store is opened and before the socket is bound), which is why `Store`
/// asks for it. The kernel gives it up when the process ends, however it ends, so a stale file never stands in the way.
public final class StateDirectoryLock: Sendable {
    /// The directory that is held.
    public let directory: URL
    private let descriptor: Int32

    /// Takes the directory; makes it (readable by its owner only) where it does not exist.
    /// Throws `StoreError.inUse` with the holder's process id, or `StoreError.notWritable`.
    public init(directory: URL) throws {
        self.directory = directory
        guard Self.make(directory) else {
            throw StoreError.notWritable(path: directory.path, reason: String(cString: strerror(errno)))
        }
        let path = directory.appendingPathComponent("gaitd.lock").path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == ENOSPC
                ? StoreError.diskFull(path: path)
                : StoreError.notWritable(path: directory.path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw StoreError.inUse(directory: directory.path, pid: holder)
        }
        // The process id only helps the next one's error message, so a full disk does not matter here.
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }

    /// Makes the directory with those above it, for its owner only, where it is missing; where it cannot, `errno` says
    /// why.
    private static func make(_ directory: URL) -> Bool {
        if mkdir(directory.path, 0o700) == 0 || errno == EEXIST { return true }
        let above = directory.deletingLastPathComponent()
        guard errno == ENOENT, above.path != directory.path, make(above) else { return false }
        return mkdir(directory.path, 0o700) == 0 || errno == EEXIST
    }
}

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
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.notWritable(path: directory.path, reason: Self.reason(error))
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

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let underlying, underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}

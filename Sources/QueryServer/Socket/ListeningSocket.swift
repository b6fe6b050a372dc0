import Glibc

/// A Unix socket that listens: opened at a path, or handed over by systemd.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// The file that this process made, to be removed at the end; nil where somebody else owns it.
    let path: String?
    private let file: FileIdentity?

    private static let backlog: Int32 = 64
    private static let maximumPathBytes = 107

    /// Opens and listens at `path`. A file that an ended process left behind is replaced; the caller holds the lock
    /// on the state directory, so no two daemons do this at once.
    static func open(path: String, mode: UInt32) throws(SocketError) -> ListeningSocket {
        guard path.utf8.count <= maximumPathBytes else { throw .pathTooLong(path, bytes: path.utf8.count) }
        try removeStale(path)
        let descriptor = socket(AF_UNIX, streamType, 0)
        guard descriptor >= 0 else { throw failure("socket", path) }
        do throws(SocketError) {
            // Linux gives the file the mode of the descriptor, less the umask. So the file is never open wider than
            // wanted, and no other thread's files feel it, as they would a changed umask.
            guard fchmod(descriptor, mode) == 0 else { throw failure("fchmod", path) }
            let status = withAddress(path) { bind(descriptor, $0, $1) }
            if status != 0, errno == ENOENT || errno == ENOTDIR { throw .noDirectory(path) }
            guard status == 0 else { throw failure("bind", path) }
            guard chmod(path, mode) == 0 else { throw failure("chmod", path) }
            guard listen(descriptor, backlog) == 0 else { throw failure("listen", path) }
        } catch {
            close(descriptor)
            throw error
        }
        return ListeningSocket(descriptor: descriptor, path: path, file: FileIdentity(path))
    }

    /// Takes over a descriptor that listens already (systemd socket activation).
    static func adopt(_ descriptor: Int32) throws(SocketError) -> ListeningSocket {
        guard option(SO_ACCEPTCONN, of: descriptor) == 1, option(SO_DOMAIN, of: descriptor) == AF_UNIX,
            option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
        else { throw .notListening(descriptor: descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        return ListeningSocket(descriptor: descriptor, path: nil, file: nil)
    }

    /// Removes the file at `path`, if it is still the one that this process made.
    func removeFile() {
        guard let path, let file, FileIdentity(path) == file else { return }
        unlink(path)
    }

    private static var streamType: Int32 {
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    }

    private static func removeStale(_ path: String) throws(SocketError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        let probe = socket(AF_UNIX, streamType, 0)
        guard probe >= 0 else { throw failure("socket", path) }
        defer { close(probe) }
        // EAGAIN: somebody listens and the queue is full. EACCES and the like: leave the file alone.
        guard withAddress(path, { connect(probe, $0, $1) }) != 0, errno != EAGAIN, errno != EINPROGRESS else {
            throw .inUse(path)
        }
        guard errno == ECONNREFUSED else { throw failure("connect", path) }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("unlink", path) }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }

    private static func failure(_ call: String, _ path: String) -> SocketError {
        .system(call: call, path: path, reason: String(cString: strerror(errno)))
    }
}

/// Which file a path names.
private struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt

    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}

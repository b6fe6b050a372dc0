internal import Glibc

/// Learns from the kernel (inotify) that something appeared or changed in the directories of the sensors' paths, so
/// that a device is opened the moment it is plugged in. Where a directory cannot be watched, the slow timer remains.
final class PathWatch {
    let descriptor: Int32
    private var watches: [(directory: String, watch: Int32?)] = []
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// The permissions of a new device file are set after it was made: IN_ATTRIB tells.
    private static let mask = UInt32(IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)

    init() throws(IngestError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw IngestError(doing: "watch directories (inotify)", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Watches the directory of `path`.
    func add(_ path: String) {
        let directory = Self.split(path).directory
        guard !watches.contains(where: { $0.directory == directory }) else { return }
        watches.append((directory, nil))
        renew()
    }

    /// Tries again to watch the directories that are not watched: they may have appeared by now.
    func renew() {
        for index in watches.indices where watches[index].watch == nil {
            let watch = inotify_add_watch(descriptor, watches[index].directory, Self.mask)
            if watch >= 0 { watches[index].watch = watch }
        }
    }

    /// Calls `changed` for each path-to-be that something happened to: its directory and its name, or nil for both
    /// where the kernel could not keep up and anything may have changed.
    func read(_ changed: (_ directory: String?, _ name: String?) -> Void) {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            var offset = 0
            // struct inotify_event: wd, mask, cookie, len (4 bytes each), then `len` bytes of name, padded with zeros.
            while offset + 16 <= count {
                let (watch, mask, length) = buffer.withUnsafeBytes {
                    (
                        $0.loadUnaligned(fromByteOffset: offset, as: Int32.self),
                        $0.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
                        Int($0.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                    )
                }
                guard length <= count - offset - 16 else { return }
                let name = buffer[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
                offset += 16 + length
                report(watch, mask, String(decoding: name, as: UTF8.self), changed)
            }
        }
    }

    private func report(
        _ watch: Int32, _ mask: UInt32, _ name: String, _ changed: (_ directory: String?, _ name: String?) -> Void
    ) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 { return changed(nil, nil) }
        guard let index = watches.firstIndex(where: { $0.watch == watch }) else { return }
        if mask & UInt32(IN_IGNORED) != 0 {
            watches[index].watch = nil
        } else if mask & UInt32(IN_MOVE_SELF) != 0 {
            // The watch would follow the directory to its new place; the kernel answers with IN_IGNORED.
            _ = inotify_rm_watch(descriptor, watch)
        } else if !name.isEmpty {
            changed(watches[index].directory, name)
        }
    }

    /// The directory and the last component of a path.
    static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        return (directory, String(path[path.index(after: slash)...]))
    }
}

import CLinux
import Glibc

/// The process at the other end of a Unix socket, as the kernel recorded it when it connected. It cannot be forged.
public struct Peer: Sendable, Equatable {
    public var user: UInt32
    /// The primary group and the supplementary ones.
    public var groups: Set<UInt32>
    public var process: Int32

    public init(user: UInt32, groups: Set<UInt32>, process: Int32) {
        self.user = user
        self.groups = groups
        self.process = process
    }

    /// Reads the peer of a connected Unix socket (`SO_PEERCRED`, `SO_PEERGROUPS`), or nil where the kernel knows none.
    init?(descriptor: Int32) {
        var user: uid_t = 0
        var group: gid_t = 0
        var process: pid_t = 0
        guard clinux_peer_credentials(descriptor, &user, &group, &process) == 0 else { return nil }
        self.init(user: user, groups: Self.supplementaryGroups(descriptor).union([group]), process: process)
    }

    /// The kernel's own list, so that no name service has to be asked while a client waits. A kernel without it
    /// (before 4.13) leaves the primary group.
    private static func supplementaryGroups(_ descriptor: Int32) -> Set<UInt32> {
        var length = socklen_t(0)
        // The first call only asks for the length: it fails with ERANGE where there are any groups.
        _ = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, nil, &length)
        guard length > 0 else { return [] }
        var groups = [gid_t](repeating: 0, count: Int(length) / MemoryLayout<gid_t>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0 else { return [] }
        return Set(groups.prefix(Int(length) / MemoryLayout<gid_t>.size))
    }
}

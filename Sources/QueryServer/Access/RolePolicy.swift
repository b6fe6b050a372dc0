import Glibc

/// Which role a peer has.
///
/// Root and the daemon's own user are admins. The group lists raise others: a peer has the highest role that its user
/// or one of its groups gives. Whoever is in no list has the role `others`: by default `operator`, because the
/// socket's mode (0660) already keeps everybody out who is not in its group. A box that tells viewers from operators
/// sets both lists and `others` to nil or `viewer`.
public struct RolePolicy: Sendable, Equatable {
    public var adminUsers: Set<UInt32>
    public var adminGroups: Set<UInt32>
    public var operatorGroups: Set<UInt32>
    public var viewerGroups: Set<UInt32>
    /// The role of whoever is in no list; nil refuses them.
    public var others: Role?

    public init(
        adminUsers: Set<UInt32> = RolePolicy.trustedUsers, adminGroups: Set<UInt32> = [],
        operatorGroups: Set<UInt32> = [],
        viewerGroups: Set<UInt32> = [], others: Role? = .operator
    ) {
        self.adminUsers = adminUsers
        self.adminGroups = adminGroups
        self.operatorGroups = operatorGroups
        self.viewerGroups = viewerGroups
        self.others = others
    }

    /// Root and the user that this process runs as.
    public static var trustedUsers: Set<UInt32> { [0, geteuid()] }

    /// The peer's role, or nil where it has none.
    public func role(of peer: Peer) -> Role? {
        if adminUsers.contains(peer.user) || !adminGroups.isDisjoint(with: peer.groups) { return .admin }
        let listed: Role? =
            !operatorGroups.isDisjoint(with: peer.groups)
            ? .operator : !viewerGroups.isDisjoint(with: peer.groups) ? .viewer : nil
        guard let others else { return listed }
        return max(listed ?? others, others)
    }
}

/// The names of a configuration, turned into the numbers that the kernel reports.
public enum UserDatabase {
    /// The number of a group, or nil where the system has no such group.
    public static func number(ofGroup name: String) -> UInt32? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        while true {
            let status = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
            guard status == ERANGE, buffer.count < 1 << 22 else { return status == 0 ? found?.pointee.gr_gid : nil }
            buffer = [CChar](repeating: 0, count: buffer.count * 4)
        }
    }
}

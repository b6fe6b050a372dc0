import CSystemd
import DaemonConfiguration
import Glibc
import Logging
import QueryServer

/// Where the query server listens, and who owns the socket.
enum Endpoint {
    /// The descriptor that systemd hands over, or the configured path.
    static func choose(_ socket: Configuration.Socket) throws -> QueryServer.Endpoint {
        // A copy, because the server closes what it served on and a reload serves again.
        if sd_listen_fds(0) > 0 { return .descriptor(dup(SD_LISTEN_FDS_START)) }
        return .path(socket.path, mode: socket.mode)
    }

    /// Gives the socket to its group.
    static func hand(_ socket: Configuration.Socket, _ logger: Logger) {
        guard let name = socket.group else { return }
        guard let group = UserDatabase.number(ofGroup: name) else {
            logger.warning("socket.group: this system has no group \(name): create it with `groupadd --system \(name)`")
            return
        }
        if chown(socket.path, uid_t.max, group) != 0 {
            logger.warning("cannot give \(socket.path) to the group \(name): \(String(cString: strerror(errno)))")
        }
    }
}

/// Which role the configured groups have.
enum Roles {
    static func policy(_ socket: Configuration.Socket) -> RolePolicy {
        func numbers(_ names: [String]) -> Set<UInt32> { Set(names.compactMap(UserDatabase.number(ofGroup:))) }
        // Where groups are told apart, whoever is in none of them has no role.
        let tellsApart = !socket.operatorGroups.isEmpty || !socket.viewerGroups.isEmpty
        return RolePolicy(
            adminGroups: numbers(socket.adminGroups), operatorGroups: numbers(socket.operatorGroups),
            viewerGroups: numbers(socket.viewerGroups), others: tellsApart ? nil : .operator)
    }
}

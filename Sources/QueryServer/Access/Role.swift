/// What a client may do. A role holds everything that the roles below it hold.
public enum Role: String, Sendable, Comparable, CaseIterable {
    /// Reads.
    case viewer
    /// Also starts and stops sessions, annotates, and tells where a sensor sits.
    case `operator`
    /// Also deletes subjects and resets baselines.
    case admin

    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

/// Who asks, as the backend sees it: for the audit line of a change.
public struct Caller: Sendable, Equatable {
    public var peer: Peer
    public var role: Role

    public init(peer: Peer, role: Role) {
        self.peer = peer
        self.role = role
    }
}

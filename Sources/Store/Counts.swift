import GRDB
import QueryAPI

/// What the store holds, for `GET /v1/status`.
public struct StoreCounts: Sendable, Equatable {
    public var subjects: Int
    public var sessions: Int
    /// Ids of the sessions that are open, the newest first.
    public var openSessions: [String]
    public var episodes: Int

    public init(subjects: Int, sessions: Int, openSessions: [String], episodes: Int) {
        self.subjects = subjects
        self.sessions = sessions
        self.openSessions = openSessions
        self.episodes = episodes
    }
}

extension Store {
    /// What the store holds.
    public func counts() throws -> StoreCounts {
        try reading { db in
            StoreCounts(
                subjects: try Int.fetchOne(db, sql: "SELECT count(*) FROM subjects") ?? 0,
                sessions: try Int.fetchOne(db, sql: "SELECT count(*) FROM sessions") ?? 0,
                openSessions: try Self.fetchOpenSessions(db).map(\.id),
                episodes: try Int.fetchOne(db, sql: "SELECT count(*) FROM episodes") ?? 0)
        }
    }
}

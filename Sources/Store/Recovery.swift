import GRDB
public import QueryAPI
import Synchronization

/// What a daemon that stopped unexpectedly left behind.
public struct Recovery: Sendable, Equatable {
    /// Episodes that were open; they now end at their last known end.
    public var endedEpisodes: Int
    /// Sessions that are open still, to be resumed (`resumeSession`) or stopped.
    public var openSessions: [Session]
}

extension Store {
    /// To be called once after opening, before the first write.
    public func recover() throws -> Recovery {
        try run.withLock { run in
            try writing { db in
                try db.execute(
                    sql: "UPDATE episodes INDEXED BY episodes_open SET state = ? WHERE state = 0 AND run_key <> ?",
                    arguments: [EpisodeState.cut.rawValue, run ?? -1])
                return Recovery(endedEpisodes: db.changesCount, openSessions: try Self.fetchOpenSessions(db))
            }
        }
    }
}

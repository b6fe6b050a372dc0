public import Foundation

/// The filters of `GET /v1/episodes`.
public struct EpisodeQuery: Sendable, Equatable {
    public var since: Date?
    public var until: Date?
    public var subject: String?
    public var session: String?
    public var kit: String?
    public var kind: String?
    public var side: String?
    public var minSeverity: Double?
    public var cursor: String?
    /// Items per page, 1 to 1000.
    public var limit: Int

    public init(
        since: Date? = nil, until: Date? = nil, subject: String? = nil, session: String? = nil, kit: String? = nil,
        kind: String? = nil, side: String? = nil, minSeverity: Double? = nil, cursor: String? = nil, limit: Int = 100
    ) {
        self.since = since
        self.until = until
        self.subject = subject
        self.session = session
        self.kit = kit
        self.kind = kind
        self.side = side
        self.minSeverity = minSeverity
        self.cursor = cursor
        self.limit = limit
    }
}

/// The filters of `GET /v1/measures`.
public struct MeasureQuery: Sendable, Equatable {
    public var name: String?
    public var subject: String?
    public var session: String?
    public var since: Date?
    public var until: Date?
    /// `stride` (per stride and side), `bout`, `session` or `day` (means).
    public var by: String
    public var cursor: String?
    public var limit: Int

    public init(
        name: String? = nil, subject: String? = nil, session: String? = nil, since: Date? = nil, until: Date? = nil,
        by: String = "stride", cursor: String? = nil, limit: Int = 100
    ) {
        self.name = name
        self.subject = subject
        self.session = session
        self.since = since
        self.until = until
        self.by = by
        self.cursor = cursor
        self.limit = limit
    }
}

public import Foundation

/// The filters of lists that have no others: `GET /v1/subjects`.
public struct PageQuery: Sendable, Equatable {
    public var cursor: String?
    /// Items per page, 1 to 1000.
    public var limit: Int

    public init(cursor: String? = nil, limit: Int = 100) {
        self.cursor = cursor
        self.limit = limit
    }
}

/// The filters of `GET /v1/sessions`.
public struct SessionQuery: Sendable, Equatable {
    public var since: Date?
    public var until: Date?
    public var subject: String?
    public var kit: String?
    /// True for sessions that run now, false for those that were stopped.
    public var open: Bool?
    public var cursor: String?
    /// Items per page, 1 to 1000.
    public var limit: Int

    public init(
        since: Date? = nil, until: Date? = nil, subject: String? = nil, kit: String? = nil, open: Bool? = nil,
        cursor: String? = nil, limit: Int = 100
    ) {
        self.since = since
        self.until = until
        self.subject = subject
        self.kit = kit
        self.open = open
        self.cursor = cursor
        self.limit = limit
    }
}

/// The filters of `GET /v1/annotations`.
public struct AnnotationQuery: Sendable, Equatable {
    public var since: Date?
    public var until: Date?
    public var subject: String?
    public var session: String?
    /// `pain`, `note` or `marker`.
    public var kind: String?
    public var cursor: String?
    /// Items per page, 1 to 1000.
    public var limit: Int

    public init(
        since: Date? = nil, until: Date? = nil, subject: String? = nil, session: String? = nil, kind: String? = nil,
        cursor: String? = nil, limit: Int = 100
    ) {
        self.since = since
        self.until = until
        self.subject = subject
        self.session = session
        self.kind = kind
        self.cursor = cursor
        self.limit = limit
    }
}

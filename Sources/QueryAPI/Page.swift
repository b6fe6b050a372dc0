/// One page of a list. Lists never truncate: while there is more, `next` is the cursor to ask with.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    public var items: [Item]
    public var next: String?

    public init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}

/// An error as `application/problem+json` (RFC 9457).
public struct Problem: Codable, Sendable, Equatable, Error {
    /// `about:blank`, or a name for the kind of problem such as `urn:gaitd:problem:session-open`.
    public var type: String
    public var title: String
    public var status: Int
    /// What went wrong and what to do next.
    public var detail: String
    /// The field or query item at fault.
    public var field: String?

    public init(type: String = "about:blank", title: String, status: Int, detail: String, field: String? = nil) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.field = field
    }
}

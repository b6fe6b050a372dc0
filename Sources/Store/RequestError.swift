public import QueryAPI

/// What is wrong with a request: the store is well, the asker has to ask differently.
public struct RequestError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Equatable, Sendable {
        /// A value that cannot be.
        case invalid
        /// It names something that is not stored.
        case notFound
        /// It does not fit what is going on, such as a second session on a kit.
        case conflict
    }

    public var kind: Kind
    /// The field or query item at fault.
    public var field: String
    /// What is wrong and what to do next.
    public var detail: String

    /// A value that cannot be.
    public static func invalid(_ field: String, _ detail: String) -> RequestError {
        RequestError(kind: .invalid, field: field, detail: detail)
    }

    /// It names something that is not stored.
    public static func notFound(_ field: String, _ detail: String) -> RequestError {
        RequestError(kind: .notFound, field: field, detail: detail)
    }

    /// It does not fit what is going on.
    public static func conflict(_ field: String, _ detail: String) -> RequestError {
        RequestError(kind: .conflict, field: field, detail: detail)
    }

    public var description: String { "\(field): \(detail)" }

    /// The answer on the socket.
    public var problem: Problem {
        switch kind {
        case .invalid:
            Problem(type: "urn:gaitd:problem:invalid", title: "Bad request", status: 400, detail: detail, field: field)
        case .notFound:
            Problem(type: "urn:gaitd:problem:not-found", title: "Not found", status: 404, detail: detail, field: field)
        case .conflict:
            Problem(type: "urn:gaitd:problem:conflict", title: "Conflict", status: 409, detail: detail, field: field)
        }
    }
}

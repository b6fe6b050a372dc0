public import QueryAPI

/// The refusals that the server and its backend share, so that one mistake always gets one answer.
extension Problem {
    /// 400: a query item, path part or body field is wrong.
    public static func invalid(_ field: String?, _ detail: String) -> Problem {
        Problem(type: "urn:gaitd:problem:invalid", title: "Bad request", status: 400, detail: detail, field: field)
    }

    /// 404: nothing has this name, and `hint` says where to look.
    public static func notFound(_ detail: String, field: String? = nil) -> Problem {
        Problem(type: "urn:gaitd:problem:not-found", title: "Not found", status: 404, detail: detail, field: field)
    }

    /// 409: the state does not allow it now.
    public static func conflict(_ detail: String, field: String? = nil) -> Problem {
        Problem(type: "urn:gaitd:problem:conflict", title: "Conflict", status: 409, detail: detail, field: field)
    }

    /// 501: this build cannot do it yet.
    public static func notYet(_ detail: String) -> Problem {
        Problem(type: "urn:gaitd:problem:not-yet", title: "Not implemented", status: 501, detail: detail)
    }

    static func wrongMethod(_ method: String, path: String, allowed: String) -> Problem {
        Problem(
            type: "urn:gaitd:problem:method", title: "Method not allowed", status: 405,
            detail: "\(path) does not take \(method), but \(allowed)")
    }

    static func forbidden(needs role: Role, has current: Role?) -> Problem {
        let way =
            switch role {
            case .viewer: "ask the administrator for a group that gaitd.toml names as viewers or operators"
            case .operator: "ask the administrator for a group that gaitd.toml names as operators"
            case .admin: "ask as root or as the daemon's own user (sudo -u gaitd …)"
            }
        let standing = current.map { "you have the role \($0.rawValue)" } ?? "you have no role"
        return Problem(
            type: "urn:gaitd:problem:forbidden", title: "Forbidden", status: 403,
            detail: "this needs the role \(role.rawValue) and \(standing): \(way)")
    }

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            type: "urn:gaitd:problem:too-large", title: "Content too large", status: 413,
            detail: "a request's body may hold at most \(limit) bytes")
    }

    static func wrongContentType(_ given: String?) -> Problem {
        Problem(
            type: "urn:gaitd:problem:content-type", title: "Unsupported media type", status: 415,
            detail: "\(given.map { "the body is \($0.prefix(80))" } ?? "the body has no content type"): "
                + "send JSON with Content-Type: application/json")
    }

    static var busy: Problem {
        Problem(
            type: "urn:gaitd:problem:busy", title: "Too many connections", status: 503,
            detail: "as many clients as the daemon serves at once are connected: close one, or try again")
    }

    static func `internal`(_ reference: String) -> Problem {
        Problem(
            type: "urn:gaitd:problem:internal", title: "Internal error", status: 500,
            detail: "the daemon could not answer; its journal says why under \(reference) "
                + "(journalctl -u gaitd --grep \(reference))")
    }
}

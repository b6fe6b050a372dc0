public import QueryAPI

extension Failure {
    /// What the daemon's refusal means: its own words, the field at fault, and the exit code of its status.
    public init(_ problem: Problem) {
        var message = problem.detail.isEmpty ? problem.title : problem.detail
        if let field = problem.field, !message.contains(field) { message += " (field '\(field)')" }
        self.init(ExitReason(httpStatus: problem.status), message)
    }
}

extension ExitReason {
    /// The exit code for an HTTP status that is not a success.
    public init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 401, 403: .permission
            case 404, 410: .noInput
            case 408, 425, 429, 503, 504: .temporary
            case 507: .inputOutput
            case 501: .unavailable
            case 502, 505: .protocolError
            case 400..<500: .dataError
            case 500..<600: .software
            default: .protocolError
            }
    }
}

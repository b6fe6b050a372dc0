import HTTPTypes
import QueryAPI

/// Every question the socket takes.
struct RouteTable: Sendable {
    let routes: [Route]

    static let version1 = RouteTable(
        routes: [Route.device, Route.recordings, Route.findings, Route.people, [.live, .metrics, .description]]
            .flatMap { $0 })

    /// The route of a request and the arguments in its path. Throws 404 where no route has the path and 405 where
    /// none takes the method.
    func find(_ method: HTTPRequest.Method, _ path: Substring) throws(Refusal) -> (Route, [String: String]) {
        var allowed: [String] = []
        for route in routes {
            guard let arguments = route.path.match(path) else { continue }
            if route.method == method { return (route, arguments) }
            allowed.append(route.method.rawValue)
        }
        guard allowed.isEmpty else {
            let list = allowed.joined(separator: ", ")
            let problem = Problem.wrongMethod(method.rawValue, path: String(path.prefix(128)), allowed: list)
            throw Refusal(problem: problem, allow: list)
        }
        throw Refusal(
            problem: .notFound("there is no \(path.prefix(128)): GET /v1/openapi.json lists what there is"))
    }
}

/// A problem with the headers that belong to it.
struct Refusal: Error {
    var problem: Problem
    /// Of 405: the methods that the path takes.
    var allow: String?
}

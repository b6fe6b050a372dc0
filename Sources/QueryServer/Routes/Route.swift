import Foundation
import HTTPTypes
import QueryAPI

/// One row of the route table: how a request looks, who may send it, what comes back, and who answers. The server
/// dispatches by it and `/v1/openapi.json` is printed from it.
struct Route: Sendable {
    var method: HTTPRequest.Method
    var path: PathPattern
    var name: String
    var summary: String
    var needs: Role = .viewer
    /// The parameters in the path and in the query.
    var parameters: [Parameter] = []
    /// The body it takes; nil for none.
    var body: BodyRule?
    var answer: Answer
    /// Refusals beyond those that every route can give, by status.
    var refusals: [Int: String] = [:]
    var respond: @Sendable (Call) async throws -> Reply

    /// What the route answers when all is well.
    enum Answer: Sendable {
        case json(status: Int, Schema)
        case text(contentType: String)
        /// Newline-delimited JSON, one object of the schema per line, until the client goes.
        case lines(Schema)
        case nothing
    }

    struct BodyRule: Sendable {
        var schema: Schema
        var isRequired: Bool
    }
}

/// A part of the path or of the query that a route takes.
struct Parameter: Sendable {
    enum Place: String, Sendable {
        case path
        case query
    }

    var name: String
    var place: Place
    var schema: Schema
    var isRequired: Bool
    var about: String

    static func path(_ name: String, _ about: String, schema: Schema = .name) -> Parameter {
        Parameter(name: name, place: .path, schema: schema, isRequired: true, about: about)
    }

    static func query(_ name: String, _ schema: Schema, _ about: String, isRequired: Bool = false) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, isRequired: isRequired, about: about)
    }
}

/// A request that has passed every check of its route.
struct Call: Sendable {
    var arguments: Arguments
    /// The body's bytes; empty where there is none.
    var body: Data
    var caller: Caller
    var backend: any QueryBackend

    /// The body as a wire type. It has passed its schema, so this fails only where schema and type disagree.
    func decoded<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
        try WireCoding.decoder().decode(type, from: body)
    }
}

/// What a route hands back.
enum Reply: Sendable {
    case json(Data, status: Int = 200, location: String? = nil)
    case text(String)
    case lines(LiveHub.Subscription)
    case nothing

    static func encoding(
        _ value: some Encodable, status: Int = 200, location: String? = nil
    ) throws -> Reply {
        .json(try WireCoding.encoder().encode(value), status: status, location: location)
    }
}

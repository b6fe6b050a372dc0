import Foundation
import HTTPTypes
import QueryAPI

/// `/v1/openapi.json`: the route table and the wire schemas as OpenAPI 3.1.
enum OpenAPI {
    /// The document's bytes, written once.
    static let document: Data = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(describe(RouteTable.version1.routes))
        } catch {
            preconditionFailure("the description is plain JSON and must encode: \(error)")
        }
    }()

    private static func describe(_ routes: [Route]) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            paths[route.path.text, default: [:]][route.method.rawValue.lowercased()] = describe(route)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "gaitd", "version": "1",
                "description": """
                gaitd's questions and answers on its Unix socket. Times are RFC 3339 with zone, durations seconds, \
                units stand in the field names. Measures compare; they do not diagnose. Errors are \
                application/problem+json (RFC 9457) and name the field at fault. x-role says which role a \
                question needs; the role follows from the user and groups of the connecting process.
                """,
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/", "description": "The Unix socket; any host name does."]],
            "paths": .object(paths.mapValues(JSONValue.object)),
            "components": ["schemas": .object(WireSchemas.all.mapValues(\.json))],
        ]
    }

    private static func describe(_ route: Route) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .string(route.name), "summary": .string(route.summary),
            "x-role": .string(route.needs.rawValue), "responses": .object(responses(of: route)),
        ]
        if !route.parameters.isEmpty { operation["parameters"] = .array(route.parameters.map(describe)) }
        if let body = route.body {
            operation["requestBody"] = [
                "required": .bool(body.isRequired), "content": ["application/json": ["schema": body.schema.json]],
            ]
        }
        return .object(operation)
    }

    private static func describe(_ parameter: Parameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": .bool(parameter.isRequired), "description": .string(parameter.about),
            "schema": parameter.schema.json,
        ]
    }

    private static func responses(of route: Route) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        switch route.answer {
        case .json(let status, let schema):
            responses["\(status)"] = content("application/json", schema.json, about: route.summary)
        case .text(let type): responses["200"] = content(type, ["type": "string"], about: route.summary)
        case .lines(let schema):
            responses["200"] = content("application/x-ndjson", schema.json, about: "Each line is one such object.")
        case .nothing: responses["204"] = ["description": "Done."]
        }
        for (status, about) in refusals(of: route) {
            responses["\(status)"] = content("application/problem+json", Schema.named("Problem").json, about: about)
        }
        return responses
    }

    /// What any route of this shape may refuse, and what this one adds.
    private static func refusals(of route: Route) -> [Int: String] {
        var refusals = route.refusals
        refusals[400] = "A query item, path part, header or body field is wrong; field names it."
        refusals[403] = "The role \(route.needs.rawValue) is needed."
        refusals[500] = "The daemon's journal says why."
        refusals[503] = "Too many connections, or the store cannot answer now; detail says which."
        if route.parameters.contains(where: { $0.place == .query && ["subject", "session", "kit"].contains($0.name) }) {
            refusals[404] = "No subject, session or kit of the filter is known; field names it."
        }
        if route.method != .get { refusals[507] = "The daemon's disk is full." }
        if route.body != nil {
            refusals[413] = "The body is too large."
            refusals[415] = "The body is not application/json."
        }
        return refusals
    }

    private static func content(_ type: String, _ schema: JSONValue, about: String) -> JSONValue {
        ["description": .string(about), "content": .object([type: ["schema": schema]])]
    }
}

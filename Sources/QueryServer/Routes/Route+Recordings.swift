import Foundation
import HTTPTypes
import QueryAPI

/// Sessions: one recording of one subject wearing one kit.
extension Route {
    static let recordings: [Route] = [
        Route(
            method: .get, path: "/v1/sessions", name: "listSessions", summary: "Sessions, newest first.",
            parameters: [
                .since, .until, .subject, .kit,
                .query("open", .boolean, "true: only those that run; false: only those that were stopped."),
                .cursor, .limit,
            ],
            answer: .json(status: 200, .page(of: "Session"))
        ) { call in
            let given = call.arguments
            return try .encoding(
                await call.backend.sessions(
                    SessionQuery(
                        since: given.time("since"), until: given.time("until"), subject: given.text("subject"),
                        kit: given.text("kit"), open: given.flag("open"), cursor: given.text("cursor"),
                        limit: given.integer("limit") ?? 100)))
        },
        Route(
            method: .get, path: "/v1/sessions/{id}", name: "getSession", summary: "One session.",
            parameters: [.path("id", "The session's id.")], answer: .json(status: 200, .named("Session")),
            refusals: [404: "No session has this id."]
        ) { call in try .encoding(await call.backend.session(call.arguments.required("id"))) },
        Route(
            method: .post, path: "/v1/sessions", name: "startSession", summary: "Start a session.", needs: .operator,
            body: BodyRule(schema: .named("NewSession"), isRequired: true),
            answer: .json(status: 201, .named("Session")),
            refusals: [404: "No kit has this name.", 409: "The kit already records a session."]
        ) { call in
            let session = try await call.backend.startSession(call.decoded(), by: call.caller)
            let id = session.id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? session.id
            return try .encoding(session, status: 201, location: "/v1/sessions/\(id)")
        },
        Route(
            method: .post, path: "/v1/sessions/{id}/stop", name: "stopSession", summary: "Stop a session.",
            needs: .operator, parameters: [.path("id", "The session's id.")],
            body: BodyRule(schema: .named("Nothing"), isRequired: false), answer: .json(status: 200, .named("Session")),
            refusals: [404: "No session has this id.", 409: "The session was stopped before."]
        ) { call in try .encoding(await call.backend.stopSession(call.arguments.required("id"), by: call.caller)) },
    ]
}

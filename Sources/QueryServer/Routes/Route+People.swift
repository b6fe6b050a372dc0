import Foundation
import HTTPTypes
import QueryAPI

/// Subjects, what people note about them, and what may be forgotten.
extension Route {
    static let people: [Route] = [
        Route(
            method: .get, path: "/v1/subjects", name: "listSubjects", summary: "Subjects and what is stored for them.",
            parameters: [.cursor, .limit], answer: .json(status: 200, .page(of: "Subject"))
        ) { call in
            let given = call.arguments
            return try .encoding(
                await call.backend.subjects(
                    PageQuery(cursor: given.text("cursor"), limit: given.integer("limit") ?? 100)))
        },
        Route(
            method: .delete, path: "/v1/subjects/{id}", name: "deleteSubject",
            summary: "Erase a subject: sessions, logs, strides, episodes, annotations.", needs: .admin,
            parameters: [.path("id", "The subject's code.")], answer: .nothing,
            refusals: [404: "No subject has this code.", 409: "A session of the subject is running."]
        ) { call in
            try await call.backend.deleteSubject(call.arguments.required("id"), by: call.caller)
            return .nothing
        },
        Route(
            method: .get, path: "/v1/baselines/{subject}", name: "getBaselines",
            summary: "How a person walked when it was learnt, the newest version first.",
            parameters: [.path("subject", "The subject's code.")], answer: .json(status: 200, .named("Baselines")),
            refusals: [404: "No subject has this code."]
        ) { call in
            try .encoding(await call.backend.baselines(ofSubject: call.arguments.required("subject")))
        },
        Route(
            method: .post, path: "/v1/baselines/{subject}/reset", name: "resetBaseline",
            summary: "Forget a subject's baseline and learn it anew.", needs: .admin,
            parameters: [.path("subject", "The subject's code.")],
            body: BodyRule(schema: .named("Nothing"), isRequired: false),
            answer: .json(status: 200, .named("Baselines")), refusals: [404: "No subject has this code."]
        ) { call in
            let subject = try call.arguments.required("subject")
            return try .encoding(await call.backend.resetBaseline(ofSubject: subject, by: call.caller))
        },
        Route(
            method: .get, path: "/v1/annotations", name: "listAnnotations", summary: "What people added, newest first.",
            parameters: [
                .since, .until, .subject, .session,
                .query("kind", .oneOf(["pain", "note", "marker"]), "Only this kind."), .cursor, .limit,
            ],
            answer: .json(status: 200, .page(of: "Annotation"))
        ) { call in
            let given = call.arguments
            return try .encoding(
                await call.backend.annotations(
                    AnnotationQuery(
                        since: given.time("since"), until: given.time("until"), subject: given.text("subject"),
                        session: given.text("session"), kind: given.text("kind"), cursor: given.text("cursor"),
                        limit: given.integer("limit") ?? 100)))
        },
        Route(
            method: .post, path: "/v1/annotations", name: "annotate",
            summary: "Add pain scores, a note or a marker. Without session and subject it goes to the open session.",
            needs: .operator, body: BodyRule(schema: .named("NewAnnotation"), isRequired: true),
            answer: .json(status: 201, .named("Annotation")),
            refusals: [
                404: "No session or subject has this id.",
                409: "No session is open, or several are: name one.",
            ]
        ) { call in
            let new: NewAnnotation = try call.decoded()
            if new.kind == "pain", new.pain?.isEmpty ?? true {
                throw Problem.invalid("pain", "an annotation of kind pain needs a score, such as {\"back\": 6}")
            }
            if new.kind == "note", new.text?.isEmpty ?? true {
                throw Problem.invalid("text", "an annotation of kind note needs a text")
            }
            return try .encoding(await call.backend.annotate(new, by: call.caller), status: 201)
        },
    ]
}

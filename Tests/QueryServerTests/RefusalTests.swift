import Foundation
import QueryAPI
import QueryServer
import Testing

/// Every kind of bad request gets a problem that names what is wrong.
@Suite struct RefusalTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        var target: String
        var method = "GET"
        var body: String?
        var contentType: String? = "application/json"
        var status: Int
        var field: String?
        var says: String

        var testDescription: String { "\(method) \(target.prefix(80)) \(body?.prefix(60) ?? "")" }
    }

    static let bad: [Bad] = [
        Bad(target: "/", status: 404, says: "openapi.json"),
        Bad(target: "/v1/nothing", status: 404, says: "/v1/nothing"),
        Bad(target: "/v1/status/", status: 404, says: "there is no"),
        Bad(target: "/v1/sessions/%FF", status: 404, says: "there is no"),
        Bad(target: "/v1/sessions/nobody", status: 404, field: "id", says: "nobody"),
        Bad(target: "/v1/episodes/99", status: 404, field: "id", says: "99"),
        Bad(target: "/v1/episodes/abc", status: 400, field: "id", says: "whole number"),
        Bad(target: "/v1/episodes/99999999999999999999", status: 400, field: "id", says: "whole number"),
        Bad(target: "/v1/episodes/0", status: 400, field: "id", says: "at least 1"),
        Bad(target: "/v1/episodes/1/signal", status: 400, field: "placement", says: "missing"),
        Bad(target: "/v1/episodes/1/signal?placement=lumbar", status: 404, field: "placement", says: "left_shank"),
        Bad(target: "/v1/status?verbose=1", status: 400, field: "verbose", says: "takes none"),
        Bad(target: "/v1/episodes?sincee=x", status: 400, field: "sincee", says: "since, until"),
        Bad(target: "/v1/episodes?since=2026-11-21T10:00:00", status: 400, field: "since", says: "zone"),
        Bad(target: "/v1/episodes?since=yesterday", status: 400, field: "since", says: "RFC 3339"),
        Bad(target: "/v1/episodes?since=2026-13-41T10:00:00Z", status: 400, field: "since", says: "RFC 3339"),
        Bad(
            target: "/v1/episodes?since=2026-11-21T10:00:00Z&until=2026-11-20T10:00:00Z", status: 400, field: "until",
            says: "before since"),
        Bad(target: "/v1/episodes?limit=0", status: 400, field: "limit", says: "between 1 and 1000"),
        Bad(target: "/v1/episodes?limit=1001", status: 400, field: "limit", says: "between 1 and 1000"),
        Bad(target: "/v1/episodes?limit=ten", status: 400, field: "limit", says: "whole number"),
        Bad(target: "/v1/episodes?limit=5&limit=6", status: 400, field: "limit", says: "twice"),
        Bad(target: "/v1/episodes?limit", status: 400, field: "limit", says: "whole number"),
        Bad(target: "/v1/episodes?cursor=zzz", status: 400, field: "cursor", says: "zzz"),
        Bad(target: "/v1/episodes?cursor=", status: 400, field: "cursor", says: "empty"),
        Bad(target: "/v1/episodes?side=middle", status: 400, field: "side", says: "left, right"),
        Bad(target: "/v1/episodes?min_severity=nan", status: 400, field: "min_severity", says: "at least 0"),
        Bad(target: "/v1/episodes?min_severity=-1", status: 400, field: "min_severity", says: "at least 0"),
        Bad(target: "/v1/measures?by=year", status: 400, field: "by", says: "stride, bout, session, day"),
        Bad(target: "/v1/sessions?open=maybe", status: 400, field: "open", says: "true or false"),
        Bad(target: "/v1/live?cursor=nonsense", status: 400, field: "cursor", says: "nonsense"),
        Bad(target: "/v1/status", method: "POST", status: 405, says: "GET"),
        Bad(target: "/v1/sessions", method: "DELETE", status: 405, says: "GET, POST"),
        Bad(target: "/v1/status", method: "PROPFIND", status: 405, says: "GET"),
        Bad(target: "/v1/sessions", method: "POST", status: 400, says: "missing"),
        Bad(target: "/v1/sessions", method: "POST", body: "{", status: 400, says: "not valid JSON"),
        Bad(target: "/v1/sessions", method: "POST", body: "[]", status: 400, says: "must be an object"),
        Bad(target: "/v1/sessions", method: "POST", body: "\u{0}\u{1}", status: 400, says: "not valid JSON"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"text":"a"}"#, status: 400, field: "kind",
            says: "kind is missing"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":""}"#, status: 400, field: "subject",
            says: "empty"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":7}"#, status: 400, field: "subject",
            says: "must be text"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":"S-A","shoe":"x"}"#, status: 400, field: "shoe",
            says: "shoes"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":"S-A","kit":null}"#, status: 400, field: "kit",
            says: "must be text"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":"S-A","kit":"busy"}"#, status: 409, field: "kit",
            says: "stop it"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":"S-A"}"#, contentType: "text/plain",
            status: 415, says: "application/json"),
        Bad(
            target: "/v1/sessions", method: "POST", body: #"{"subject":"S-A"}"#, contentType: nil, status: 415,
            says: "application/json"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"pain","pain":{"knee_left":11}}"#, status: 400,
            field: "pain.knee_left", says: "between 0 and 10"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"pain","pain":{"knee_left":4.5}}"#, status: 400,
            field: "pain.knee_left", says: "whole number"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"pain","pain":{"ankle":4}}"#, status: 400,
            field: "pain.ankle", says: "knee_left, knee_right, back"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"pain"}"#, status: 400, field: "pain",
            says: "score"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"note"}"#, status: 400, field: "text",
            says: "text"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"diagnosis"}"#, status: 400, field: "kind",
            says: "pain, note, marker"),
        Bad(
            target: "/v1/annotations", method: "POST", body: #"{"kind":"marker","at":"10:00"}"#, status: 400,
            field: "at", says: "zone"),
        Bad(
            target: "/v1/sessions/s1/stop", method: "POST", body: #"{"now":true}"#, status: 400, field: "now",
            says: "not known"),
        Bad(
            target: "/v1/subjects/S-A", method: "DELETE", body: "{}", status: 400, says: "takes no body"),
        Bad(target: "/v1/sessions/broken", status: 500, says: "journal"),
        Bad(
            target: "/v1/annotations", method: "POST",
            body: #"{"kind":"note","text":""# + String(repeating: "x", count: 70_000) + #""}"#, status: 413,
            says: "65536"),
        Bad(
            target: "/v1/annotations", method: "POST",
            body: #"{"kind":"note","text":""# + String(repeating: "x", count: 4001) + #""}"#, status: 400,
            field: "text",
            says: "4000"),
        Bad(
            target: "/v1/annotations", method: "POST", body: String(repeating: "[", count: 60_000), status: 400,
            says: "not valid JSON"),
    ]

    @Test func badRequestsAreRefusedByName() async throws {
        try await withServer { server async throws in
            for bad in Self.bad {
                let answer = try await server.ask(
                    bad.target, bad.method, body: bad.body, contentType: bad.contentType)
                let about = Comment(rawValue: "\(bad.testDescription): \(answer.text)")
                #expect(answer.status == bad.status, about)
                #expect(answer.contentType == "application/problem+json", about)
                let problem = try answer.decoded(Problem.self)
                #expect(problem.status == bad.status, about)
                #expect(problem.field == bad.field, about)
                #expect(problem.detail.contains(bad.says), about)
                #expect(!problem.detail.contains("SELECT"), about)
            }
            #expect(server.backend.changes == MemoryBackend.Changes())
        }
    }

    @Test func wrongMethodTellsTheRightOnes() async throws {
        try await withServer { server async throws in
            #expect(try await server.ask("/v1/sessions", "PUT").headers["allow"] == "GET, POST")
            #expect(try await server.ask("/v1/episodes/1", "PUT").headers["allow"] == "GET")
        }
    }

    @Test func aBackendThatCannotYetSaysSo() async throws {
        try await withServer(MemoryBackend(changesPlacements: false)) { server in
            let answer = try await server.ask(
                "/v1/sensors/a/lumbar/placement", "POST", body: #"{"placement":"left_shank"}"#)
            #expect(answer.status == 501)
            #expect(try answer.decoded(Problem.self).detail == "placements come with pairing")
        }
    }
}

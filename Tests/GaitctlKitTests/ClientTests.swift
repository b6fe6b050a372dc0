import Foundation
import GaitctlKit
import QueryAPI
import Synchronization
import Testing

@Suite("The client")
struct ClientTests {
    private func failure(
        of reply: FakeDaemon.Reply, _ ask: @Sendable (DaemonClient) async throws -> Void
    ) async throws -> Failure? {
        let daemon = try await FakeDaemon { _ in reply }
        let failure = await #expect(throws: Failure.self) { try await DaemonClient.with(socket: daemon.path, ask) }
        try await daemon.close()
        return failure
    }

    @Test("Cursors are followed to the end, and every item comes once")
    func paging() async throws {
        let daemon = try await FakeDaemon { question in
            switch question.uri {
            case "/v1/episodes?side=left&limit=500":
                try .json(Page(items: [Examples.episode(id: 1), Examples.episode(id: 2)], next: "a+b/c"))
            case "/v1/episodes?side=left&limit=500&cursor=a%2Bb%2Fc":
                try .json(Page(items: [EpisodeSummary](), next: "d"))
            default: try .json(Page(items: [Examples.episode(id: 3)]))
            }
        }
        let ids = Mutex<[Int]>([])
        try await DaemonClient.with(socket: daemon.path) { client in
            try await client.pages(
                "episodes", Query(EpisodeQuery(side: "left")), .all, of: EpisodeSummary.self
            ) { page in ids.withLock { $0 += page.map(\.id) } }
        }
        #expect(ids.withLock { $0 } == [1, 2, 3])
        #expect(daemon.questions.count == 3)
        try await daemon.close()
    }

    @Test("A limit ends the paging, also where a page is longer")
    func limit() async throws {
        let daemon = try await FakeDaemon { _ in
            try .json(Page(items: [Examples.episode(id: 1), Examples.episode(id: 2)], next: UUID().uuidString))
        }
        let count = Mutex(0)
        try await DaemonClient.with(socket: daemon.path) { client in
            try await client.pages("episodes", Query(), .first(3), of: JSONValue.self) { page in
                count.withLock { $0 += page.count }
            }
        }
        #expect(count.withLock { $0 } == 3)
        #expect(daemon.questions.first?.uri == "/v1/episodes?limit=3")
        #expect(daemon.questions.count == 2)
        try await daemon.close()
    }

    @Test("A cursor that comes twice is not followed for ever")
    func cursorLoop() async throws {
        let failure = try await failure(of: .json(Page(items: [Examples.pain], next: "x"))) { client in
            try await client.pages("annotations", Query(), .all, of: Annotation.self) { _ in }
        }
        #expect(failure?.status == .protocolError)
    }

    @Test(
        "An answer that is not what the interface promises",
        arguments: [
            ("{\"version\":\"0.1.0\"}", "no 'startedAt'"), ("not JSON", "not JSON"), ("", "not JSON"),
            ("{\"version\":1}", "'version' has another type"),
            ("{\"version\":\"1\",\"started_at\":\"yesterday\"}", "'startedAt' cannot be read"),
            (String(repeating: "[", count: 100_000), "not JSON"),
        ])
    func malformed(body: String, reason: String) async throws {
        let failure = try await failure(of: .init(body: body)) { _ = try await $0.get("status", as: Status.self) }
        #expect(failure?.status == .protocolError)
        #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
    }

    @Test("What is not HTTP at all")
    func notHTTP() async throws {
        let failure = try await failure(of: .init(raw: "SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
            _ = try await $0.get("status", as: Status.self)
        }
        #expect(failure?.status == .protocolError)
    }

    @Test(
        "A connection that ends before or within the answer",
        arguments: [
            "", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"version\"",
        ])
    func cutShort(raw: String) async throws {
        let failure = try await failure(of: .init(raw: raw)) { _ = try await $0.get("status", as: Status.self) }
        #expect(failure?.status == .temporary, "\(failure?.message ?? "")")
    }

    @Test(
        "A refusal without a problem document still tells its status",
        arguments: [
            (500, ExitReason.software), (503, .temporary), (404, .noInput), (418, .dataError), (302, .protocolError),
            (507, .inputOutput), (501, .unavailable),
        ])
    func bareRefusal(status: Int, code: ExitReason) async throws {
        let failure = try await failure(of: .init(status: status, body: "<html>")) {
            _ = try await $0.get("status", as: Status.self)
        }
        #expect(failure?.status == code)
        #expect(failure?.message.contains("\(status)") == true)
    }

    @Test("A problem's own words reach the person, with the field")
    func problems() {
        let problem = Problem(
            title: "Bad request", status: 400, detail: "give a number of at least 0", field: "min_severity")
        #expect(Failure(problem) == Failure(.dataError, "give a number of at least 0 (field 'min_severity')"))
        #expect(Failure(Problem(title: "Gone", status: 410, detail: "")) == Failure(.noInput, "Gone"))
        let named = Problem(title: "x", status: 403, detail: "subject is not yours", field: "subject")
        #expect(Failure(named) == Failure(.permission, "subject is not yours"))
    }

    @Test("JSON for programs keeps keys, order-free, and numbers as they came")
    func jsonValue() throws {
        let text = #"{"a_b":[1,2.5,-0.1,1e-9,null,true,"é/\u001b"],"big":9223372036854775807,"knee_left":{}}"#
        let value = try WireCoding.decoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(try value.text(pretty: false) == text.replacingOccurrences(of: "1e-9", with: "1e-09"))
        #expect(
            value
                == .object([
                    "a_b": .array([
                        .integer(1), .number(2.5), .number(-0.1), .number(1e-9), .null, .bool(true),
                        .string("é/\u{1B}"),
                    ]),
                    "big": .integer(.max), "knee_left": .object([:]),
                ]))
    }

    @Test(
        "What a failed connection means",
        arguments: [
            (ENOENT, ExitReason.unavailable, "is gaitd running? `systemctl status gaitd`"),
            (ECONNREFUSED, .unavailable, "is gaitd running? `systemctl status gaitd`"),
            (EACCES, .permission, "sudo usermod -aG gait $USER"), (EAGAIN, .temporary, "try again"),
            (EPROTOTYPE, .unavailable, "Protocol wrong type for socket"),
        ])
    func connecting(code: CInt, status: ExitReason, text: String) {
        let failure = Failure.connecting(errno: code, path: "/run/gaitd/gaitd.sock", group: "gait")
        #expect(failure.status == status)
        #expect(failure.message.hasPrefix("cannot connect to /run/gaitd/gaitd.sock: "))
        #expect(failure.message.contains(text))
        #expect(!failure.message.contains("\n"))
    }

    @Test("The socket comes from the option, else the environment, else the standard place")
    func socketPath() throws {
        #expect(try SocketPath.choose(option: "/a", environment: ["GAITD_SOCKET": "/b"]) == "/a")
        #expect(try SocketPath.choose(option: nil, environment: ["GAITD_SOCKET": "/b"]) == "/b")
        #expect(try SocketPath.choose(option: nil, environment: ["GAITD_SOCKET": ""]) == "/run/gaitd/gaitd.sock")
        let long = "/" + String(repeating: "x", count: 107)
        #expect(
            #expect(throws: Failure.self) { try SocketPath.choose(option: long, environment: [:]) }?.status == .usage)
        #expect(#expect(throws: Failure.self) { try SocketPath.choose(option: "", environment: [:]) }?.status == .usage)
    }

    @Test("Identifiers stay whole in paths and queries")
    func encoding() {
        #expect(Query.encode("demo/left shank?&é") == "demo%2Fleft%20shank%3F%26%C3%A9")
        var query = Query()
        query["a"] = "1+1"
        query["b"] = nil
        query["c"] = "&"
        #expect(query.text == "?a=1%2B1&c=%26")
        query["a"] = nil
        #expect(query.text == "?c=%26")
    }

    @Test("What a failed write means")
    func writing() {
        #expect(Printer.failure(errno: EPIPE) == Failure(.brokenPipe, ""))
        #expect(Printer.failure(errno: ENOSPC).status == .inputOutput)
        #expect(Printer.failure(errno: ENOSPC).message.contains("free some space"))
    }
}

import Foundation
import GaitctlKit
import QueryAPI
import Synchronization
import TestSupport
import Testing

@Suite("gaitctl watch")
struct WatchTests {
    /// A line of the live stream.
    private static func line(_ cursor: Int, type: String = "stride") throws -> String {
        var line = LiveLine(type: type)
        line.cursor = "c\(cursor)"
        line.at = "2026-11-21T10:30:59.125Z"
        line.kit = "demo"
        line.strideTime = 1.12
        return String(decoding: try WireCoding.encoder().encode(line), as: UTF8.self)
    }

    /// Streams lines 1 to 3 to one client after the other, two lines per connection, then holds the line.
    private static func stream(_ question: FakeDaemon.Question) throws -> FakeDaemon.Reply {
        if question.uri.contains("cursor=c2") { return .init(body: try line(3) + "\n", staysOpen: true) }
        return .init(contentType: "application/x-ndjson", body: try line(1) + "\n" + line(2) + "\n\n")
    }

    @Test("Lines come through unchanged; after a loss it goes on behind the last one")
    func resumes() async throws {
        let daemon = try await FakeDaemon(Self.stream)
        let result = try await Gaitctl.run("watch", "--format", "ndjson", "--count", "3", socket: daemon.path)
        #expect(result.status == 0)
        #expect(result.lines == (try (1...3).map { try Self.line($0) }))
        #expect(result.errors.split(separator: "\n").count == 2, "\(result.errors)")
        #expect(result.errors.contains("lost; trying again") && result.errors.contains("connected again"))
        #expect(daemon.questions.map(\.uri) == ["/v1/live", "/v1/live?cursor=c2"])
        try await daemon.close()
    }

    @Test("It waits for a daemon that is gone, and finds the next one")
    func restart() async throws {
        let path = FakeDaemon.newPath()
        let first = try await FakeDaemon(at: path) { question in
            guard question.uri == "/v1/live" else { return .init(status: 503) }
            return .init(body: try Self.line(1) + "\n")
        }
        let watch = try Gaitctl.start(["watch", "--format", "ndjson", "--count", "2"], socket: path)
        try await until { !watch.output.isEmpty }
        try await first.close()
        try await until { watch.errors.contains("lost") }
        let second = try await FakeDaemon(at: path) { _ in .init(body: try Self.line(2) + "\n", staysOpen: true) }
        let result = await watch.result()
        #expect(result.status == 0)
        #expect(result.lines.last == (try Self.line(2)))
        #expect(second.questions.map(\.uri) == ["/v1/live?cursor=c1"])
        try await second.close()
    }

    @Test("Where the daemon no longer keeps the cursor, it says so and goes on from now")
    func cursorGone() async throws {
        let daemon = try await FakeDaemon { question in
            if question.uri.contains("cursor=c1") {
                return try .problem(Problem(title: "Gone", status: 410, detail: "too old", field: "cursor"))
            }
            return .init(body: try Self.line(1) + "\n")
        }
        let result = try await Gaitctl.run("watch", "--format", "ndjson", "--count", "2", socket: daemon.path)
        #expect(result.status == 0 && result.lines.count == 2)
        #expect(result.errors.contains("no longer keeps"))
        #expect(daemon.questions.map(\.uri) == ["/v1/live", "/v1/live?cursor=c1", "/v1/live"])
        try await daemon.close()
    }

    @Test("People see lines in words, without contacts; heartbeats are not shown to anyone")
    func table() async throws {
        let daemon = try await FakeDaemon { _ in
            let types = ["heartbeat", "event", "stride"]
            return .init(body: try types.map { try Self.line(1, type: $0) + "\n" }.joined(), staysOpen: true)
        }
        let table = try await Gaitctl.run("watch", "--count", "1", socket: daemon.path)
        #expect(table.output == "10:30:59  demo  stride  stride 1.12 s\n")
        #expect(daemon.questions[0].uri.hasPrefix("/v1/live?types=stride%2Cbout%2C"))
        let chosen = try await Gaitctl.run("watch", "--types", "event", "--count", "1", socket: daemon.path)
        #expect(chosen.output == "10:30:59  demo  contact\n")
        let all = try await Gaitctl.run(
            "watch", "--types", "all", "--count", "1", "--cursor", "c0", socket: daemon.path)
        #expect(all.output == "10:30:59  demo  contact\n")
        #expect(daemon.questions.last?.uri == "/v1/live?cursor=c0")
        try await daemon.close()
    }

    @Test("Ctrl-C ends it with 130 and SIGTERM with 143, quietly", arguments: [130, 143] as [Int32])
    func interrupt(status: Int32) async throws {
        let daemon = try await FakeDaemon { _ in .init(body: try Self.line(1) + "\n", staysOpen: true) }
        let watch = try Gaitctl.start(["watch"], socket: daemon.path)
        try await until { !watch.output.isEmpty }
        watch.signal(status - 128)
        let result = await watch.result()
        #expect(result.status == status && result.errors.isEmpty, "\(result.errors)")
        try await daemon.close()
    }

    @Test("Ctrl-C ends it also while it waits for a daemon that is gone")
    func interruptWhileWaiting() async throws {
        let daemon = try await FakeDaemon { _ in .init(body: try Self.line(1) + "\n") }
        let watch = try Gaitctl.start(["watch"], socket: daemon.path)
        try await until { !watch.output.isEmpty }
        try await daemon.close()
        try await until { watch.errors.contains("lost") }
        watch.signal(SIGINT)
        #expect(await watch.result().status == 130)
    }

    @Test(
        "What waiting does not mend ends it",
        arguments: [
            ("not JSON\n", 200, 76 as Int32), ("{\"type\":1}\n", 200, 76), ("", 403, 77), ("", 503, 75),
        ])
    func ends(body: String, status: Int, code: Int32) async throws {
        let daemon = try await FakeDaemon { _ in .init(status: status, body: body, staysOpen: status == 200) }
        let result = try await Gaitctl.run("watch", socket: daemon.path)
        #expect(result.status == code && result.errors.hasPrefix("gaitctl: "), "\(result.errors)")
        try await daemon.close()
    }

    @Test("Without a daemon at the start, or with --no-reconnect, it does not wait")
    func noWaiting() async throws {
        #expect(try await Gaitctl.run("watch", socket: FakeDaemon.newPath()).status == 69)
        let daemon = try await FakeDaemon { _ in .init(body: try Self.line(1) + "\n") }
        let result = try await Gaitctl.run("watch", "--no-reconnect", socket: daemon.path)
        #expect(result.status == 75 && result.lines.count == 1)
        try await daemon.close()
    }
}

import Foundation
import QueryAPI
import QueryServer
import Testing

/// `GET /v1/live` over the socket.
@Suite struct LiveStreamTests {
    @Test func linesArriveAsTheyArePublished() async throws {
        try await withServer { server in
            var lines = try await server.watch("/v1/live?types=episode,stride")
            #expect(lines.contentType == "application/x-ndjson")
            #expect(try await lines.next()?.type == "heartbeat")
            for id in 1...3 {
                server.backend.live.publish([LiveHubTests.line(-id, "event"), LiveHubTests.line(id)])
                #expect(try await lines.next()?.id == id)
            }
        }
    }

    @Test func aClientResumesWhereItStopped() async throws {
        try await withServer { server in
            let first = try RawClient(server.path)
            await first.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
            _ = await first.read(until: "heartbeat")
            server.backend.live.publish([LiveHubTests.line(1), LiveHubTests.line(2)])
            let text = await first.read(until: #""id":2"#)
            first.close()
            let cursor = try #require(text.firstMatch(of: /"cursor":"([^"]+)","id":2/)?.1)
            server.backend.live.publish([LiveHubTests.line(3)])
            var lines = try await server.watch("/v1/live?cursor=\(cursor)")
            #expect(try await lines.next()?.cursor == String(cursor))
            #expect(try await lines.next()?.id == 3)
        }
    }

    @Test func aSlowClientLosesLinesAndIsToldWhileOthersGoOn() async throws {
        try await withServer(MemoryBackend(live: LiveHub(capacity: 64))) { server in
            let hub = server.backend.live
            let slow = try RawClient(server.path)
            await slow.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
            _ = await slow.read(until: "heartbeat")
            var wide = LiveHubTests.line(0)
            wide.text = String(repeating: "x", count: 1000)
            // The slow client reads nothing; the socket and the server's buffers fill, then the row moves on.
            // Publishing never waits: it ends here although nobody reads.
            let published = 20_000
            for id in 1...published {
                wide.id = id
                hub.publish([wide])
                if id % 32 == 0 { await Task.yield() }
            }
            #expect(try await server.ask("/v1/status").status == 200)
            var text = ""
            while !text.contains(#""id":\#(published)"#) {
                let more = await slow.read()
                guard !more.isEmpty else { break }
                text += more
            }
            let lost = text.matches(of: /"lost_lines":(\d+)/).compactMap { Int($0.1) }.reduce(0, +)
            let seen = text.matches(of: /"type":"stride"/).count
            #expect(lost > 0)
            #expect(lost + seen == published)
            slow.close()
        }
    }

    @Test func idleStreamsBeat() async throws {
        try await withServer(heartbeat: .milliseconds(20)) { server in
            var lines = try await server.watch("/v1/live")
            for _ in 1...3 { #expect(try await lines.next()?.type == "heartbeat") }
        }
    }

    @Test func aClientThatGoesLeavesNothingBehind() async throws {
        try await withServer { server in
            for _ in 1...5 {
                let client = try RawClient(server.path)
                await client.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
                _ = await client.read(until: "heartbeat")
                await condition { server.backend.live.waitingReaders == 1 }
                client.close()
                await condition { server.backend.live.waitingReaders == 0 }
            }
        }
    }

    @Test func gracefulShutdownEndsStreams() async throws {
        try await withSocketFolder { path in
            try await withServer(MemoryBackend(), at: .path(path), path: path) { server in
                let client = try RawClient(path)
                await client.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
                _ = await client.read(until: "heartbeat")
                await server.stop()
                // The last chunk, not a cut: the client knows that the stream ended on purpose.
                #expect(await client.readToEnd().hasSuffix("0\r\n\r\n"))
                client.close()
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aClientThatDoesNotReadCannotHoldTheShutdownUp() async throws {
        let clock = ContinuousClock()
        let backend = MemoryBackend()
        let took = try await clock.measure {
            try await withServer(backend, shutdownGrace: .milliseconds(200)) { server in
                let client = try RawClient(server.path)
                await client.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
                _ = await client.read(until: "heartbeat")
                var wide = LiveHubTests.line(0)
                wide.text = String(repeating: "x", count: 1000)
                for _ in 1...2000 { backend.live.publish([wide]) }
                #expect(try await server.ask("/v1/status").status == 200)
            }
        }
        #expect(took < .seconds(20))
    }
}

/// Waits until something holds, at most some seconds, letting other tasks run meanwhile.
func condition(_ holds: () -> Bool, _ location: SourceLocation = #_sourceLocation) async {
    let deadline = ContinuousClock.now + .seconds(20)
    while !holds() {
        guard ContinuousClock.now < deadline else {
            Issue.record("the condition never held", sourceLocation: location)
            return
        }
        await Task.yield()
    }
}

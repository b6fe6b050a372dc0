import Foundation
import QueryAPI
import QueryServer
import Testing

/// What single connections may do to the server, in raw bytes.
@Suite struct ConnectionTests {
    @Test func aHalfClosedClientGetsItsAnswer() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\n\r\n")
            client.finishSending()
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("}"))
            client.close()
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send(
                (1...3).map { "GET /v1/episodes/\($0) HTTP/1.1\r\nHost: gaitd\r\n\r\n" }.joined()
                    + "GET /v1/metrics HTTP/1.1\r\nHost: gaitd\r\nConnection: close\r\n\r\n")
            let answers = await client.readToEnd()
            let ids = answers.matches(of: /"high":21,"id":(\d+)/).map { String($0.1) }
            #expect(ids == ["1", "2", "3"])
            #expect(answers.hasSuffix("gaitd_samples 10\n"))
            client.close()
        }
    }

    @Test(arguments: [
        "not HTTP at all\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}binary\u{0}\u{0}\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: minus\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func whatIsNotHTTPIsRefused(bytes: String) async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send(bytes)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("application/problem+json"))
            client.close()
            #expect(try await server.ask("/v1/status").status == 200)
        }
    }

    @Test(arguments: ["/v1/episodes?limit=%ZZ", "/v1/episodes?%ZZ=1", "/v1/episodes?kind=%C3%28"])
    func whatIsBadlyEncodedIsRefused(target: String) async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send("GET \(target) HTTP/1.1\r\nHost: gaitd\r\nConnection: close\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("badly encoded"))
            client.close()
        }
    }

    @Test func hugeHeadersAreRefused() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\n")
            await client.send("X-Long: " + String(repeating: "x", count: 100_000) + "\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            #expect(answer.contains("16384"))
            client.close()
        }
    }

    @Test func manyHeadersAreRefused() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            let headers = (1...500).map { "X-\($0): 1\r\n" }.joined()
            await client.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\n\(headers)\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 431 "))
            client.close()
        }
    }

    @Test func anEndlessBodyIsCutOff() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            await client.send(
                "POST /v1/annotations HTTP/1.1\r\nHost: gaitd\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n")
            let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
            // The server stops taking what it does not want: the client's writing ends in an error, not never.
            var sent = 0
            while await client.send(chunk) == chunk.utf8.count {
                sent += 1
                try #require(sent < 1_000_000)
            }
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
            client.close()
            #expect(server.backend.changes == MemoryBackend.Changes())
        }
    }

    @Test func oneClientTooManyIsToldSo() async throws {
        try await withServer(maximumConnections: 2) { server in
            var clients: [RawClient] = []
            for _ in 1...2 {
                let client = try RawClient(server.path)
                await client.send("GET /v1/live HTTP/1.1\r\nHost: gaitd\r\n\r\n")
                _ = await client.read(until: "heartbeat")
                clients.append(client)
            }
            let third = try RawClient(server.path)
            await third.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\n\r\n")
            let answer = await third.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.contains("close one"))
            third.close()
            clients[0].close()
            // Once the server has seen it go, the next client is served.
            var served = false
            let deadline = ContinuousClock.now + .seconds(30)
            while !served, ContinuousClock.now < deadline {
                let next = try RawClient(server.path)
                await next.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\nConnection: close\r\n\r\n")
                served = await next.readToEnd().hasPrefix("HTTP/1.1 200 ")
                next.close()
            }
            #expect(served)
            clients[1].close()
        }
    }

    @Test func aRequestInPiecesIsPutTogether() async throws {
        try await withServer { server in
            let client = try RawClient(server.path)
            for byte in "GET /v1/status HTTP/1.1\r\nHost: gaitd\r\nConnection: close\r\n\r\n" {
                await client.send(String(byte))
                await Task.yield()
            }
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 200 OK\r\n"))
            client.close()
        }
    }
}

import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import QueryAPI
import QueryServer
import ServiceLifecycle

/// A server that runs on a socket in a folder of its own, and a client for it.
struct RunningServer: Sendable {
    let backend: MemoryBackend
    let path: String
    let client: HTTPClient
    let services: ServiceGroup

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        var contentType: String? { headers["content-type"] }

        func decoded<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
            try WireCoding.decoder().decode(type, from: body)
        }
    }

    /// Asks and reads the whole answer.
    func ask(
        _ target: String, _ method: String = "GET", body: String? = nil, contentType: String? = "application/json"
    ) async throws -> Answer {
        let response = try await client.execute(
            request(target, method, body: body, contentType: contentType), timeout: .seconds(30))
        let buffer = try await response.body.collect(upTo: 1 << 24)
        let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(headers) { first, _ in first },
            body: Data(buffer.readableBytesView))
    }

    /// Opens a stream of live lines.
    func watch(_ target: String) async throws -> LineReader {
        let response = try await client.execute(request(target), timeout: .seconds(30))
        return LineReader(response.body, contentType: response.headers.first(name: "content-type"))
    }

    /// What SIGTERM does to the daemon.
    func stop() async { await services.triggerGracefulShutdown() }

    private func request(
        _ target: String, _ method: String = "GET", body: String? = nil, contentType: String? = nil
    ) -> HTTPClientRequest {
        let host = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
        var request = HTTPClientRequest(url: "http+unix://\(host)\(target)")
        request.method = .RAW(value: method)
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if let contentType { request.headers.add(name: "content-type", value: contentType) }
        }
        return request
    }
}

/// The lines of a streamed body, one at a time.
struct LineReader {
    let contentType: String?
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var rest: [UInt8] = []

    init(_ body: HTTPClientResponse.Body, contentType: String?) {
        chunks = body.makeAsyncIterator()
        self.contentType = contentType
    }

    /// The next line as it came.
    mutating func nextText() async throws -> String? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeFirst(end + 1)
                return line
            }
            guard let chunk = try await chunks.next() else { return nil }
            rest += chunk.readableBytesView
        }
    }

    mutating func next() async throws -> LiveLine? {
        guard let line = try await nextText() else { return nil }
        return try WireCoding.decoder().decode(LiveLine.self, from: Data(line.utf8))
    }
}

/// Runs a server while `body` runs, then stops it gracefully.
func withServer(
    _ backend: MemoryBackend = MemoryBackend(), policy: RolePolicy = RolePolicy(), maximumConnections: Int = 32,
    heartbeat: Duration = .seconds(60), shutdownGrace: Duration = .seconds(2), mode: UInt32 = 0o660,
    _ body: @Sendable @escaping (RunningServer) async throws -> Void
) async throws {
    try await withSocketFolder { path in
        try await withServer(
            backend, at: .path(path, mode: mode), path: path, policy: policy, maximumConnections: maximumConnections,
            heartbeat: heartbeat, shutdownGrace: shutdownGrace, body)
    }
}

/// As above, at an endpoint of the caller's.
func withServer(
    _ backend: MemoryBackend, at endpoint: QueryServer.Endpoint, path: String, policy: RolePolicy = RolePolicy(),
    maximumConnections: Int = 32, heartbeat: Duration = .seconds(60), shutdownGrace: Duration = .seconds(2),
    _ body: @Sendable @escaping (RunningServer) async throws -> Void
) async throws {
    let (listening, listens) = AsyncStream<Void>.makeStream()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = QueryServer(
        configuration: .init(
            endpoint: endpoint, policy: policy, maximumConnections: maximumConnections, heartbeat: heartbeat,
            shutdownGrace: shutdownGrace),
        backend: backend, logger: logger, onListening: { listens.finish() })
    let services = ServiceGroup(
        configuration: .init(
            services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)], logger: logger))
    let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup)
    let outcome: Result<Void, any Error>
    do {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listens.finish() }
                try await services.run()
            }
            for await _ in listening {}
            do {
                try await body(RunningServer(backend: backend, path: path, client: client, services: services))
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    try await client.shutdown()
    try outcome.get()
}

/// A socket path in a folder that is removed afterwards.
func withSocketFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gaitd-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.appendingPathComponent("s").path)
}

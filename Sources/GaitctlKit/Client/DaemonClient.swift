private import AsyncHTTPClient
private import Foundation
private import NIOCore
private import NIOHTTP1
private import QueryAPI

/// Asks `gaitd` over HTTP on its Unix socket. Every error is a ``Failure``.
public struct DaemonClient: Sendable {
    public let socket: String
    private let http: HTTPClient

    /// Time for one answer.
    private static let patience = TimeAmount.seconds(30)
    /// The longest answer that is read: a page of 1000 episodes has some 500 kB, a minute of signal some 3 MB.
    private static let longestAnswer = 64 << 20

    /// Runs `body` with a client and closes its connections afterwards.
    public static func with<Result: Sendable>(
        socket: String, _ body: (DaemonClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5))
        // Refused is refused: on a local socket a second attempt only hides the reason for seconds.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = DaemonClient(
            socket: socket, http: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration))
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(client)) } catch { outcome = .failure(error) }
        // What was asked has been answered or has failed: an error in closing changes neither.
        try? await client.http.shutdown()
        return try outcome.get()
    }

    private init(socket: String, http: HTTPClient) {
        self.socket = socket
        self.http = http
    }

    /// `GET /v1/<path>`.
    public func get<Answer: Decodable>(
        _ path: String, _ query: Query = Query(), as type: Answer.Type
    ) async throws(Failure) -> Answer {
        try decode(type, try await exchange(.GET, path, query, body: nil))
    }

    /// `POST /v1/<path>`.
    public func post<Answer: Decodable>(
        _ path: String, _ body: (any Encodable)? = nil, as type: Answer.Type
    ) async throws(Failure) -> Answer {
        let data: Data?
        do { data = try body.map { try WireCoding.encoder().encode($0) } } catch {
            throw Failure(.software, "cannot write the question as JSON: \(error)")
        }
        return try decode(type, try await exchange(.POST, path, Query(), body: data))
    }

    /// `DELETE /v1/<path>`; nil where the answer has no content.
    public func delete<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws(Failure) -> Answer? {
        let answer = try await exchange(.DELETE, path, Query(), body: nil)
        return answer.readableBytes == 0 ? nil : try decode(type, answer)
    }

    /// How much of a list is asked for.
    public enum Paging: Sendable {
        /// The list is short and comes whole.
        case whole
        /// All of it, page after page.
        case all
        /// So many items at most.
        case first(Int)
    }

    private static let longestPage = 500

    /// Follows a list's cursors and hands on page after page.
    public func pages<Item: Codable & Sendable>(
        _ path: String, _ query: Query, _ paging: Paging, of type: Item.Type, _ each: ([Item]) throws -> Void
    ) async throws {
        var query = query
        var left = if case .first(let count) = paging { count } else { Int.max }
        var seen: Set<String> = []
        while left > 0 {
            if case .whole = paging {} else { query["limit"] = String(min(left, Self.longestPage)) }
            let page = try await get(path, query, as: Page<Item>.self)
            try each(Array(page.items.prefix(left)))
            left -= min(left, page.items.count)
            guard let next = page.next else { return }
            guard seen.insert(next).inserted else {
                throw Failure.malformed("the cursor '\(next)' came twice", path: socket)
            }
            query["cursor"] = next
        }
    }

    /// `GET /v1/live`: hands on each line until the daemon ends the stream or `each` returns false.
    /// - Returns: false if `each` wanted no more.
    public func live(_ query: Query, connected: () -> Void, _ each: (String) throws -> Bool) async throws -> Bool {
        let response = try await send(.GET, "live", query, body: nil, deadline: .distantFuture)
        guard (200..<300).contains(Int(response.status.code)) else { throw try await refusal(response) }
        connected()
        var splitter = LineSplitter()
        do {
            for try await chunk in response.body {
                for line in try splitter.feed(chunk.readableBytesView) where !line.isEmpty {
                    guard try each(line) else { return false }
                }
            }
        } catch is LineSplitter.TooLong {
            throw Failure.malformed("a line without end", path: socket)
        } catch {
            throw Failure.asking(error, path: socket)
        }
        return true
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, _ query: Query, body: Data?
    ) async throws(Failure) -> ByteBuffer {
        let response = try await send(method, path, query, body: body, deadline: .now() + Self.patience)
        guard (200..<300).contains(Int(response.status.code)) else { throw try await refusal(response) }
        return try await collect(response)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ query: Query, body: Data?, deadline: NIODeadline
    ) async throws(Failure) -> HTTPClientResponse {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(host)/v1/\(path)\(query.text)")
        request.method = method
        request.headers.add(name: "accept", value: "application/json, application/x-ndjson, application/problem+json")
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do { return try await http.execute(request, deadline: deadline) } catch {
            throw Failure.asking(error, path: socket)
        }
    }

    private func collect(_ response: HTTPClientResponse) async throws(Failure) -> ByteBuffer {
        do { return try await response.body.collect(upTo: Self.longestAnswer) } catch {
            throw Failure.asking(error, path: socket)
        }
    }

    private func refusal(_ response: HTTPClientResponse) async throws(Failure) -> Failure {
        let body = try await collect(response)
        let status = Int(response.status.code)
        if let problem = try? WireCoding.decoder().decode(Problem.self, from: Data(body.readableBytesView)) {
            return Failure(problem)
        }
        return Failure(ExitReason(httpStatus: status), "gaitd at \(socket) answered \(response.status)")
    }

    private func decode<Answer: Decodable>(_ type: Answer.Type, _ body: ByteBuffer) throws(Failure) -> Answer {
        do { return try WireCoding.decoder().decode(type, from: Data(body.readableBytesView)) } catch {
            throw Failure.malformed(Self.reason(error), path: socket)
        }
    }

    /// What was wrong with an answer, short enough for a line.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "no '\(place(context, key))' in the answer"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(place(context))' has another type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(place(context))' cannot be read"
        default: "the answer is not JSON"
        }
    }

    private static func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
        (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
}

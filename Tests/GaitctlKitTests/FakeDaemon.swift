import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import QueryAPI
import Synchronization

/// A stand-in for the daemon: answers with what a test has written down, and remembers what it was asked.
final class FakeDaemon: Sendable {
    /// What was asked.
    struct Question: Sendable, Equatable {
        var method: String
        var uri: String
        var body: String
    }

    /// What it answers.
    struct Reply: Sendable {
        var status = 200
        var contentType = "application/json"
        var body = ""
        /// Whether the connection stays open without an end to the answer, as a live stream does.
        var staysOpen = false
        /// Bytes sent as they are instead of an HTTP answer.
        var raw: String?
        /// Whether it never answers.
        var silent = false

        static func json(_ value: some Encodable, status: Int = 200) throws -> Reply {
            Reply(status: status, body: String(decoding: try WireCoding.encoder().encode(value), as: UTF8.self))
        }

        static func problem(_ problem: Problem) throws -> Reply {
            var reply = try json(problem, status: problem.status)
            reply.contentType = "application/problem+json"
            return reply
        }
    }

    let path: String
    private let channel: any Channel
    private let asked: Questions

    private final class Questions: Sendable {
        let list = Mutex<[Question]>([])
        let connections = Mutex<[any Channel]>([])
    }

    /// Listens at `path` (by default in a new folder) and answers with `answer`.
    init(
        at path: String = FakeDaemon.newPath(), _ answer: @escaping @Sendable (Question) throws -> Reply
    ) async throws {
        self.path = path
        let asked = Questions()
        self.asked = asked
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                asked.connections.withLock { $0.append(channel) }
                return channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(
                        Answerer { question in
                            asked.list.withLock { $0.append(question) }
                            return try answer(question)
                        })
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    }

    /// Everything asked so far, in order.
    var questions: [Question] { asked.list.withLock { $0 } }

    /// Stops listening and hangs up, as a daemon does that ends.
    func close() async throws {
        try await channel.close()
        // Those that the other side has closed already cannot be closed again.
        for connection in asked.connections.withLock({ $0 }) { try? await connection.close() }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A path for a socket that is short enough and nobody else's.
    static func newPath() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("gaitctl-\(UUID().uuidString.prefix(8)).sock")
            .path
    }
}

/// Collects a request and writes its answer.
private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: (FakeDaemon.Question) throws -> FakeDaemon.Reply
    private var question = FakeDaemon.Question(method: "", uri: "", body: "")

    init(_ answer: @escaping (FakeDaemon.Question) throws -> FakeDaemon.Reply) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): question = .init(method: head.method.rawValue, uri: head.uri, body: "")
        case .body(let bytes): question.body += String(buffer: bytes)
        case .end: reply(context)
        }
    }

    private func reply(_ context: ChannelHandlerContext) {
        let reply: FakeDaemon.Reply
        do { reply = try answer(question) } catch { return context.close(promise: nil) }
        if reply.silent { return }
        if let raw = reply.raw {
            // Past the HTTP encoder, straight to the socket.
            let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(string: raw)), promise: nil)
            encoder?.close(promise: nil)
            return
        }
        let end: (name: String, value: String) =
            reply.staysOpen ? ("transfer-encoding", "chunked") : ("content-length", "\(reply.body.utf8.count)")
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: reply.status),
            headers: ["content-type": reply.contentType, end.name: end.value])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: reply.body)))), promise: nil)
        if !reply.staysOpen { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
    }
}

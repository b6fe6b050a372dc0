import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import QueryAPI

/// Stands between the HTTP codec and Hummingbird and does what Hummingbird leaves open: a request that cannot be
/// parsed gets a problem, and `Connection: close` in an answer really closes.
///
/// Closing lingers: the answer is sent and the sending side closed, then what the client still sends is thrown away
/// for a moment, because a client that is cut off while it writes may never read why.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        case open
        /// The answer under way says `Connection: close`.
        case closingAfterAnswer
        /// The sending side is closed; what comes in is thrown away.
        case lingering
    }

    private static let lingerTime = TimeAmount.seconds(1)

    private var state = State.open
    private var isAnswering = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .lingering = state { return }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .lingering = state {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            isAnswering = true
            if head.headerFields[.connection] == "close" { state = .closingAfterAnswer }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            isAnswering = false
            guard case .closingAfterAnswer = state else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            linger(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, case .open = state, !isAnswering else {
            context.close(promise: nil)
            return
        }
        let problem = Self.problem(error)
        var fields = HTTPFields.answer("application/problem+json")
        fields[.connection] = "close"
        fields[.contentLength] = String(problem.json.count)
        let head = HTTPResponse(status: HTTPResponse.Status(code: problem.status), headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: problem.json))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
    }

    private func linger(_ context: ChannelHandlerContext) {
        state = .lingering
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.lingerTime) { channel.close(promise: nil) }
    }

    private static func problem(_ error: HTTPParserError) -> Problem {
        guard error != .headerOverflow else {
            return Problem(
                type: "urn:gaitd:problem:headers", title: "Request header fields too large", status: 431,
                detail: "the request line and headers may hold at most \(ServerLimits.headerBytes) bytes")
        }
        return .invalid(nil, "this is not an HTTP/1.1 request that the daemon can read")
    }
}

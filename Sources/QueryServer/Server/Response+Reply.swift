import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import QueryAPI

extension Response {
    /// The response that a route's reply becomes.
    init(_ reply: Reply, to route: Route) {
        switch reply {
        case .json(let data, let status, let location):
            self.init(
                status: HTTPResponse.Status(code: status), headers: .answer("application/json"),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
            headers[.location] = location
        case .text(let text):
            let type = if case .text(let contentType) = route.answer { contentType } else { "text/plain" }
            self.init(
                status: .ok, headers: .answer(type), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        case .nothing:
            self.init(status: .noContent, headers: .answer(nil))
            // RFC 9110 §8.6: no Content-Length in a 204.
            headers[.contentLength] = nil
        case .lines(let subscription):
            self.init(status: .ok, headers: .answer("application/x-ndjson"), body: .live(subscription))
        }
    }

    /// The response that a refusal becomes. After one that leaves a body unread the connection closes.
    init(_ refusal: Refusal) {
        let problem = refusal.problem
        self.init(
            status: HTTPResponse.Status(code: problem.status), headers: .answer("application/problem+json"),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: problem.json)))
        headers[.allow] = refusal.allow
        if problem.status == 413 || problem.status == 503 { headers[.connection] = "close" }
    }
}

extension ResponseBody {
    /// A stream of live lines: a heartbeat at once, so that the client knows where it stands, then what happens.
    fileprivate static func live(_ subscription: LiveHub.Subscription) -> ResponseBody {
        ResponseBody { writer in
            var subscription = subscription
            try await writer.write(ByteBuffer(bytes: subscription.heartbeat()))
            while let lines = await subscription.next() {
                try await writer.write(ByteBuffer(bytes: lines))
            }
            try await writer.finish(nil)
        }
    }
}

extension Problem {
    /// The problem as JSON.
    var json: Data {
        // Texts and a whole number only: there is nothing here that could fail to encode.
        (try? WireCoding.encoder().encode(self)) ?? Data()
    }
}

extension HTTPFields {
    /// The headers of every answer: nothing that is said about a person belongs in a cache.
    static func answer(_ contentType: String?) -> HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = contentType
        fields[.cacheControl] = "no-store"
        fields[.date] = httpDate()
        return fields
    }

    /// The time now as RFC 9110 §5.6.7 writes it.
    private static func httpDate() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 40)
        let length = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import QueryAPI

/// Turns a request into a response: finds its route, checks role, arguments and body, asks the backend, and makes a
/// problem of whatever goes wrong. Writes are logged with who asked.
struct Dispatcher: Sendable {
    let table: RouteTable
    let backend: any QueryBackend
    let policy: RolePolicy
    let bodyLimit: Int
    let logger: Logger

    /// `connection` is where the response will be written; a stream of live lines ends when it closes.
    func response(to request: Request, from peer: Peer, on connection: any Channel) async -> Response {
        do {
            return try await answer(request, from: peer, on: connection)
        } catch let refusal as Refusal {
            return Response(refusal)
        } catch let problem as Problem {
            return Response(Refusal(problem: problem))
        } catch {
            let reference = String(UInt32.random(in: .min ... .max), radix: 16)
            logger.error(
                "A question could not be answered",
                metadata: [
                    "reference": "\(reference)", "method": "\(request.method)",
                    "path": "\(request.head.path?.prefix(128) ?? "")", "error": "\(error)",
                ])
            return Response(Refusal(problem: .internal(reference)))
        }
    }

    private func answer(_ request: Request, from peer: Peer, on connection: any Channel) async throws -> Response {
        let target = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let (route, path) = try table.find(request.method, target[0])
        guard let role = policy.role(of: peer), role >= route.needs else {
            throw Problem.forbidden(needs: route.needs, has: policy.role(of: peer))
        }
        let arguments = try Arguments(
            path: path, query: target.count > 1 ? target[1] : "", parameters: route.parameters)
        let body = try await body(of: request, for: route.body)
        let caller = Caller(peer: peer, role: role)
        let reply = try await route.respond(Call(arguments: arguments, body: body, caller: caller, backend: backend))
        if route.method != .get {
            logger.notice(
                "\(route.name)",
                metadata: [
                    "path": "\(target[0].prefix(128))", "user": "\(peer.user)", "process": "\(peer.process)",
                    "role": "\(role.rawValue)",
                ])
        }
        if case .lines(let subscription) = reply {
            // An idle stream writes nothing, so it would not notice that its reader has gone.
            connection.closeFuture.whenComplete { _ in subscription.end() }
        }
        return Response(reply, to: route)
    }

    /// The body, checked against the route's schema, or nothing where the route takes none.
    private func body(of request: Request, for rule: Route.BodyRule?) async throws -> Data {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > bodyLimit {
            throw Problem.tooLarge(limit: bodyLimit)
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bodyLimit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: bodyLimit)
        }
        guard let rule else {
            guard buffer.readableBytes == 0 else { throw Problem.invalid(nil, "this takes no body") }
            return Data()
        }
        if buffer.readableBytes == 0 {
            guard rule.isRequired else { return Data() }
            throw Problem.invalid(nil, "the body is missing: \(rule.schema.kind) as JSON is wanted")
        }
        guard Self.isJSON(request.headers[.contentType]) else {
            throw Problem.wrongContentType(request.headers[.contentType])
        }
        let body = Data(buffer.readableBytesView)
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: body) else {
            throw Problem.invalid(nil, "the body is not valid JSON")
        }
        do {
            try rule.schema.check(value)
        } catch {
            throw Problem.invalid(error.field.isEmpty ? nil : error.field, error.detail)
        }
        return body
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let type = contentType?.split(separator: ";", maxSplits: 1).first else { return false }
        return type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }
}

import Foundation

/// A path of the route table, such as `/v1/episodes/{id}/signal`.
struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral {
    private enum Part: Hashable {
        case fixed(String)
        case argument(String)
    }

    let text: String
    private let parts: [Part]

    init(stringLiteral text: String) {
        self.text = text
        parts = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .argument(String(part.dropFirst().dropLast())) : .fixed(String(part))
        }
    }

    /// The arguments in a request's path, or nil where it does not fit. Each part is percent-decoded after the path
    /// was split, so that an argument may hold an encoded slash.
    func match(_ path: Substring) -> [String: String]? {
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard given.count == parts.count + 1, given.first == "" else { return nil }
        var arguments: [String: String] = [:]
        for (part, text) in zip(parts, given.dropFirst()) {
            guard let decoded = String(text).removingPercentEncoding, !decoded.isEmpty else { return nil }
            switch part {
            case .fixed(let fixed): guard decoded == fixed else { return nil }
            case .argument(let name): arguments[name] = decoded
            }
        }
        return arguments
    }
}

private import Foundation
private import QueryAPI

/// The part of a request behind the question mark; items without a value are left out.
public struct Query: Sendable, Equatable {
    private var items: [(name: String, value: String)] = []

    public init() {}

    public subscript(name: String) -> String? {
        get { items.first { $0.name == name }?.value }
        set {
            let index = items.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): items[index].value = value
            case (let index?, nil): items.remove(at: index)
            case (nil, let value?): items.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Whether no item has a value.
    public var isEmpty: Bool { items.isEmpty }

    /// `?name=value&…`, percent-encoded, or empty.
    public var text: String {
        guard !items.isEmpty else { return "" }
        return "?" + items.map { "\($0.name)=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    /// A text as one part of a path or query: everything but RFC 3986's unreserved characters is encoded, so that
    /// a `/`, a `+` or a `&` in an identifier stays in it.
    public static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    public static func == (a: Query, b: Query) -> Bool { a.text == b.text }
}

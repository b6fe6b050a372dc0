import Foundation
import QueryAPI

/// The arguments of one request, checked against their route's parameters.
struct Arguments: Sendable {
    private var values: [String: JSONValue] = [:]

    /// Reads path arguments and the query (without `?`). Throws a `Problem` that names the item at fault: unknown,
    /// given twice, missing, or not what its schema wants.
    init(path: [String: String], query: Substring, parameters: [Parameter]) throws(Problem) {
        let known = parameters.filter { $0.place == .query }
        var texts = path
        for item in query.split(separator: "&") {
            let (name, value) = try Self.split(item)
            guard known.contains(where: { $0.name == name }) else {
                let names = known.isEmpty ? "this takes none" : "there is \(known.map(\.name).joined(separator: ", "))"
                throw .invalid(
                    String(name.prefix(64)), "the query item '\(name.prefix(64))' is not known here: \(names)")
            }
            guard texts.updateValue(value, forKey: name) == nil else {
                throw .invalid(name, "the query item '\(name)' is given twice")
            }
        }
        for parameter in parameters {
            guard let text = texts[parameter.name] else {
                if parameter.isRequired {
                    throw .invalid(parameter.name, "the query item '\(parameter.name)' is missing: \(parameter.about)")
                }
                continue
            }
            let value = parameter.schema.read(text)
            do {
                try parameter.schema.check(value, field: parameter.name)
            } catch {
                throw .invalid(error.field, "\(error.detail) (it is '\(text.prefix(64))')")
            }
            values[parameter.name] = value
        }
        if let since = time("since"), let until = time("until"), until < since {
            throw .invalid("until", "until lies before since")
        }
    }

    func text(_ name: String) -> String? {
        if case .string(let text) = values[name] { text } else { nil }
    }

    func time(_ name: String) -> Date? { text(name).flatMap(WireCoding.date) }

    func integer(_ name: String) -> Int? {
        if case .integer(let number) = values[name] { number } else { nil }
    }

    func number(_ name: String) -> Double? { values[name].map(\.double) }

    func flag(_ name: String) -> Bool? {
        if case .bool(let flag) = values[name] { flag } else { nil }
    }

    /// A path argument, which the route table says is there.
    func required(_ name: String) -> String {
        guard let text = text(name) else { preconditionFailure("the route has no text parameter \(name)") }
        return text
    }

    /// `name=value`, percent-decoded. A plus is a plus (RFC 3986), so that a zone like +01:00 may stand as it is.
    private static func split(_ item: Substring) throws(Problem) -> (name: String, value: String) {
        let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = String(halves[0]).removingPercentEncoding,
            let value = (halves.count > 1 ? String(halves[1]) : "").removingPercentEncoding
        else { throw .invalid(String(halves[0].prefix(64)), "the query item '\(item.prefix(64))' is badly encoded") }
        return (name, value)
    }
}

extension Schema {
    /// A text of the path or query as the JSON value that it stands for, as far as it is one.
    fileprivate func read(_ text: String) -> JSONValue {
        switch self {
        case .integer: Int(text).map(JSONValue.integer) ?? .string(text)
        case .number: Double(text).map(JSONValue.number) ?? .string(text)
        case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
        default: .string(text)
        }
    }
}

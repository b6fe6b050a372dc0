import QueryAPI

/// Where a value breaks its schema, and how, in words for the person who sent it.
struct SchemaViolation: Error, Equatable {
    /// The path of keys, such as `pain.knee_left`; empty for the whole.
    var field: String
    var detail: String
}

extension Schema {
    /// Throws where `value` breaks this schema. `field` is the path that leads to it.
    func check(_ value: JSONValue, field: String = "") throws(SchemaViolation) {
        func broken(_ detail: String) -> SchemaViolation {
            SchemaViolation(field: field, detail: "\(field.isEmpty ? "the body" : field) \(detail)")
        }
        switch (self, value) {
        case (.text(let minLength, let maxLength), .string(let text)):
            let length = text.unicodeScalars.count
            if length < minLength { throw broken("must not be empty") }
            if let maxLength, length > maxLength { throw broken("may have at most \(maxLength) characters") }
        case (.oneOf(let allowed), .string(let text)):
            if !allowed.contains(text) { throw broken("must be one of \(allowed.joined(separator: ", "))") }
        case (.time, .string(let text)):
            if WireCoding.date(text) == nil {
                throw broken("must be an RFC 3339 time with a zone, such as 2026-11-21T10:30:00Z")
            }
        case (.integer(let minimum, let maximum), .integer(let number)):
            if number < minimum ?? .min || number > maximum ?? .max {
                throw broken("must be \(Self.bounds(minimum.map(String.init), maximum.map(String.init)))")
            }
        case (.number(let minimum, let maximum), .integer), (.number(let minimum, let maximum), .number):
            let number = value.double
            if !number.isFinite || number < minimum ?? -.infinity || number > maximum ?? .infinity {
                throw broken("must be \(Self.bounds(minimum.map { "\($0)" }, maximum.map { "\($0)" }))")
            }
        case (.boolean, .bool), (.anything, _): break
        case (.array(let item), .array(let values)):
            for (index, value) in values.enumerated() { try item.check(value, field: "\(field)[\(index)]") }
        case (.map(let keys, let item), .object(let entries)):
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                if !keys.isEmpty, !keys.contains(key) {
                    throw Self.unknown(key, in: field, known: keys)
                }
                try item.check(value, field: Self.join(field, key))
            }
        case (.object(let properties), .object(let entries)):
            for key in entries.keys.sorted() where !properties.contains(where: { $0.name == key }) {
                throw Self.unknown(key, in: field, known: properties.map(\.name))
            }
            for property in properties {
                let path = Self.join(field, property.name)
                if let value = entries[property.name] {
                    try property.schema.check(value, field: path)
                } else if property.isRequired {
                    throw SchemaViolation(field: path, detail: "\(path) is missing")
                }
            }
        case (.named(let name), _):
            guard let schema = WireSchemas.all[name] else { preconditionFailure("no schema is named \(name)") }
            try schema.check(value, field: field)
        default: throw broken("must be \(kind)")
        }
    }

    private static func unknown(_ key: String, in field: String, known: [String]) -> SchemaViolation {
        let path = join(field, String(key.prefix(64)))
        let names = known.isEmpty ? "nothing" : known.joined(separator: ", ")
        return SchemaViolation(field: path, detail: "\(path) is not known here: there is \(names)")
    }

    private static func join(_ field: String, _ key: String) -> String { field.isEmpty ? key : "\(field).\(key)" }

    private static func bounds(_ minimum: String?, _ maximum: String?) -> String {
        switch (minimum, maximum) {
        case (let minimum?, let maximum?): "between \(minimum) and \(maximum)"
        case (let minimum?, nil): "at least \(minimum)"
        case (nil, let maximum?): "at most \(maximum)"
        case (nil, nil): "a finite number"
        }
    }

    /// What the schema wants, in words.
    var kind: String {
        switch self {
        case .text: "text"
        case .oneOf(let allowed): "one of \(allowed.joined(separator: ", "))"
        case .time: "an RFC 3339 time with a zone, such as 2026-11-21T10:30:00Z"
        case .integer(let minimum, let maximum):
            minimum == nil && maximum == nil
                ? "a whole number"
                : "a whole number, \(Self.bounds(minimum.map(String.init), maximum.map(String.init)))"
        case .number: "a number"
        case .boolean: "true or false"
        case .anything: "any JSON"
        case .array: "an array"
        case .map, .object: "an object"
        case .named(let name): WireSchemas.all[name]?.kind ?? name
        }
    }
}

extension JSONValue {
    /// The number, or NaN for what is none.
    var double: Double {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: .nan
        }
    }
}

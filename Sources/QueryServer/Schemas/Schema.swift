import QueryAPI

/// What JSON may look like: the part of JSON Schema that the wire types need. One value of it both checks what comes
/// in and is printed in `/v1/openapi.json`, so that the description cannot promise what the server does not do.
indirect enum Schema: Sendable {
    case text(minLength: Int, maxLength: Int?)
    case oneOf([String])
    /// RFC 3339 with a zone.
    case time
    case integer(minimum: Int?, maximum: Int?)
    case number(minimum: Double?, maximum: Double?)
    case boolean
    case array(Schema)
    /// An object whose keys are data: those listed, or any where the list is empty.
    case map(keys: [String], Schema)
    case object([Property])
    case anything
    /// A named schema of `WireSchemas`.
    case named(String)

    static let text = Schema.text(minLength: 0, maxLength: nil)
    static let integer = Schema.integer(minimum: nil, maximum: nil)
    static let count = Schema.integer(minimum: 0, maximum: nil)
    static let number = Schema.number(minimum: nil, maximum: nil)
    static let duration = Schema.number(minimum: 0, maximum: nil)
    /// A subject, session, kit or placement, as it comes in.
    static let name = Schema.text(minLength: 1, maxLength: 128)
    static let side = Schema.oneOf(["left", "right"])
    static func page(of item: String) -> Schema {
        .object([
            .required("items", .array(.named(item))),
            .optional("next", .text, "The cursor of the next page; absent on the last."),
        ])
    }
}

/// One key of an object.
struct Property: Sendable {
    var name: String
    var schema: Schema
    var isRequired: Bool
    var about: String?

    static func required(_ name: String, _ schema: Schema, _ about: String? = nil) -> Property {
        Property(name: name, schema: schema, isRequired: true, about: about)
    }

    static func optional(_ name: String, _ schema: Schema, _ about: String? = nil) -> Property {
        Property(name: name, schema: schema, isRequired: false, about: about)
    }
}

extension Schema {
    /// The schema as JSON Schema (2020-12), for OpenAPI 3.1.
    var json: JSONValue {
        switch self {
        case .text(let minLength, let maxLength):
            var schema: [String: JSONValue] = ["type": "string"]
            if minLength > 0 { schema["minLength"] = .integer(minLength) }
            if let maxLength { schema["maxLength"] = .integer(maxLength) }
            return .object(schema)
        case .oneOf(let allowed): return ["type": "string", "enum": .array(allowed.map(JSONValue.string))]
        case .time: return ["type": "string", "format": "date-time"]
        case .integer(let minimum, let maximum):
            var schema: [String: JSONValue] = ["type": "integer"]
            schema["minimum"] = minimum.map(JSONValue.integer)
            schema["maximum"] = maximum.map(JSONValue.integer)
            return .object(schema)
        case .number(let minimum, let maximum):
            var schema: [String: JSONValue] = ["type": "number"]
            schema["minimum"] = minimum.map(JSONValue.number)
            schema["maximum"] = maximum.map(JSONValue.number)
            return .object(schema)
        case .boolean: return ["type": "boolean"]
        case .anything: return [:]
        case .array(let item): return ["type": "array", "items": item.json]
        case .map(let keys, let value):
            guard !keys.isEmpty else { return ["type": "object", "additionalProperties": value.json] }
            let properties = Dictionary(uniqueKeysWithValues: keys.map { ($0, value.json) })
            return ["type": "object", "properties": .object(properties), "additionalProperties": false]
        case .object(let properties):
            var described: [String: JSONValue] = [:]
            for property in properties { described[property.name] = property.json }
            var schema: [String: JSONValue] = [
                "type": "object", "properties": .object(described), "additionalProperties": false,
            ]
            let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
            if !required.isEmpty { schema["required"] = .array(required) }
            return .object(schema)
        case .named(let name): return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }
}

extension Property {
    var json: JSONValue {
        guard let about, case .object(var schema) = schema.json else { return schema.json }
        schema["description"] = .string(about)
        return .object(schema)
    }
}

/// Names and values below each other, the values in line.
enum Fields {
    /// Leaves out what has no value.
    static func lines(_ fields: [(name: String, value: String?)]) -> [String] {
        let present = fields.compactMap { field in
            field.value.map { (name: field.name, value: printable($0)) }
        }
        let widest = present.reduce(0) { max($0, width($1.name)) }
        return present.map { field in
            field.name + String(repeating: " ", count: widest - width(field.name) + 2) + field.value
        }
    }
}

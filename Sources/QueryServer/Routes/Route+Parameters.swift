/// Parameters that several routes share.
extension Parameter {
    static let limit = Parameter.query("limit", .integer(minimum: 1, maximum: 1000), "Items per page, 100 by default.")
    static let cursor = Parameter.query(
        "cursor", .text(minLength: 1, maxLength: 256), "The next of the page before; leave it out for the first page.")
    static let since = Parameter.query("since", .time, "Only what is at or after this time.")
    static let until = Parameter.query("until", .time, "Only what is before this time.")
    static let subject = Parameter.query("subject", .name, "Only what belongs to this subject.")
    static let session = Parameter.query("session", .name, "Only what belongs to this session.")
    static let kit = Parameter.query("kit", .name, "Only what this kit recorded.")
    static let side = Parameter.query("side", .side, "Only this side.")
}

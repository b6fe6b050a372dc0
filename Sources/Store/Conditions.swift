import Foundation
import GRDB

/// The conditions of one question with their arguments; always bound, never pasted into the SQL.
struct Conditions {
    private var clauses: [String] = []
    private(set) var arguments = StatementArguments()

    init() {}

    mutating func add(_ clause: String, _ arguments: StatementArguments = []) {
        clauses.append(clause)
        self.arguments += arguments
    }

    /// Limits `column` to from `since` on and before `until`.
    mutating func add(_ column: String, since: Date?, until: Date?) {
        if let since { add("\(column) >= ?", [WallTime(since).microseconds]) }
        if let until { add("\(column) < ?", [WallTime(until).microseconds]) }
    }

    /// Continues a list that is ordered by `time` and then `key`, both falling.
    mutating func add(behind cursor: PageCursor?, time: String, key: String) {
        guard let numbers = cursor?.numbers else { return }
        add("(\(time), \(key)) < (?, ?)", [numbers[0], numbers[1]])
    }

    /// ` WHERE …`, or nothing.
    var sql: String { clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND ") }
}

/// Checks that questions have in common.
enum Check {
    static func limit(_ limit: Int) throws {
        guard (1...1000).contains(limit) else {
            throw RequestError.invalid("limit", "\(limit) is out of range: 1 to 1000")
        }
    }

    static func side(_ name: String?) throws -> RowSide? {
        guard let name else { return nil }
        guard let side = RowSide(name: name) else {
            throw RequestError.invalid("side", "unknown side: `left` or `right`")
        }
        return side
    }

    static func cursor(_ text: String?, of list: PageCursor.List) throws -> PageCursor? {
        try text.map { try PageCursor($0, of: list) }
    }

    /// The number of the subject of that code.
    static func subject(_ db: Database, _ code: String?) throws -> Int64? {
        guard let code else { return nil }
        let statement = try db.cachedStatement(sql: "SELECT key FROM subjects WHERE code = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [code]) else {
            throw RequestError.notFound(
                "subject", "no subject has the code \(code): `gaitctl subjects` lists them")
        }
        return key
    }

    /// The number of the session of that id.
    static func session(_ db: Database, _ id: String?) throws -> Int64? {
        guard let id else { return nil }
        let statement = try db.cachedStatement(sql: "SELECT key FROM sessions WHERE id = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [id]) else { throw unknownSession }
        return key
    }

    /// The number of the kit of that name.
    static func kit(_ db: Database, _ name: String?) throws -> Int64? {
        guard let name else { return nil }
        let statement = try db.cachedStatement(sql: "SELECT key FROM kits WHERE name = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [name]) else {
            throw RequestError.notFound("kit", "no kit is called \(name): `gaitctl kits` lists them")
        }
        return key
    }

    static let unknownSession = RequestError.notFound(
        "session", "no session of this id is stored: `gaitctl session list` shows them")
}

import GRDB

extension StoreError {
    /// What an SQLite error means for the store at `path`. Statement arguments, which may say something about a
    /// person, are left out.
    init(_ error: DatabaseError, path: String) {
        let text = error.message ?? error.resultCode.description
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_IOERR: self = .inputOutput(path: path, detail: text)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: self = .notWritable(path: path, reason: text)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: text)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        default:
            self = .unexpected(path: path, code: Int(error.extendedResultCode.rawValue), detail: text)
        }
    }

    /// Runs `body`; an SQLite error leaves it as a `StoreError`.
    static func translating<T>(path: String, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DatabaseError { throw StoreError(error, path: path) }
    }
}

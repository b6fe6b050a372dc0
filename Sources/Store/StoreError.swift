public import QueryAPI

/// What can be wrong with the store itself: its directory, its file, its disk.
///
/// Every description names the file and the way out. None carries what the rows say about a person.
public enum StoreError: Error, Equatable, Sendable {
    /// Another daemon holds the state directory.
    case inUse(directory: String, pid: Int32?)
    /// The directory or the file cannot be written.
    case notWritable(path: String, reason: String)
    /// The file is not an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database of something else.
    case foreignDatabase(path: String)
    /// A newer gaitd wrote the file; `migrations` are the ones that this version does not know.
    case newerSchema(path: String, migrations: [String])
    /// The file is damaged.
    case corrupt(path: String, detail: String)
    /// No space is left on the disk, or the store has reached its size limit.
    case diskFull(path: String)
    /// The disk failed to read or write.
    case inputOutput(path: String, detail: String)
    /// Another program holds the file locked.
    case busy(path: String)
    /// SQLite refused for a reason that should not occur: a fault of gaitd.
    case unexpected(path: String, code: Int, detail: String)

    /// Whether the same write may succeed later without anybody touching the file.
    public var isTransient: Bool {
        switch self {
        case .diskFull, .inputOutput, .busy: true
        default: false
        }
    }

    /// The answer on the socket. Paths stay in the daemon's log.
    public var problem: Problem {
        let (title, status, name): (String, Int, String) =
            switch self {
            case .diskFull: ("The disk is full", 507, "disk-full")
            case .busy: ("The store is busy", 503, "store-busy")
            default: ("The store cannot answer", 503, "store-unavailable")
            }
        let detail =
            switch self {
            case .diskFull: "Nothing more can be stored: free space on the daemon's disk, then try again."
            case .busy: "Another program holds the store locked: close it, then try again."
            default: "The daemon's log says what is wrong with the store: `journalctl -u gaitd`."
            }
        return Problem(type: "urn:gaitd:problem:\(name)", title: title, status: status, detail: detail)
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .inUse(let directory, let pid):
            "\(directory) is in use by another gaitd\(pid.map { " (process \($0))" } ?? ""): stop that one first"
                + " (`systemctl stop gaitd`), or give this one a state directory of its own"
        case .notWritable(let path, let reason):
            "cannot write \(path) (\(reason)): give it to the user that gaitd runs as (`chown gaitd: \(path)`), or"
                + " choose another state directory"
        case .notADatabase(let path):
            "\(path) is not an SQLite database: move it away and start again, gaitd then makes a new store"
        case .foreignDatabase(let path):
            "\(path) is an SQLite database, but not one of gaitd's: move it away, or choose another state directory"
        case .newerSchema(let path, let migrations):
            "\(path) was written by a newer gaitd (it knows \(migrations.joined(separator: ", "))): install that"
                + " version again, or choose another state directory"
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)): stop gaitd, move the file away together with its -wal and -shm files, and"
                + " restore a backup or rescue the rows with `sqlite3 \(path) .recover`"
        case .diskFull(let path):
            "no space left to write \(path): free space on that disk or shorten the retention; rows that were not"
                + " written stay in memory until then"
        case .inputOutput(let path, let detail):
            "the disk failed on \(path) (\(detail)): see `dmesg` and check the disk"
        case .busy(let path):
            "\(path) is locked by another program: close what has it open (`fuser \(path)`)"
        case .unexpected(let path, let code, let detail):
            "\(path): SQLite error \(code) (\(detail)): please report this as a fault of gaitd"
        }
    }
}

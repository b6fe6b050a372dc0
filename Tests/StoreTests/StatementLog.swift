import Foundation
import Store
import Synchronization

/// The SQL that a store ran, in order.
final class StatementLog: Sendable {
    private let statements = Mutex<[String]>([])

    var all: [String] { statements.withLock { $0 } }

    @Sendable func append(_ statement: String) { statements.withLock { $0.append(statement) } }

    func clear() { statements.withLock { $0.removeAll() } }
}

extension Fixture {
    /// The database files as they lie on the disk now, in a directory of their own: what a crash would leave.
    func copyOfFiles() throws -> URL {
        let copy = Fixture.newDirectory()
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: store.path + suffix) {
            try FileManager.default.copyItem(
                atPath: store.path + suffix, toPath: copy.appendingPathComponent("gaitd.sqlite" + suffix).path)
        }
        return copy
    }
}

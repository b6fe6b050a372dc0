import GRDB

/// The schema as named steps. A step that was released never changes; the next change is a new step.
///
/// `key` is a row's internal number, `…_us` microseconds UTC, `side` 1 for left and 2 for right. A row's subject is its
/// session's and is repeated where questions need it in an index. Every question has an index that it names
/// (`INDEXED BY`), so that no plan depends on statistics; docs of the questions lie beside them.
enum Migrations {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11 people, kits and sessions") { try $0.execute(sql: people) }
        migrator.registerMigration("2026-11 walking") { try $0.execute(sql: walking) }
        migrator.registerMigration("2026-11 episodes") { try $0.execute(sql: episodes) }
        migrator.registerMigration("2026-11 means") { try $0.execute(sql: means) }
        migrator.registerMigration("2026-11 more of a stride") { try $0.execute(sql: moreOfAStride) }
        migrator.registerMigration("2026-11 baselines") { try $0.execute(sql: baselines) }
        migrator.registerMigration("2026-11 assignments") { try $0.execute(sql: assignments) }
        migrator.registerMigration("2026-11 running and stairs") { try $0.execute(sql: modes) }
        migrator.registerMigration("2026-11 days of baselines") { try $0.execute(sql: daysOfBaselines) }
        migrator.registerMigration("2026-11 offsets") { try $0.execute(sql: offsets) }
        return migrator
    }()

    /// Applies the steps that are missing; refuses a file with steps that this version does not know.
    static func bringUpToDate(_ pool: DatabasePool, path: String) throws {
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        let unknown = applied.subtracting(migrator.migrations)
        guard unknown.isEmpty else { throw StoreError.newerSchema(path: path, migrations: unknown.sorted()) }
        if applied.count < migrator.migrations.count { try migrator.migrate(pool) }
    }
}

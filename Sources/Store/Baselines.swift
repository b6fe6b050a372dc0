public import Foundation
import GRDB
import QueryAPI

/// One trait of a baseline as it is kept, in the unit that its name has.
public struct StoredTrait: Codable, Sendable, Equatable {
    public var name: String
    /// Of the day at hand: blocks, their mean and the sum of squared deviations from it.
    public var blocks: Int
    public var mean: Double
    public var squares: Double
    /// Of the earlier days; nil in rows from before days were kept apart.
    public var earlier: Earlier?

    /// What the earlier days left.
    public struct Earlier: Codable, Sendable, Equatable {
        /// Their number, the mean of their means and the sum of squared deviations from it.
        public var days: Int
        public var mean: Double
        public var squares: Double
        /// Their blocks, and the sum of squared deviations from each day's mean.
        public var blocks: Int
        public var withinSquares: Double

        public init(days: Int, mean: Double, squares: Double, blocks: Int, withinSquares: Double) {
            self.days = days
            self.mean = mean
            self.squares = squares
            self.blocks = blocks
            self.withinSquares = withinSquares
        }

        var isFinite: Bool { mean.isFinite && squares.isFinite && withinSquares.isFinite }
    }

    public init(name: String, blocks: Int, mean: Double, squares: Double, earlier: Earlier? = nil) {
        self.name = name
        self.blocks = blocks
        self.mean = mean
        self.squares = squares
        self.earlier = earlier
    }

    var isFinite: Bool { mean.isFinite && squares.isFinite && earlier?.isFinite ?? true }
}

/// A version of a person's baseline as it is kept.
public struct StoredBaseline: Sendable, Equatable {
    public var version: Int
    public var started: WallTime
    public var learnt: WallTime?
    public var blocks: Int
    /// Names the day at hand; nil where it is not known.
    public var day: Int?
    public var traits: [StoredTrait]
}

/// A baseline that has learnt something, for the subject of the session. A version that a reset has closed meanwhile
/// stays as it was.
public struct BaselineRow: Sendable, Equatable {
    public var wearing: Wearing
    public var version: Int
    public var at: WallTime
    public var blocks: Int
    /// Names the day at hand.
    public var day: Int?
    public var traits: [StoredTrait]

    public init(
        wearing: Wearing, version: Int, at: WallTime, blocks: Int, day: Int? = nil, traits: [StoredTrait]
    ) {
        self.wearing = wearing
        self.version = version
        self.at = at
        self.blocks = blocks
        self.day = day
        self.traits = traits
    }
}

extension Store {
    /// The versions of a person's baseline, the newest first; empty where nothing was learnt yet.
    public func baselines(ofSubject code: String) throws -> [StoredBaseline] {
        try reading { db in
            let subject = try Self.subjectKey(db, code)
            let statement = try db.cachedStatement(
                sql: """
                    SELECT version, started_us, learnt_us, blocks, day, traits FROM baselines
                    WHERE subject_key = ? ORDER BY version DESC
                    """)
            return try Row.fetchAll(statement, arguments: [subject]).map { row in
                let version: Int = row["version"]
                guard let traits = try? JSONDecoder().decode([StoredTrait].self, from: row["traits"] as Data) else {
                    throw StoreError.corrupt(path: path, detail: "baseline \(version)")
                }
                return StoredBaseline(
                    version: version, started: WallTime(microseconds: row["started_us"]),
                    learnt: (row["learnt_us"] as Int64?).map(WallTime.init(microseconds:)), blocks: row["blocks"],
                    day: row["day"], traits: traits)
            }
        }
    }

    /// Begins the next version, empty, and returns its number.
    public func resetBaseline(ofSubject code: String, at date: Date) throws -> Int {
        try writing { db in
            let subject = try Self.subjectKey(db, code)
            let last = try Int.fetchOne(
                db, sql: "SELECT max(version) FROM baselines WHERE subject_key = ?", arguments: [subject])
            // Without a row the first version is being learnt or about to be.
            let next = (last ?? 1) + 1
            try db.execute(
                sql: """
                    INSERT INTO baselines (subject_key, version, started_us, learnt_us, blocks, traits)
                    VALUES (?, ?, ?, NULL, 0, ?)
                    """, arguments: [subject, next, WallTime(date).microseconds, Data("[]".utf8)])
            return next
        }
    }

    private static func subjectKey(_ db: Database, _ code: String) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT key FROM subjects WHERE code = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [code]) else {
            throw RequestError.notFound("subject", "no subject has the code \(code): `gaitctl subjects` lists them")
        }
        return key
    }

    /// Keeps what was learnt, unless a later version has begun.
    static func write(_ row: BaselineRow, subject: Int64, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO baselines (subject_key, version, started_us, learnt_us, blocks, traits, day)
                VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)
                ON CONFLICT (subject_key, version) DO UPDATE
                SET learnt_us = excluded.learnt_us, blocks = excluded.blocks, traits = excluded.traits,
                    day = excluded.day
                WHERE excluded.blocks > blocks
                """)
        let newest = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT max(version) FROM baselines WHERE subject_key = ?"), arguments: [subject])
        guard row.version >= newest ?? 0 else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try statement.execute(arguments: [
            subject, row.version, row.at.microseconds, row.blocks, try encoder.encode(row.traits), row.day,
        ])
    }
}

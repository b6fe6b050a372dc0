public import Foundation
import GRDB

/// What alignment found of a sensor's delay, for the device that sat there then.
public struct OffsetRow: Sendable, Equatable {
    public var kit: String
    public var placement: String
    /// The path, address or name by which it was configured or assigned.
    public var device: String
    /// The driver that read it.
    public var driver: String?
    /// How its ticks were read, as text.
    public var timing: String
    public var rateHz: Double
    /// What is added to its times, and the half width of its likely error, s.
    public var seconds: Double
    public var halfWidth: Double
    public var foundAt: Date

    public init(
        kit: String, placement: String, device: String, driver: String? = nil, timing: String, rateHz: Double,
        seconds: Double, halfWidth: Double, foundAt: Date
    ) {
        self.kit = kit
        self.placement = placement
        self.device = device
        self.driver = driver
        self.timing = timing
        self.rateHz = rateHz
        self.seconds = seconds
        self.halfWidth = halfWidth
        self.foundAt = foundAt
    }
}

extension Store {
    /// All offsets, by kit and placement.
    public func offsets() throws -> [OffsetRow] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kits.name AS kit, placement, device, driver, timing, rate_hz, offset_s, half_width_s, found_us
                    FROM offsets JOIN kits ON kits.key = kit_key ORDER BY kits.name, placement
                    """
            ).map {
                OffsetRow(
                    kit: $0["kit"], placement: $0["placement"], device: $0["device"], driver: $0["driver"],
                    timing: $0["timing"], rateHz: $0["rate_hz"], seconds: $0["offset_s"],
                    halfWidth: $0["half_width_s"], foundAt: WallTime(microseconds: $0["found_us"]).date)
            }
        }
    }

    /// Keeps a kit's offsets in the place of all that were kept of it; none forgets them.
    public func keepOffsets(_ rows: [OffsetRow], ofKit kit: String) throws {
        try writing { db in
            let key = try Self.kitKey(db, name: kit)
            try db.execute(sql: "DELETE FROM offsets WHERE kit_key = ?", arguments: [key])
            for row in rows {
                try db.execute(
                    sql: """
                        INSERT INTO offsets (kit_key, placement, device, driver, timing, rate_hz, offset_s, half_width_s,
                            found_us)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        key, row.placement, row.device, row.driver, row.timing, row.rateHz, row.seconds, row.halfWidth,
                        WallTime(row.foundAt).microseconds,
                    ])
            }
        }
    }
}

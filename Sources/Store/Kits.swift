public import Foundation
import GRDB

/// A sensor of a kit, as configured and as last seen.
public struct SensorRow: Sendable, Equatable {
    /// Such as `left_shank`.
    public var placement: String
    /// The configured path or address.
    public var device: String
    /// The driver, once known.
    public var driver: String?
    public var nominalRateHz: Double?

    public init(placement: String, device: String, driver: String? = nil, nominalRateHz: Double? = nil) {
        self.placement = placement
        self.device = device
        self.driver = driver
        self.nominalRateHz = nominalRateHz
    }
}

extension Store {
    /// Makes a kit and its sensors known, or updates them; sensors that it no longer has are forgotten.
    public func registerKit(_ name: String, sensors: [SensorRow], at: Date = Date()) throws {
        try writing { db in
            let kit = try Self.kitKey(db, name: name)
            let kept = sensors.map(\.placement)
            let old = try String.fetchAll(db, sql: "SELECT placement FROM sensors WHERE kit_key = ?", arguments: [kit])
            for placement in old where !kept.contains(placement) {
                try db.execute(
                    sql: "DELETE FROM sensors WHERE kit_key = ? AND placement = ?", arguments: [kit, placement])
            }
            for sensor in sensors {
                try db.execute(
                    sql: """
                        INSERT INTO sensors (kit_key, placement, device, driver, nominal_rate_hz, seen_us)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (kit_key, placement) DO UPDATE SET
                            device = excluded.device, driver = coalesce(excluded.driver, driver),
                            nominal_rate_hz = coalesce(excluded.nominal_rate_hz, nominal_rate_hz),
                            seen_us = excluded.seen_us
                        """,
                    arguments: [
                        kit, sensor.placement, sensor.device, sensor.driver, sensor.nominalRateHz?.orNull,
                        WallTime(at).microseconds,
                    ])
            }
        }
    }

    /// The sensors of a kit, by placement.
    public func sensors(kit: String) throws -> [SensorRow] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT placement, device, driver, nominal_rate_hz FROM sensors
                    WHERE kit_key = (SELECT key FROM kits WHERE name = ?) ORDER BY placement
                    """, arguments: [kit]
            ).map {
                SensorRow(
                    placement: $0["placement"], device: $0["device"], driver: $0["driver"],
                    nominalRateHz: $0["nominal_rate_hz"])
            }
        }
    }

    /// The number of a kit, made where it is new.
    static func kitKey(_ db: Database, name: String) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT key FROM kits WHERE name = ?")
        if let key = try Int64.fetchOne(statement, arguments: [name]) { return key }
        try db.execute(sql: "INSERT INTO kits (name) VALUES (?)", arguments: [name])
        return db.lastInsertedRowID
    }
}

public import Foundation
import GRDB

/// Which device a person has put at a placement; it stands above the configuration.
public struct AssignmentRow: Sendable, Equatable {
    public var kit: String
    public var placement: String
    /// A Bluetooth address or the path of a line; `assigned` where the device was taken away.
    public var device: String
    /// `public` or `random`, over Bluetooth, where it is known.
    public var addressType: String?

    public init(kit: String, placement: String, device: String, addressType: String? = nil) {
        self.kit = kit
        self.placement = placement
        self.device = device
        self.addressType = addressType
    }
}

extension Store {
    /// All assignments, by kit and placement.
    public func assignments() throws -> [AssignmentRow] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kits.name AS kit, placement, device, address_type FROM assignments
                    JOIN kits ON kits.key = kit_key ORDER BY kits.name, placement
                    """
            ).map {
                AssignmentRow(
                    kit: $0["kit"], placement: $0["placement"], device: $0["device"], addressType: $0["address_type"])
            }
        }
    }

    /// Remembers assignments, all or none; what stood at these placements before is replaced, and what alignment found
    /// there forgotten.
    public func assign(_ rows: [AssignmentRow], at: Date = Date()) throws {
        try writing { db in
            for row in rows {
                let kit = try Self.kitKey(db, name: row.kit)
                try db.execute(
                    sql: "DELETE FROM offsets WHERE kit_key = ? AND placement = ?", arguments: [kit, row.placement])
                try db.execute(
                    sql: """
                        INSERT INTO assignments (kit_key, placement, device, address_type, assigned_us)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (kit_key, placement) DO UPDATE SET
                            device = excluded.device, address_type = excluded.address_type,
                            assigned_us = excluded.assigned_us
                        """,
                    arguments: [
                        kit, row.placement, row.device, row.addressType, WallTime(at).microseconds,
                    ])
            }
        }
    }
}

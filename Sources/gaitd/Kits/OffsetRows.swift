import Drivers
import Foundation
import IMU
import Pipeline
import Store
import Transports

/// Offsets between the store's rows and the pipeline.
enum OffsetRows {
    /// What the store keeps of a kit that was just aligned.
    static func rows(_ sensors: [SensorStatus], _ kit: KitPlan, _ ingest: Ingest, _ wall: WallClock) throws
        -> [OffsetRow]
    {
        try zip(sensors.indices, sensors).compactMap { index, sensor in
            guard let offset = sensor.offset, let found = offset.found, let timing = offset.timing,
                let rate = offset.rate
            else { return nil }
            return OffsetRow(
                kit: kit.name, placement: kit.placements[index].name, device: kit.plans[index].path,
                driver: ingest.snapshot(kit.firstSensor + index).driver?.descriptor.id,
                timing: String(decoding: try JSONEncoder().encode(timing), as: UTF8.self), rateHz: rate,
                seconds: offset.seconds, halfWidth: offset.halfWidth, foundAt: wall.date(found))
        }
    }

    /// What a kit begins with: of each sensor where the same device is still there. Whether it still has the timing and
    /// the rate, the pipeline sees.
    static func offsets(_ rows: [OffsetRow], _ kit: KitPlan, _ wall: WallClock) -> [SensorOffset?] {
        zip(kit.placements, kit.plans).map { placement, plan in
            guard let row = rows.first(where: { $0.kit == kit.name && $0.placement == placement.name }),
                row.device == plan.path, (plan.driver.id ?? row.driver) == row.driver,
                let timing = try? JSONDecoder().decode(SensorTiming.self, from: Data(row.timing.utf8))
            else { return nil }
            return SensorOffset(
                seconds: row.seconds, halfWidth: row.halfWidth, found: wall.host(row.foundAt), timing: timing,
                rate: row.rateHz)
        }
    }
}

extension DriverChoice {
    /// The family that is named, if any.
    fileprivate var id: String? {
        switch self {
        case .auto: nil
        case .family(let family): family.descriptor.id
        }
    }
}

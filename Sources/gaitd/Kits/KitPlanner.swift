import DaemonConfiguration
import Drivers
import GATT
import Gait
import IMU
import Store
import Transports

/// Turns the configuration's kits into plans for the ingest and the pipelines.
enum KitPlanner {
    /// - Parameter assignments: they stand above the configuration.
    static func plans(_ configuration: Configuration, _ assignments: [AssignmentRow]) -> [KitPlan] {
        var first = 0
        return configuration.kits.map { kit in
            defer { first += kit.sensors.count }
            var body = BodyDimensions()
            body.shankSensorHeight = kit.shankSensorHeight
            return KitPlan(
                name: kit.name, subject: kit.subject, body: body, placements: kit.sensors.map(\.placement),
                firstSensor: first,
                plans: kit.sensors.map { sensor in
                    let name = sensor.placement.name
                    let assigned = assignments.first { $0.kit == kit.name && $0.placement == name }
                    return plan(assigned.map { Self.sensor(sensor, $0) } ?? sensor, name: "\(kit.name)/\(name)")
                })
        }
    }

    /// A sensor with the device that was assigned to it in the configured one's place; the adapter stays the file's.
    private static func sensor(
        _ sensor: Configuration.Sensor, _ assignment: AssignmentRow
    ) -> Configuration.Sensor {
        var sensor = sensor
        if assignment.device.hasPrefix("/") {
            sensor.place = .device(assignment.device)
        } else if BluetoothAddress(assignment.device) != nil {
            let isRandom = assignment.addressType.map { $0 == "random" }
            sensor.place = .address(assignment.device, isRandom: isRandom, adapter: sensor.place.adapter)
        } else {
            sensor.place = .assigned(adapter: sensor.place.adapter)
        }
        return sensor
    }

    private static func plan(_ sensor: Configuration.Sensor, name: String) -> SensorPlan {
        let family = PeripheralFamily(id: sensor.driver.rawValue)
        func wireless(_ identity: BluetoothPlan.Identity, _ adapter: String?) -> SensorPlan {
            let bluetooth = BluetoothPlan(identity, adapter: adapter, family: family)
            return SensorPlan(name: name, bluetooth: bluetooth, rate: sensor.rate)
        }
        switch sensor.place {
        case .device(let path):
            return SensorPlan(
                name: name, path: path,
                driver: DriverFamily(id: sensor.driver.rawValue).map(DriverChoice.family) ?? .auto,
                baud: sensor.baud.map(BaudChoice.fixed) ?? .auto, rate: sensor.rate)
        case .address(let text, let isRandom, let adapter):
            let type = isRandom.map { $0 ? AddressType.random : .public }
            // The configuration has checked the address.
            guard let address = BluetoothAddress(text) else { return wireless(.unassigned, adapter) }
            return wireless(.address(address, type), adapter)
        case .name(let text, let adapter): return wireless(.name(text), adapter)
        case .assigned(let adapter): return wireless(.unassigned, adapter)
        }
    }

    /// All sensors in order, each told which pipeline thread to wake.
    static func sensorPlans(_ kits: [KitPlan], threads: Int) -> [SensorPlan] {
        kits.indices.flatMap { kit in
            kits[kit].plans.map { plan in
                var plan = plan
                plan.bell = kit % threads
                return plan
            }
        }
    }
}

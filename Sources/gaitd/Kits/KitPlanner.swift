import DaemonConfiguration
import Drivers
import Gait
import IMU
import Transports

/// Turns the configuration's kits into plans for the ingest and the pipelines.
enum KitPlanner {
    static func plans(_ configuration: Configuration) -> [KitPlan] {
        var first = 0
        return configuration.kits.map { kit in
            defer { first += kit.sensors.count }
            var body = BodyDimensions()
            body.shankSensorHeight = kit.shankSensorHeight
            return KitPlan(
                name: kit.name, subject: kit.subject, body: body, placements: kit.sensors.map(\.placement),
                firstSensor: first,
                plans: kit.sensors.map { sensor in
                    SensorPlan(
                        name: "\(kit.name)/\(sensor.placement.name)", path: sensor.device,
                        driver: DriverFamily(id: sensor.driver.rawValue).map(DriverChoice.family) ?? .auto,
                        baud: sensor.baud.map(BaudChoice.fixed) ?? .auto, rate: sensor.rate)
                })
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

import Gait
import IMU
import Transports

/// One configured kit: its sensors and where they stand among all sensors of the daemon.
struct KitPlan: Sendable {
    let name: String
    /// The person who wears it when no session says otherwise.
    let subject: String?
    /// The person's lengths, as far as they were told.
    let body: BodyDimensions
    let placements: [Placement]
    /// Index of the kit's first sensor among the ingest's plans; the kit's sensors follow each other.
    let firstSensor: Int
    let plans: [SensorPlan]

    /// Indices of the kit's sensors among the ingest's plans.
    var sensors: Range<Int> { firstSensor..<(firstSensor + placements.count) }

    /// The sensor's id on the socket: `<kit>/<placement>`.
    func sensorID(_ index: Int) -> String { "\(name)/\(placements[index].name)" }
}

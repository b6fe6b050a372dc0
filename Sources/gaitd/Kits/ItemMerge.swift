import IMU
import Rings
import Transports

/// Merges a kit's rings by (arrival, sensor index) up to a watermark: the order that the pipeline sees and that the
/// session log keeps, so that a replay equals the live run.
struct ItemMerge: Sendable {
    private let rings: [RingConsumer<SensorItem>]

    init(_ rings: [RingConsumer<SensorItem>]) { self.rings = rings }

    /// The next item at or before the watermark, and the sensor's index within the kit.
    func next(upTo watermark: HostTime) -> (sensor: Int, item: SensorItem)? {
        var best = -1
        var bestTime = watermark
        for sensor in rings.indices {
            guard let time = rings[sensor].peek()?.time, time <= watermark, best < 0 || time < bestTime else {
                continue
            }
            best = sensor
            bestTime = time
        }
        guard best >= 0, let item = rings[best].pop() else { return nil }
        return (best, item)
    }
}

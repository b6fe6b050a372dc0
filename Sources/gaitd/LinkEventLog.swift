import IMU
import Logging
import QueryAPI
import QueryServer
import Rings
import Transports

/// Says what happens to the sensors' links in the journal and on the live stream.
struct LinkEventLog: Sendable {
    let ingest: Ingest
    let live: LiveHub
    let kits: [KitPlan]
    let wall: WallClock
    let logger: Logger

    func drain() {
        while let event = ingest.events.pop() {
            let plan = ingest.plans[event.sensor]
            let text = event.text(plan)
            switch event.kind {
            case .trouble, .commandFailed, .unanswered: logger.warning("\(text)")
            case .opened, .recognized, .resumed: logger.info("\(text)")
            }
            guard let kit = kits.first(where: { $0.sensors.contains(event.sensor) }) else { continue }
            var line = LiveLine(type: "sensor")
            line.at = WireCoding.timestamp(wall.date(event.time))
            line.t = event.time.seconds
            line.kit = kit.name
            line.placement = kit.placements[event.sensor - kit.firstSensor].name
            // Not the snapshot's at once: it may be a tick older than the event.
            line.status = (event.state ?? ingest.snapshot(event.sensor).state).name
            line.text = text
            live.publish([line])
        }
    }
}

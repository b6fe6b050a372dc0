internal import IMU
internal import Rings

/// What every sensor's link has, whatever carries it. The ingest thread owns it.
protocol SensorLink: AnyObject {
    var parts: LinkParts { get }
    /// What keeps the link from streaming, nil while it streams or before it was tried.
    var problem: LinkProblem? { get set }
}

/// What a link is made of.
struct LinkParts {
    /// Index of the sensor in the order of the plans.
    let index: Int
    let plan: SensorPlan
    let output: SensorOutput
    let patience: IngestPatience
    let events: RingProducer<LinkEvent>
    let meter: LinkMeter
    /// Writes down what goes over the link, where that was asked for.
    let capture: LinkCapture?
}

extension SensorLink {
    var plan: SensorPlan { parts.plan }
    var output: SensorOutput { parts.output }
    var patience: IngestPatience { parts.patience }
    var meter: LinkMeter { parts.meter }

    /// Keeps the newest problem; tells it when it is of another kind than the last.
    func trouble(_ new: LinkProblem, _ time: HostTime) {
        let isNews = problem.map { !$0.isSameKind(as: new) } ?? true
        problem = new
        if isNews { tell(.trouble(new), time) }
    }

    func tell(_ kind: LinkEvent.Kind, _ time: HostTime) {
        parts.events.push(LinkEvent(sensor: parts.index, time: time, kind: kind))
    }
}

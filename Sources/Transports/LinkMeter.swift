internal import Drivers
internal import IMU
internal import Rings

/// Keeps a link's books over all reconnects, measures its rate and publishes the snapshot once per tick.
final class LinkMeter {
    /// What the link says of itself at a tick.
    struct Link {
        var state: LinkState
        var problem: LinkProblem?
        var baud: UInt32?
        var driver: DriverIdentity?
        /// Of the present stream.
        var counters = LinkCounters()
        var batteryPercent: Int?
        var radio: RadioFacts?
    }

    var reconnects = 0
    var losses = 0
    /// Bytes that the sniffer holds; when it recognizes a device they are fed to the driver and count there.
    var sniffed: UInt64 = 0

    private let cell: SnapshotCell<LinkSnapshot>
    /// Of streams that ended.
    private var retired = LinkCounters()
    private var driver: DriverIdentity?
    private var state: LinkState?
    /// What was said last holds while the link is down.
    private var batteryPercent: Int?
    private var since = HostTime(nanoseconds: 0)
    /// Samples so far at each of the last ticks.
    private var marks: HistoryRing<(time: HostTime, samples: UInt64)>

    /// - Parameter ticks: over how many ticks the rate is measured.
    init(_ cell: SnapshotCell<LinkSnapshot>, ticks: Int) {
        self.cell = cell
        marks = HistoryRing(capacity: max(ticks, 2))
    }

    /// A stream ended: its counters are kept.
    func retire(_ counters: LinkCounters) { retired += counters }

    /// Nothing was recognized among the sniffed bytes.
    func discardSniffed() {
        retired.bytes &+= sniffed
        retired.discardedBytes &+= sniffed
        sniffed = 0
    }

    func publish(_ link: Link, _ output: SensorOutput, _ time: HostTime) {
        if link.state != state {
            state = link.state
            since = time
            marks.removeAll()
        }
        marks.append((time, output.samples))
        if let known = link.driver { driver = known }
        var snapshot = LinkSnapshot()
        snapshot.state = link.state
        snapshot.problem = link.problem
        snapshot.driver = driver
        snapshot.baud = link.baud
        snapshot.timing = output.timing
        snapshot.counters = retired
        snapshot.counters += link.counters
        snapshot.counters.bytes &+= sniffed
        snapshot.droppedForPipeline = output.droppedForPipeline
        snapshot.droppedForRecorder = output.droppedForRecorder
        snapshot.rate = link.state == .streaming ? rate : nil
        snapshot.reconnects = reconnects
        snapshot.losses = losses
        snapshot.since = since
        snapshot.lastSample = output.lastSample
        batteryPercent = link.batteryPercent ?? batteryPercent
        snapshot.batteryPercent = batteryPercent
        snapshot.radio = link.radio
        snapshot.motion = link.state == .streaming ? Double(output.motion).squareRoot() : nil
        cell.publish(snapshot)
    }

    private var rate: Double? {
        guard let first = marks.first, let last = marks.last, last.time > first.time else { return nil }
        return Double(last.samples &- first.samples) / last.time.seconds(since: first.time)
    }
}

extension LinkCounters {
    static func += (sum: inout LinkCounters, more: LinkCounters) {
        sum.bytes &+= more.bytes
        sum.acceptedBytes &+= more.acceptedBytes
        sum.frames &+= more.frames
        sum.samples &+= more.samples
        sum.checksumErrors &+= more.checksumErrors
        sum.discardedBytes &+= more.discardedBytes
        sum.incomplete &+= more.incomplete
        sum.implausible &+= more.implausible
        sum.lostFrames &+= more.lostFrames
        sum.otherSensors &+= more.otherSensors
    }
}

internal import CLinux
internal import Glibc
internal import IMU
internal import Rings
internal import Synchronization

/// What runs on the ingest thread: waits for bytes, ticks and changes of paths; lets the links read, decode and push;
/// then publishes the watermark and rings the bells.
final class IngestLoop {
    private enum Token {
        static let timer = UInt64.max
        static let stop = UInt64.max - 1
        static let paths = UInt64.max - 2
        static let radio = UInt64.max - 3
        static let udev = UInt64.max - 4
    }

    private let shared: IngestShared
    private let clock: ArrivalClock
    private let poller: Poller
    private let timer: TickTimer
    private let paths: PathWatch
    private let udev: UdevWatch?
    /// Every sensor's link, in order, and those among them that are serial lines.
    private let links: [any SensorLink]
    private let lines: [UInt64: SerialLink]
    private let desk: RadioDesk
    private let buffer: UnsafeMutableRawBufferPointer
    private var watermark: HostTime
    private var bellsToRing: [Bool]

    init(
        _ plans: [SensorPlan], _ shared: IngestShared, clock: ArrivalClock, patience: IngestPatience,
        openRadio: @escaping RadioOpener, captureDirectory: String?
    ) throws(IngestError) {
        self.shared = shared
        self.clock = clock
        poller = try Poller()
        timer = try TickTimer(period: patience.tick)
        paths = try PathWatch()
        udev = UdevWatch()
        var links: [any SensorLink] = []
        var lines: [UInt64: SerialLink] = [:]
        var wireless: [BluetoothLink] = []
        for (index, plan) in plans.enumerated() {
            let lane = shared.lanes[index]
            let output = SensorOutput(
                pipeline: RingFeed(lane.pipeline.producer), recorder: RingFeed(lane.recorder.producer),
                recorderListens: lane.recorderListens)
            var capture: LinkCapture?
            if let captureDirectory { capture = try LinkCapture(directory: captureDirectory, plan: plan) }
            let parts = LinkParts(
                index: index, plan: plan, output: output, patience: patience, events: shared.events.producer,
                meter: LinkMeter(lane.snapshot, ticks: Int((2 / patience.tick).rounded(.up))), capture: capture)
            if let bluetooth = plan.bluetooth {
                let link = BluetoothLink(parts, bluetooth)
                links.append(link)
                wireless.append(link)
                continue
            }
            let line = SerialLink(parts, poller: poller, udev: udev)
            links.append(line)
            lines[UInt64(index)] = line
            if USBName(plan.path) == nil { paths.add(plan.path) }
        }
        self.links = links
        self.lines = lines
        desk = RadioDesk(wireless, open: openRadio, board: shared.scan, poller: poller, token: Token.radio)
        watermark = HostTime(nanoseconds: shared.watermark.load(ordering: .relaxed))
        bellsToRing = Array(repeating: false, count: shared.bells.count)
        // A pseudo-terminal holds 4 KiB, a USB serial line at 921,600 baud fills 16 KiB in 0.18 s.
        buffer = .allocate(byteCount: 16_384, alignment: 16)
        var small = [
            (timer.descriptor, Token.timer), (shared.stop.descriptor, Token.stop), (paths.descriptor, Token.paths),
        ]
        if let udev { small.append((udev.descriptor, Token.udev)) }
        for (descriptor, token) in small where !poller.add(descriptor, token: token) {
            buffer.deallocate()
            throw IngestError(doing: "watch a descriptor", errno: errno)
        }
    }

    deinit { buffer.deallocate() }

    /// Runs until told to stop.
    func run() {
        var ticked = false
        while !shared.mustStop.load(ordering: .acquiring) {
            ticked = false
            poller.wait { token in
                switch token {
                case Token.timer:
                    drainCounter(timer.descriptor)
                    ticked = true
                case Token.stop: break
                case Token.paths:
                    paths.read { directory, name in pathChanged(directory, name) }
                    ticked = true
                case Token.udev:
                    if udev?.read() == true { for line in lines.values { line.pathChanged() } }
                    ticked = true
                case Token.radio: desk.turn(clock: clock, floor: next)
                default: lines[token]?.readable(into: buffer, clock: clock, floor: next)
                }
            }
            if ticked { tick() }
            publish(all: ticked)
        }
        for line in lines.values { line.stop() }
        desk.stop()
    }

    /// The earliest time that may still be stamped.
    private var next: HostTime { HostTime(nanoseconds: watermark.nanoseconds &+ 1) }

    private func tick() {
        paths.renew()
        let now = clinux_boottime_ns()
        let time = max(clock.hostTime(boottime: now), next)
        for line in lines.values { line.tick(now: now, time: time) }
        desk.tick(now: now, clock: clock, time: time)
    }

    private func pathChanged(_ directory: String?, _ name: String?) {
        for line in lines.values {
            let path = PathWatch.split(line.plan.path)
            if name == nil || path.name == name && path.directory == directory { line.pathChanged() }
        }
    }

    /// Everything that was stamped is in the rings by now, and what is stamped from here on lies above the watermark.
    private func publish(all: Bool) {
        watermark = max(clock.now(), watermark)
        shared.watermark.store(watermark.nanoseconds, ordering: .releasing)
        for link in links where link.output.takeNews() { bellsToRing[link.plan.bell] = true }
        for index in bellsToRing.indices where all || bellsToRing[index] {
            bellsToRing[index] = false
            shared.bells[index].ring()
        }
    }
}

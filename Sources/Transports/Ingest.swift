public import Bluetooth
internal import CLinux
public import GATT
internal import Glibc
public import IMU
public import Rings
internal import Synchronization

/// Reads every serial sensor on one thread of its own: opens the lines, recognizes the devices, stamps arrivals,
/// decodes, and puts samples and marks (`SensorItem`) into one bounded ring per consumer. Nothing downstream can stall
/// it: a full ring drops the newest sample, counted and marked.
///
/// A pipeline thread does this, with one bell per such thread:
/// ```swift
/// while running {
///     ingest.bells[0].wait(timeoutMilliseconds: 200) { ingest.watermark > seen }
///     seen = ingest.watermark
///     // Every item with a time ≤ seen is in the rings: merge them by (time, sensor) up to there.
/// }
/// ```
public final class Ingest: Sendable {
    public let plans: [SensorPlan]
    public let clock: ArrivalClock
    private let patience: IngestPatience
    private let shared: IngestShared
    private let openRadio: RadioOpener
    private let captureDirectory: String?
    private let thread = Mutex<pthread_t?>(nil)

    /// - Parameters:
    ///   - plans: the sensors; their order gives each its index.
    ///   - bells: how many threads sleep for news; a plan's `bell` says which of them is woken.
    ///   - ringCapacity: items per ring: 2048 are ten seconds at 200 Hz.
    ///   - captureDirectory: where everything that goes over the links is written down, for finding faults.
    ///   - openRadio: opens the radio when it is first needed, on the ingest thread.
    public init(
        _ plans: [SensorPlan], clock: ArrivalClock = ArrivalClock(), bells: Int = 1, ringCapacity: Int = 2048,
        patience: IngestPatience = IngestPatience(), captureDirectory: String? = nil,
        openRadio: @escaping RadioOpener = { () throws(BluetoothProblem) in try RadioBackEnd.auto.open() }
    ) throws(IngestError) {
        precondition(plans.allSatisfy { (0..<bells).contains($0.bell) }, "a plan names a bell that there is not")
        self.plans = plans
        self.clock = clock
        self.patience = patience
        self.openRadio = openRadio
        self.captureDirectory = captureDirectory
        shared = try IngestShared(sensors: plans.count, bells: bells, ringCapacity: ringCapacity, start: clock.now())
    }

    deinit { stop() }

    // MARK: For the consumers

    /// Every sample that arrived at or before this time is in the rings; every later one arrives after it.
    public var watermark: HostTime { HostTime(nanoseconds: shared.watermark.load(ordering: .acquiring)) }

    /// The bells of the pipeline threads.
    public var bells: [Doorbell] { shared.bells }

    /// The pipeline's end of a sensor's ring.
    public func pipelineItems(_ sensor: Int) -> RingConsumer<SensorItem> { shared.lanes[sensor].pipeline.consumer }

    /// The recorder's end of a sensor's ring; it is filled only while the recorder listens.
    public func recorderItems(_ sensor: Int) -> RingConsumer<SensorItem> { shared.lanes[sensor].recorder.consumer }

    /// Switches the recorder's ring of a sensor on or off. It begins with a `streaming` mark of reason `joined`.
    public func setRecorderListens(_ listens: Bool, sensor: Int) { shared.lanes[sensor].recorderListens.isOn = listens }

    /// A sensor's link as it was at the last tick. Any thread may ask.
    public func snapshot(_ sensor: Int) -> LinkSnapshot { shared.lanes[sensor].snapshot.read() }

    /// What happened to the links, for the log and the store. One thread may take them.
    public var events: RingConsumer<LinkEvent> { shared.events.consumer }

    // MARK: Scanning

    /// Looks for devices over Bluetooth, or goes on looking, for some seconds of the machine.
    public func scan(seconds: Double) { shared.scan.want(until: clinux_boottime_ns() &+ nanoseconds(seconds)) }

    /// What was seen by the newest tick of a scan, and what keeps it from seeing more.
    public func sightings() -> (sightings: [Sighting], problem: BluetoothProblem?) { shared.scan.read() }

    // MARK: The thread

    /// Starts the thread; does nothing where it runs. The samples of a run that was stopped and started again follow
    /// those of the first in the same rings.
    public func start() throws(IngestError) {
        let failure: IngestError? = thread.withLock { thread in
            guard thread == nil else { return nil }
            do throws(IngestError) {
                shared.mustStop.store(false, ordering: .releasing)
                drainCounter(shared.stop.descriptor)
                thread = try spawn(
                    try IngestLoop(
                        plans, shared, clock: clock, patience: patience, openRadio: openRadio,
                        captureDirectory: captureDirectory))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Stops the thread and waits for its end; the lines are closed then. Does nothing where it does not run.
    public func stop() {
        thread.withLock { thread in
            guard let running = thread else { return }
            shared.mustStop.store(true, ordering: .releasing)
            shared.stop.wake()
            pthread_join(running, nil)
            thread = nil
        }
    }

    private func spawn(_ loop: IngestLoop) throws(IngestError) -> pthread_t {
        var thread = pthread_t()
        // Signals are for the main thread: this one inherits a mask that blocks them all.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let box = Unmanaged.passRetained(loop)
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                clinux_name_thread("gaitd-ingest")
                Unmanaged<IngestLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw IngestError(doing: "start the ingest thread", errno: code)
        }
        return thread
    }
}

/// What the ingest thread shares with the others.
final class IngestShared: Sendable {
    /// One sensor's rings and its snapshot.
    struct Lane: Sendable {
        let pipeline: SPSCRing<SensorItem>
        let recorder: SPSCRing<SensorItem>
        let recorderListens = Listening(false)
        let snapshot = SnapshotCell(LinkSnapshot())
    }

    let lanes: [Lane]
    let events = SPSCRing<LinkEvent>(minimumCapacity: 1024)
    let bells: [Doorbell]
    let watermark: Atomic<Int64>
    let mustStop = Atomic<Bool>(false)
    let stop: Doorbell
    let scan = ScanBoard()

    init(sensors: Int, bells: Int, ringCapacity: Int, start: HostTime) throws(IngestError) {
        lanes = (0..<sensors).map { _ in
            Lane(
                pipeline: SPSCRing(minimumCapacity: ringCapacity), recorder: SPSCRing(minimumCapacity: ringCapacity))
        }
        var made: [Doorbell] = []
        for _ in 0..<bells { made.append(try Doorbell()) }
        self.bells = made
        stop = try Doorbell()
        watermark = Atomic(start.nanoseconds)
    }
}

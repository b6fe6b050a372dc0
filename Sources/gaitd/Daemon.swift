import Bluetooth
import CLinux
import DaemonConfiguration
import Drivers
import Flagging
import Foundation
import IMU
import Logging
import QueryAPI
import QueryServer
import Rings
import ServiceLifecycle
import Store
import Transports
import UnixSignals

/// Puts the daemon's parts together and runs them until a signal asks it to stop, or to take up a new configuration.
struct Daemon {
    /// Results that may wait between a pipeline and the pump.
    static let resultCapacity = 4096

    let configuration: Configuration
    let configurationFile: String?
    let timeScale: Double
    let captureDirectory: String?
    let logger: Logger

    /// Why `run` ended.
    enum Ending { case stop, reload }

    /// Runs until SIGTERM or SIGINT, or until SIGHUP finds a configuration without mistakes.
    func run() async throws -> Ending {
        let startedAt = Date()
        let directory = URL(fileURLWithPath: configuration.stateDirectory)
        let lock = try StateDirectoryLock(directory: directory)
        let store = try Store(lock: lock, options: Store.Options(build: SoftwareVersion.current))
        let logs = try SessionFiles.directory(below: directory)
        let recovery = try store.recover()
        if recovery.endedEpisodes > 0 {
            logger.notice(
                "\(recovery.endedEpisodes) episodes were open when gaitd stopped: ended at their last known end")
        }

        let clock = ArrivalClock(timeScale: timeScale)
        let wall = WallClock(clock: clock)
        let kits = KitPlanner.plans(configuration, try store.assignments())
        for kit in kits { try register(kit, store, wall) }
        let kept = try store.offsets()
        let offsets = kits.map { OffsetRows.offsets(kept, $0, wall) }
        let threads = max(1, min(kits.count, ProcessInfo.processInfo.activeProcessorCount - 1))
        let ingest = try Ingest(
            KitPlanner.sensorPlans(kits, threads: threads), clock: clock, bells: threads,
            captureDirectory: captureDirectory, openRadio: radio(configuration.bluetooth.backend))
        let live = LiveHub()
        let spool = StoreSpool()
        let health = Health()
        let news = try Doorbell()
        let runs = RunTable(kits: kits.count)
        let boards = kits.map { _ in KitBoard() }
        let results = kits.map { _ in SPSCRing<KitResult>(minimumCapacity: Self.resultCapacity) }
        let commands = kits.map { _ in SPSCRing<KitCommand>(minimumCapacity: 64) }
        let recorder = try SessionRecorder(
            kits: kits, boards: boards, ingest: ingest, health: health, logger: logger)
        let keeper = SessionKeeper(
            kits: kits, store: store, recorder: recorder, runs: runs, commands: commands.map(\.producer),
            boards: boards, ingest: ingest,
            wall: wall, timeScale: timeScale, directory: logs, live: live, logger: logger)
        let report = SensorReport(kits: kits, boards: boards, ingest: ingest, spool: spool, health: health, wall: wall)
        let backend = DaemonBackend(
            live: live, store: store, keeper: keeper, report: report,
            devices: DeviceDesk(kits: kits, ingest: ingest, store: store), startedAt: startedAt,
            configurationFile: configurationFile, wall: wall, timeScale: timeScale, directory: directory)
        let pump = ResultPump(
            kits: kits, rings: results.map(\.consumer), boards: boards, runs: runs, live: live, spool: spool, wall: wall
        )
        let writer = StoreWriter(store: store, spool: spool, health: health, logger: logger)
        let thresholds = Thresholds(configuration.flagging)
        let sampling = SamplingService(
            ingest: ingest, recorder: recorder, pump: pump, news: news, writer: writer, threads: threads,
            runners: { thread in
                kits.indices.filter { $0 % threads == thread }.map { kit in
                    KitRunner(
                        kit: kit, plan: kits[kit],
                        merge: ItemMerge(kits[kit].sensors.map { ingest.pipelineItems($0) }), thresholds: thresholds,
                        offsets: offsets[kit], commands: commands[kit].consumer, results: results[kit].producer,
                        board: boards[kit])
                }
            },
            linkEvents: LinkEventLog(ingest: ingest, live: live, kits: kits, wall: wall, logger: logger),
            onRunning: { try await keeper.resume(recovery.openSessions) })
        let server = QueryServer(
            configuration: .init(
                endpoint: try Endpoint.choose(configuration.socket), policy: Roles.policy(configuration.socket)),
            backend: backend, logger: logger,
            onListening: {
                Endpoint.hand(configuration.socket, logger)
                ServiceManager.ready(since: startedAt, logger)
                // Most of the code that start-up touches is not wanted again.
                clinux_release_program_pages()
            })
        let reload = Reload(file: configurationFile, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    // Stopped in the opposite order: first the clients, then the samples, last the store.
                    .init(service: writer), .init(service: sampling),
                    .init(
                        service: RetentionService(
                            store: store, configuration: configuration.retention, directory: directory, wall: wall,
                            logger: logger)),
                    .init(service: Watchdog()),
                    .init(service: reload, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: server),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        await writer.flush()
        return reload.isWanted ? .reload : .stop
    }

    /// Opens the radio that the configuration asks for.
    private func radio(_ backend: Configuration.Bluetooth.Backend) -> RadioOpener {
        let choice = RadioBackEnd(rawValue: backend.rawValue) ?? .auto
        return { () throws(BluetoothProblem) in try choice.open() }
    }

    private func register(_ kit: KitPlan, _ store: Store, _ wall: WallClock) throws {
        let rows = zip(kit.placements, kit.plans).map { SensorRow(placement: $0.name, device: $1.path) }
        try store.registerKit(kit.name, sensors: Array(rows), at: wall.now())
    }
}

extension Thresholds {
    init(_ configuration: Configuration.Flagging) {
        self.init()
        stepTimePercent = configuration.stepTimeSymmetryIndexPercent
        stanceTimePercent = configuration.stanceTimeSymmetryIndexPercent
        swingTimePercent = configuration.swingTimeSymmetryIndexPercent
        pronationProxyDegrees = configuration.pronationProxyDifferenceDeg
        indexChangePoints = configuration.symmetryIndexChangePercent
        pronationChangeDegrees = configuration.pronationProxyChangeDeg
        kneeChangeDegrees = configuration.kneeChangeDeg
        lumbarChangeDegrees = configuration.lumbarChangeDeg
        minimumPairs = configuration.minimumStrides
    }
}

import CLinux
import Foundation
import Glibc
import IMU
import Logging
import QueryAPI
import Recording
import Synchronization
import Transports

/// Writes the raw samples of running sessions to their logs, on a thread of its own: a slow disk stalls nothing else.
final class SessionRecorder: Sendable {
    /// How often the thread looks, in ms.
    static let period: Int32 = 100

    private enum Order: Sendable {
        case open(kit: Int, file: URL, header: SessionLogHeader, from: HostTime, run: UInt64)
        case close(kit: Int, at: HostTime)
    }

    private let kits: [KitPlan]
    private let boards: [KitBoard]
    private let ingest: Ingest
    private let health: Health
    private let logger: Logger
    private let orders = Mutex<[Order]>([])
    private let recording: Mutex<Set<Int>> = Mutex([])
    private let mustStop = Atomic<Bool>(false)
    private let wake: Doorbell
    private let finished = DispatchGroup()

    init(kits: [KitPlan], boards: [KitBoard], ingest: Ingest, health: Health, logger: Logger) throws {
        self.kits = kits
        self.boards = boards
        self.ingest = ingest
        self.health = health
        self.logger = logger
        wake = try Doorbell()
    }

    func start() {
        finished.enter()
        Thread { [self] in
            clinux_name_thread("gaitd-recorder")
            run()
            finished.leave()
        }.start()
    }

    /// Begins a log with the first sample that arrives at or after `from`, where the pipeline's run begins.
    func open(kit: Int, file: URL, header: SessionLogHeader, from: HostTime, run: UInt64) {
        for sensor in kits[kit].sensors { ingest.setRecorderListens(true, sensor: sensor) }
        recording.withLock { _ = $0.insert(kit) }
        orders.withLock { $0.append(.open(kit: kit, file: file, header: header, from: from, run: run)) }
        wake.ring()
    }

    /// Ends a kit's log with the last sample that arrives before `at`.
    func close(kit: Int, at: HostTime) {
        orders.withLock { $0.append(.close(kit: kit, at: at)) }
        wake.ring()
    }

    /// Whether the kit's log is still being written.
    func isRecording(kit: Int) -> Bool { recording.withLock { $0.contains(kit) } }

    /// Writes what has arrived, closes all logs and ends the thread.
    func stop() {
        mustStop.store(true, ordering: .releasing)
        wake.ring()
        finished.wait()
    }

    private func run() {
        var logs: [Int: KitLog] = [:]
        while true {
            let isLast = mustStop.load(ordering: .acquiring)
            let watermark = ingest.watermark
            for order in orders.withLock({ waiting in
                defer { waiting = [] }
                return waiting
            }) {
                switch order {
                case .open(let kit, let file, let header, let from, let run):
                    let board = boards[kit]
                    logs[kit] = KitLog(
                        plan: kits[kit], ingest: ingest, file: file, header: header, from: from
                    ) { board.takeBeginning(ofRun: run) }
                case .close(let kit, let at): logs[kit]?.end = at
                }
            }
            for kit in logs.keys.sorted() {
                guard let log = logs[kit] else { continue }
                log.drain(upTo: watermark)
                if isLast { log.close() }
                note(log, kit)
                if log.isClosed {
                    logs[kit] = nil
                    for sensor in kits[kit].sensors { ingest.setRecorderListens(false, sensor: sensor) }
                    recording.withLock { _ = $0.remove(kit) }
                }
            }
            if isLast { return }
            wake.wait(timeoutMilliseconds: Self.period) {
                mustStop.load(ordering: .acquiring) || orders.withLock { !$0.isEmpty }
            }
        }
    }

    private func note(_ log: KitLog, _ kit: Int) {
        let trouble = log.trouble.map { "session log of \(kits[kit].name): \($0)" }
        if trouble != health.logTrouble {
            if let trouble { logger.error("A session log is not written: \(trouble)") }
            health.logTrouble = trouble
        }
    }
}

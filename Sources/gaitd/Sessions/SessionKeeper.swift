import Flagging
import Foundation
import IMU
import Logging
import Pipeline
import QueryAPI
import QueryServer
import Recording
import Reporting
import Rings
import Store
import Transports

/// Starts and stops sessions: the store's row, the pipeline's new run and the session log begin at the same sample.
actor SessionKeeper {
    /// Seconds of the machine between the order and the sample it takes effect at: time for every thread to hear of it.
    static let notice = 0.05

    let kits: [KitPlan]
    let store: Store
    private let recorder: SessionRecorder
    private let runs: RunTable
    let commands: [RingProducer<KitCommand>]
    let boards: [KitBoard]
    let ingest: Ingest
    /// Alignments asked of the kits so far.
    var alignments: UInt64 = 0
    let wall: WallClock
    private let timeScale: Double
    private let directory: URL
    private let live: LiveHub
    private let logger: Logger

    init(
        kits: [KitPlan], store: Store, recorder: SessionRecorder, runs: RunTable, commands: [RingProducer<KitCommand>],
        boards: [KitBoard], ingest: Ingest, wall: WallClock, timeScale: Double, directory: URL, live: LiveHub,
        logger: Logger
    ) {
        self.kits = kits
        self.store = store
        self.recorder = recorder
        self.runs = runs
        self.commands = commands
        self.boards = boards
        self.ingest = ingest
        self.wall = wall
        self.timeScale = timeScale
        self.directory = directory
        self.live = live
        self.logger = logger
    }

    func start(_ new: NewSession) async throws -> Session {
        let kit = try index(of: new.kit)
        // An open session is the store's to refuse; only a log that is still being closed is refused here.
        let worn = kits[kit].name
        let isOpen = try await store.asynchronously { try $0.openSessions() }.contains { $0.kit == worn }
        guard isOpen || !recorder.isRecording(kit: kit) else {
            throw Problem.conflict(
                "the log of the last session on \(kits[kit].name) is still being closed: try again in a second",
                field: "kit")
        }
        let date = wall.now()
        let name = kits[kit].name
        var new = new
        new.subject = new.subject ?? kits[kit].subject
        let wanted = new
        let session = try await store.asynchronously { store in
            try store.createSession(wanted, kit: name, at: date) { "sessions/\($0).mcap" }
        }
        await begin(session, kit: kit)
        say(session, "started")
        return session
    }

    /// Begins the next version of a person's baseline; a running session learns it from now on.
    func resetBaseline(ofSubject subject: String) async throws {
        let date = wall.now()
        let version = try await store.asynchronously { try $0.resetBaseline(ofSubject: subject, at: date) }
        for session in try await store.asynchronously({ try $0.openSessions() }) where session.subject == subject {
            guard let kit = kits.firstIndex(where: { $0.name == session.kit }) else { continue }
            _ = commands[kit].push(.use(Baseline(version: Int32(clamping: version), day: today)))
        }
    }

    func stop(_ id: String) async throws -> Session {
        let host = wall.host(inSeconds: Self.notice)
        let date = wall.date(host)
        let session = try await store.asynchronously { try $0.stopSession(id, at: date) }
        if let kit = kits.firstIndex(where: { $0.name == session.kit }) {
            _ = commands[kit].push(.restart(at: host, run: runs.begin(kit: kit, session: nil), baseline: Baseline()))
            recorder.close(kit: kit, at: host)
        }
        say(session, "stopped")
        return session
    }

    /// Goes on with the sessions that a crash left open: each gets a new part of its log.
    func resume(_ sessions: [Session]) async throws {
        for session in sessions {
            guard let kit = kits.firstIndex(where: { $0.name == session.kit }) else {
                logger.warning(
                    "Session \(session.id) is open on kit \(session.kit), which is not configured: stop it or configure it"
                )
                continue
            }
            for part in SessionLogParts.existing(directory: directory, name: session.id) { repair(part) }
            let resumed = try await store.asynchronously { try $0.resumeSession(session.id) }
            await begin(resumed, kit: kit)
            logger.notice("Session \(session.id) of \(session.subject) was open when gaitd stopped: resumed")
            say(resumed, "resumed")
        }
    }

    /// The kit of that name, or the only one.
    private func index(of name: String?) throws -> Int {
        guard let name else {
            guard kits.count == 1 else {
                let names = kits.map(\.name).joined(separator: ", ")
                throw Problem.invalid("kit", "name the kit that is worn, one of: \(names)")
            }
            return 0
        }
        guard let index = kits.firstIndex(where: { $0.name == name }) else {
            throw Problem.invalid(
                "kit", "no kit is called \(name); configured are: \(kits.map(\.name).joined(separator: ", "))")
        }
        return index
    }

    private func begin(_ session: Session, kit: Int) async {
        let known = await baseline(ofSubject: session.subject)
        // Only now: the store may have taken its time.
        let host = wall.host(inSeconds: Self.notice)
        // The same numbers go into the log, so that a replay compares with what the run compared with.
        let run = runs.begin(kit: kit, session: session.id)
        _ = commands[kit].push(
            .restart(at: host, run: run, baseline: known.map(Baseline.init) ?? Baseline(day: today)))
        let (file, part) = SessionLogParts.next(directory: directory, name: session.id)
        let header = SessionLogHeader(
            session: session.id, kit: session.kit, bootID: Self.bootID, wallClockOffset: wall.offset,
            software: "gaitd \(SoftwareVersion.current)", timeScale: timeScale, part: part,
            baseline: known)
        recorder.open(kit: kit, file: file, header: header, from: host, run: run)
    }

    /// Names the day: days since 1970 where the daemon is. A session that goes on over midnight belongs to the day on
    /// which it began.
    private var today: Int32 {
        let date = wall.now()
        let local = date.timeIntervalSince1970 + Double(TimeZone.current.secondsFromGMT(for: date))
        return Int32(clamping: Int((local / 86_400).rounded(.down)))
    }

    /// What is known of the person today; nil where nothing is. Where it cannot be read the session goes on without, and says
    /// so.
    private func baseline(ofSubject subject: String) async -> SessionLogBaseline? {
        do {
            let stored = try await store.asynchronously { try $0.baselines(ofSubject: subject) }
            return stored.first.map { stored in
                var baseline = BaselineRows.baseline(stored)
                baseline.begin(day: today)
                return SessionLogBaseline(baseline)
            }
        } catch {
            logger.warning("The baseline of \(subject) cannot be read, changes will not be flagged: \(error)")
            return nil
        }
    }

    private func repair(_ part: URL) {
        do {
            if case .closed(let removed, let messages) = try SessionLogRepair.close(part) {
                logger.notice(
                    "Closed a session log that a crash left open: \(messages) messages kept, \(removed) bytes cut off",
                    metadata: ["file": "\(part.lastPathComponent)"])
            }
        } catch {
            logger.warning("A session log cannot be closed and is left as it is: \(error)")
        }
    }

    private func say(_ session: Session, _ status: String) {
        var line = LiveLine(type: "session")
        line.at = WireCoding.timestamp(wall.now())
        line.kit = session.kit
        line.status = status
        line.text = session.id
        live.publish([line])
    }

    private static var bootID: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
}

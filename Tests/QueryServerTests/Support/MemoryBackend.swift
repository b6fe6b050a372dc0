import Foundation
import QueryAPI
import QueryServer
import Synchronization

/// A backend in memory: a few of everything, every optional field of the wire types filled at least once.
final class MemoryBackend: QueryBackend {
    struct Changes: Equatable {
        var started: [NewSession] = []
        var annotated: [NewAnnotation] = []
        var stopped: [String] = []
        var placements: [String: String] = [:]
        var devices: [String: NewDevice] = [:]
        var aligned: [String] = []
        var reset: [String] = []
        var deleted: [String] = []
        var callers: [Caller] = []
    }

    /// The last query of each list.
    struct Queries {
        var episodes: EpisodeQuery?
        var measures: MeasureQuery?
        var sessions: SessionQuery?
        var annotations: AnnotationQuery?
    }

    struct Unexpected: Error, CustomStringConvertible {
        var description: String { "SELECT secret FROM table" }
    }

    let live: LiveHub
    private let state = Mutex((changes: Changes(), queries: Queries()))
    private let changesPlacements: Bool

    static let start = Date(timeIntervalSince1970: 1_795_170_600.125)

    init(live: LiveHub = LiveHub(), changesPlacements: Bool = true) {
        self.live = live
        self.changesPlacements = changesPlacements
    }

    var changes: Changes { state.withLock { $0.changes } }
    var queries: Queries { state.withLock { $0.queries } }

    func status() async throws -> Status {
        Status(
            version: "0.1", startedAt: Self.start, uptimeS: 12.5, configurationFile: "gaitd.toml",
            stateDirectory: "state", timeScale: 1, kits: 2, sensorsStreaming: 5, sensorsConfigured: 6,
            openSessions: ["s1"], episodes: 25, warnings: ["left/lumbar is silent: charge it"])
    }

    func sensors() async throws -> [SensorState] {
        [
            SensorState(
                id: "a/left_shank", kit: "a", placement: "left_shank", device: "/dev/ttyUSB0", link: "streaming",
                detail: "ok", driver: "witmotion", baud: 115_200, nominalRateHz: 200, rateHz: 199.8, samples: 10,
                bytes: 440, checksumErrors: 1, discardedBytes: 3, implausible: 0, lostSamples: 2, droppedSamples: 0,
                gaps: 1, reconnects: 1, syncErrorMs: 0.4, offsetMs: 12.5, offsetAt: Self.start, batteryPercent: 80,
                rssiDbm: -50,
                mtuBytes: 247,
                connectionIntervalMs: 15,
                motionDps: 12.5, mounting: "ok"),
            SensorState(id: "a/lumbar", kit: "a", placement: "lumbar", device: "/dev/ttyUSB1", link: "missing"),
        ]
    }

    func kits() async throws -> [Kit] {
        [Kit(name: "a", sensors: ["a/left_shank", "a/lumbar"], session: "s1", state: "walking")]
    }

    func subjects(_ query: PageQuery) async throws -> Page<Subject> {
        try page(
            ["S-AAAAAAAA", "S-BBBBBBBB", "S-CCCCCCCC"].map {
                Subject(id: $0, createdAt: Self.start, sessions: 1, episodes: 2)
            }, cursor: query.cursor, limit: query.limit)
    }

    func sessions(_ query: SessionQuery) async throws -> Page<Session> {
        state.withLock { $0.queries.sessions = query }
        return try page([Self.session("s1")], cursor: query.cursor, limit: query.limit)
    }

    func session(_ id: String) async throws -> Session {
        guard id != "broken" else { throw Unexpected() }
        guard id.hasPrefix("s") else {
            throw Problem.notFound("no session has the id '\(id)': GET /v1/sessions lists them", field: "id")
        }
        return Self.session(id)
    }

    func episodes(_ query: EpisodeQuery) async throws -> Page<EpisodeSummary> {
        state.withLock { $0.queries.episodes = query }
        return try page((1...25).map(Self.episode), cursor: query.cursor, limit: query.limit)
    }

    func episode(_ id: Int) async throws -> EpisodeDetail {
        guard id <= 25 else { throw Problem.notFound("no episode has the number \(id)", field: "id") }
        return EpisodeDetail(
            episode: Self.episode(id), method: "symmetry_index", version: "1", proxy: false, evidence: "moderate",
            sides: [
                SideMeans(
                    side: "left", strides: 30,
                    means: ["stride_time_s": 1.1, "stance_time_s": 0.7, "pronation_proxy_deg": 4.5])
            ], measures: [Self.measure], annotations: [Self.annotation],
            signals: [SignalInfo(placement: "left_shank", start: Self.start, end: Self.start + 30, samples: 6000)])
    }

    func signal(episode id: Int, placement: String) async throws -> Signal {
        guard placement == "left_shank" else {
            throw Problem.notFound("episode \(id) keeps left_shank only", field: "placement")
        }
        return Signal(
            placement: placement, origin: Self.start, tS: [0, 0.005],
            accelerationMps2: [[0, 0, 9.81], [0.1, 0, 9.8]],
            angularRateRadps: [[0, 0, 0], [0, 0.5, 0]])
    }

    func measures(_ query: MeasureQuery) async throws -> Page<MeasureValue> {
        state.withLock { $0.queries.measures = query }
        return try page([Self.measure], cursor: query.cursor, limit: query.limit)
    }

    func annotations(_ query: AnnotationQuery) async throws -> Page<Annotation> {
        state.withLock { $0.queries.annotations = query }
        return try page([Self.annotation], cursor: query.cursor, limit: query.limit)
    }

    func metrics() async throws -> String { "# TYPE gaitd_samples counter\ngaitd_samples 10\n" }

    func startSession(_ new: NewSession, by caller: Caller) async throws -> Session {
        guard new.kit != "busy" else { throw Problem.conflict("kit busy records session s1: stop it", field: "kit") }
        state.withLock {
            $0.changes.started.append(new)
            $0.changes.callers.append(caller)
        }
        return Self.session("s2", subject: new.subject ?? "S-NOBODY23")
    }

    func stopSession(_ id: String, by caller: Caller) async throws -> Session {
        state.withLock { $0.changes.stopped.append(id) }
        return Self.session(id)
    }

    func annotate(_ new: NewAnnotation, by caller: Caller) async throws -> Annotation {
        state.withLock { $0.changes.annotated.append(new) }
        return Annotation(
            id: 7, at: new.at ?? Self.start, session: "s1", subject: new.subject, kind: new.kind, text: new.text,
            pain: new.pain)
    }

    func changePlacement(
        ofSensor sensor: String, to new: NewPlacement, by caller: Caller
    ) async throws -> SensorState {
        guard changesPlacements else { throw Problem.notYet("placements come with pairing") }
        state.withLock { $0.changes.placements[sensor] = new.placement }
        return try await sensors()[0]
    }

    func scan() async throws -> Scan {
        Scan(
            devices: [
                SeenDevice(
                    id: "D4:22:CD:00:12:34", kind: "bluetooth", addressType: "public", name: "Movella DOT",
                    rssiDbm: -48, driver: "xsens-dot", sensor: "a/lumbar", seenSAgo: 0.3),
                SeenDevice(id: "/dev/serial/by-id/usb-x", kind: "serial"),
            ], problem: "the adapter is off")
    }

    func assign(_ new: NewDevice, toSensor sensor: String, by caller: Caller) async throws -> SensorState {
        state.withLock { $0.changes.devices[sensor] = new }
        return try await sensors()[0]
    }

    func align(kit: String, by caller: Caller) async throws -> [SensorState] {
        guard kit == "a" else { throw Problem.notFound("no kit is called \(kit)") }
        state.withLock { $0.changes.aligned.append(kit) }
        return try await sensors()
    }

    func dropAlignment(kit: String, by caller: Caller) async throws -> [SensorState] {
        guard kit == "a" else { throw Problem.notFound("no kit is called \(kit)") }
        state.withLock { $0.changes.aligned.removeAll() }
        return try await sensors()
    }

    func baselines(ofSubject subject: String) async throws -> Baselines {
        let trait = BaselineTraitValue(
            name: "pronation_proxy_deg_left", blocks: 6, mean: 4.5, deviation: 0.4, detectableChange: 1.5)
        return Baselines(
            subject: subject,
            versions: [
                BaselineVersion(
                    version: 2, startedAt: Self.start, learntAt: Self.start + 60, blocks: 6, blocksNeeded: 6,
                    days: 2, daysNeeded: 2, complete: true, traits: [trait])
            ])
    }

    func resetBaseline(ofSubject subject: String, by caller: Caller) async throws -> Baselines {
        state.withLock { $0.changes.reset.append(subject) }
        return try await baselines(ofSubject: subject)
    }

    func deleteSubject(_ id: String, by caller: Caller) async throws {
        state.withLock { $0.changes.deleted.append(id) }
    }

    static func session(_ id: String, subject: String = "S-AAAAAAAA") -> Session {
        Session(
            id: id, subject: subject, kit: "a", startedAt: start, stoppedAt: start + 60, shoes: "trainers",
            walkingAid: "cane", note: "first", resumed: 1, log: "s1.mcap", strides: 40,
            setApart: ["running": 12], episodes: 2, lostSamples: 3)
    }

    static func episode(_ id: Int) -> EpisodeSummary {
        EpisodeSummary(
            id: id, kind: "step_time_asymmetry", side: "left", kit: "a", session: "s1", subject: "S-AAAAAAAA",
            start: start, end: start + 20, durationS: 20, severity: 0.4, confidence: 0.9, strides: 30,
            measure: "step_time_symmetry_index_percent", value: 18, low: 15, high: 21, threshold: 10)
    }

    static let measure = MeasureValue(
        name: "step_time_symmetry_index_percent", at: start, session: "s1", subject: "S-AAAAAAAA", side: "left",
        value: 12, low: 8, high: 16, strides: 30, mode: "running")

    static let annotation = Annotation(
        id: 3, at: start, session: "s1", subject: "S-AAAAAAAA", kind: "pain", text: "after stairs",
        pain: ["knee_left": 4, "back": 6])

    private func page<Item>(_ items: [Item], cursor: String?, limit: Int) throws -> Page<Item> {
        let first = try cursor.map { text in
            guard let first = Int(text), first < items.count else {
                throw Problem.invalid("cursor", "the cursor '\(text)' was never given")
            }
            return first
        }
        let from = first ?? 0
        let to = min(from + limit, items.count)
        return Page(items: Array(items[from..<to]), next: to < items.count ? String(to) : nil)
    }
}

import Foundation
import IMU
import QueryAPI
import QueryServer
import Store
import Transports

/// Answers the query server's questions from the store and from the running kits.
struct DaemonBackend: QueryBackend {
    let live: LiveHub
    let store: Store
    let keeper: SessionKeeper
    let report: SensorReport
    let devices: DeviceDesk
    let startedAt: Date
    let configurationFile: String?
    let wall: WallClock
    let timeScale: Double
    let directory: URL

    func status() async throws -> Status {
        let counts = try await ask { try $0.counts() }
        let sensors = report.sensors()
        return Status(
            version: SoftwareVersion.current, startedAt: startedAt, uptimeS: Date().timeIntervalSince(startedAt),
            configurationFile: configurationFile, stateDirectory: directory.path, timeScale: timeScale,
            kits: report.kits.count, sensorsStreaming: sensors.count { $0.link == "streaming" },
            sensorsConfigured: sensors.count, openSessions: counts.openSessions, episodes: counts.episodes,
            warnings: report.warnings(sensors))
    }

    func sensors() async throws -> [SensorState] { report.sensors() }

    func kits() async throws -> [Kit] {
        let open = try await ask { try $0.openSessions() }
        return report.kits.indices.map { index in
            let plan = report.kits[index]
            return Kit(
                name: plan.name, sensors: plan.placements.indices.map(plan.sensorID),
                session: open.first { $0.kit == plan.name }?.id, state: report.state(ofKit: index))
        }
    }

    func subjects(_ query: PageQuery) async throws -> Page<Subject> {
        try await ask { try $0.subjects(cursor: query.cursor, limit: query.limit) }
    }

    func sessions(_ query: SessionQuery) async throws -> Page<Session> { try await ask { try $0.sessions(query) } }

    func session(_ id: String) async throws -> Session { try await ask { try $0.session(id) } }

    func episodes(_ query: EpisodeQuery) async throws -> Page<EpisodeSummary> {
        try Vocabulary.check(kind: query.kind)
        return try await ask { try $0.episodes(query) }
    }

    func episode(_ id: Int) async throws -> EpisodeDetail { try await ask { try $0.episode(id) } }

    func signal(episode id: Int, placement: String) async throws -> Signal {
        try await ask { try $0.episodeSignal(id, placement: placement) }
    }

    func measures(_ query: MeasureQuery) async throws -> Page<MeasureValue> {
        try Vocabulary.check(measure: query.name)
        return try await ask { try $0.measures(query) }
    }

    func annotations(_ query: AnnotationQuery) async throws -> Page<Annotation> {
        try await ask { try $0.annotations(query) }
    }

    func metrics() async throws -> String { report.prometheus() }

    func startSession(_ new: NewSession, by caller: Caller) async throws -> Session {
        try await translating { try await keeper.start(new) }
    }

    func stopSession(_ id: String, by caller: Caller) async throws -> Session {
        try await translating { try await keeper.stop(id) }
    }

    func annotate(_ new: NewAnnotation, by caller: Caller) async throws -> Annotation {
        let now = wall.now()
        let annotation = try await ask { try $0.addAnnotation(new, now: now) }
        var line = LiveLine(type: "annotation")
        line.at = WireCoding.timestamp(annotation.at)
        line.kind = annotation.kind
        (line.session, line.subject) = (annotation.session, annotation.subject)
        (line.text, line.pain) = (annotation.text, annotation.pain)
        live.publish([line])
        return annotation
    }

    func changePlacement(ofSensor sensor: String, to new: NewPlacement, by caller: Caller) async throws -> SensorState {
        try await translating { try await devices.move(sensor, to: new.placement) }
        return try state(of: sensor.prefix { $0 != "/" } + "/" + new.placement)
    }

    func scan() async throws -> Scan { devices.scan() }

    func assign(_ new: NewDevice, toSensor sensor: String, by caller: Caller) async throws -> SensorState {
        try await translating { try await devices.assign(new, to: sensor) }
        return try state(of: sensor)
    }

    func align(kit: String, by caller: Caller) async throws -> [SensorState] {
        try await translating { try await keeper.align(kit) }
        return report.sensors().filter { $0.kit == kit }
    }

    func dropAlignment(kit: String, by caller: Caller) async throws -> [SensorState] {
        try await translating { try await keeper.dropAlignment(kit) }
        return report.sensors().filter { $0.kit == kit }
    }

    private func state(of sensor: String) throws -> SensorState {
        guard let state = report.sensors().first(where: { $0.id == sensor }) else {
            throw Problem.notFound("no sensor is called \(sensor): `gaitctl sensors` lists them")
        }
        return state
    }

    func baselines(ofSubject subject: String) async throws -> Baselines {
        let versions = try await ask { try $0.baselines(ofSubject: subject) }
        return Baselines(subject: subject, versions: versions.map(BaselineRows.wire))
    }

    func resetBaseline(ofSubject subject: String, by caller: Caller) async throws -> Baselines {
        try await translating { try await keeper.resetBaseline(ofSubject: subject) }
        return try await baselines(ofSubject: subject)
    }

    func deleteSubject(_ id: String, by caller: Caller) async throws {
        let erasure = try await ask { try $0.eraseSubject(id) }
        for log in erasure.logs { SessionFiles.remove(log, below: directory) }
    }

    private func ask<T: Sendable>(_ question: @escaping @Sendable (Store) throws -> T) async throws -> T {
        try await translating { try await store.asynchronously(question) }
    }

    /// The store's errors as the server's refusals.
    private func translating<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as RequestError {
            throw error.problem
        } catch let error as StoreError {
            throw error.problem
        }
    }
}

public import QueryAPI

/// Who makes the answers: the daemon, or a test. The server asks; it knows neither the store nor the sensors.
///
/// Throw `Problem` to refuse: it reaches the client as it is. Any other error becomes a 500 that tells the client no
/// more than where to look, and the journal everything.
public protocol QueryBackend: Sendable {
    /// Where the daemon publishes what `GET /v1/live` streams.
    var live: LiveHub { get }

    func status() async throws -> Status
    func sensors() async throws -> [SensorState]
    func kits() async throws -> [Kit]
    func subjects(_ query: PageQuery) async throws -> Page<Subject>
    func sessions(_ query: SessionQuery) async throws -> Page<Session>
    func session(_ id: String) async throws -> Session
    func episodes(_ query: EpisodeQuery) async throws -> Page<EpisodeSummary>
    func episode(_ id: Int) async throws -> EpisodeDetail
    func signal(episode id: Int, placement: String) async throws -> Signal
    func measures(_ query: MeasureQuery) async throws -> Page<MeasureValue>
    func annotations(_ query: AnnotationQuery) async throws -> Page<Annotation>
    func baselines(ofSubject subject: String) async throws -> Baselines
    /// Prometheus text exposition, version 0.0.4.
    func metrics() async throws -> String

    func startSession(_ new: NewSession, by caller: Caller) async throws -> Session
    func stopSession(_ id: String, by caller: Caller) async throws -> Session
    func annotate(_ new: NewAnnotation, by caller: Caller) async throws -> Annotation
    /// `sensor` is `<kit>/<placement>`.
    func changePlacement(ofSensor sensor: String, to new: NewPlacement, by caller: Caller) async throws -> SensorState
    /// The devices that are near; looks for more as long as it is asked.
    func scan() async throws -> Scan
    /// `sensor` is `<kit>/<placement>`.
    func assign(_ new: NewDevice, toSensor sensor: String, by caller: Caller) async throws -> SensorState
    /// Takes differences between the delays of a kit's sensors out of their times; they were turned about together.
    func align(kit: String, by caller: Caller) async throws -> [SensorState]
    /// Forgets what was found so.
    func dropAlignment(kit: String, by caller: Caller) async throws -> [SensorState]
    func resetBaseline(ofSubject subject: String, by caller: Caller) async throws -> Baselines
    func deleteSubject(_ id: String, by caller: Caller) async throws
}

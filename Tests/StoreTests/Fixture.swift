import Foundation
import GRDB
import QueryAPI
import Store
import Testing

/// A state directory of its own with a store in it; removed with the last reference.
final class Fixture: Sendable {
    let directory: URL
    let store: Store

    init(options: Store.Options = .utc(), directory: URL = Fixture.newDirectory()) throws {
        self.directory = directory
        store = try Store(lock: StateDirectoryLock(directory: directory), options: options)
        try store.registerKit("k1", sensors: [SensorRow(placement: "left_shank", device: "/dev/ttyUSB0")])
        try store.registerKit("k2", sensors: [])
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    static func newDirectory() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("gaitd-store-\(UUID().uuidString)")
    }

    /// Looks into the file past the store's questions.
    func raw<T>(_ body: (Database) throws -> T) throws -> T {
        // The file goes with the fixture, which must not go before the queue.
        defer { withExtendedLifetime(self) {} }
        let queue = try DatabaseQueue(path: store.path)
        defer { try? queue.close() }
        return try queue.read(body)
    }

    func startSession(
        _ subject: String = "S-AAAAAAAA", kit: String = "k1", at seconds: Double = 0
    ) throws -> Session {
        try store.createSession(
            NewSession(subject: subject, kit: kit), at: Date(at: seconds), log: { "sessions/\($0).mcap" })
    }
}

extension Store.Options {
    static func utc(
        sizeLimit: Int? = nil, onStatement: (@Sendable (String) -> Void)? = nil
    ) -> Store.Options {
        Store.Options(build: "test", timeZone: .gmt, sizeLimit: sizeLimit, onStatement: onStatement)
    }
}

/// 2026-11-21T10:00:00Z, from which the tests count seconds.
private let origin = 1_795_255_200.0

extension Date {
    init(at seconds: Double) { self.init(timeIntervalSince1970: origin + seconds) }
}

extension WallTime {
    init(at seconds: Double) { self.init(Date(at: seconds)) }
}

extension EpisodeRow {
    static func sample(
        id: UInt64 = 1, kit: String = "k1", pipelineRun: UInt64 = 0, session: String? = nil, isOpen: Bool = false,
        kind: String = "step_time_asymmetry", side: RowSide = .left, start: Double = 0, end: Double = 10,
        severity: Double = 0.5, signals: [SignalWindow] = []
    ) -> EpisodeRow {
        EpisodeRow(
            reference: EpisodeReference(kit: kit, pipelineRun: pipelineRun, id: id), session: session, isOpen: isOpen,
            kind: kind, side: side, start: WallTime(at: start), end: WallTime(at: end), severity: severity,
            confidence: 0.97, strides: 32, measure: "step_time_symmetry_index_percent", value: 31, low: 27, high: 35,
            threshold: 10, method: "shank contacts", version: "1", proxy: false, evidence: "moderate",
            signals: signals)
    }
}

extension SignalWindow {
    static func sample(placement: String = "left_shank", start: Double = -10, count: Int = 100) -> SignalWindow {
        SignalWindow(
            placement: placement, start: WallTime(at: start),
            samples: (0..<count).map { index in
                let value = Float(index)
                return Sample(
                    offset: Int64(index) * 5_000_000 + 7, acceleration: SIMD3(value, 0.25, 9.81),
                    angularRate: SIMD3(-1, value * 0.5, 0.125))
            })
    }
}

extension Batch {
    init(
        strides: [StrideRow] = [], measures: [MeasureRow] = [], bouts: [BoutRow] = [], episodes: [EpisodeRow] = [],
        gaps: [GapRow] = [], baselines: [BaselineRow] = []
    ) {
        self.init()
        self.strides = strides
        self.measures = measures
        self.bouts = bouts
        self.episodes = episodes
        self.gaps = gaps
        self.baselines = baselines
    }
}

/// What a failing call throws, as the type that it should be.
func error<E: Error>(_ type: E.Type, _ body: () throws -> Void) -> E? {
    do { try body() } catch {
        if let expected = error as? E { return expected }
        Issue.record("threw \(error)")
    }
    return nil
}

extension Fixture {
    /// Writes to the file past the store.
    func rawWrite(_ sql: String) throws {
        // The file goes with the fixture, which must not go before the queue.
        defer { withExtendedLifetime(self) {} }
        let queue = try DatabaseQueue(path: store.path)
        defer { try? queue.close() }
        try queue.write { try $0.execute(sql: sql) }
    }
}

extension StrideRow {
    /// A stride with its times in s, and the tibial rotation in rad.
    init(
        wearing: Wearing, side: RowSide, start: WallTime, strideTime: Double, stanceTime: Double = .nan,
        swingTime: Double = .nan, stepTime: Double = .nan, tibialRotation: Double = .nan, isSteady: Bool = true,
        mode: RowMode = .walking
    ) {
        self.init(
            wearing: wearing, side: side, start: start,
            values: [
                "stride_time_s": strideTime, "stance_time_s": stanceTime, "swing_time_s": swingTime,
                "step_time_s": stepTime, "pronation_proxy_deg": tibialRotation * 180 / .pi,
            ], isSteady: isSteady, mode: mode)
    }
}

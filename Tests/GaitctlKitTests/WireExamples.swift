import Foundation
import QueryAPI

/// Fixed answers of the daemon.
enum Examples {
    static let noon = WireCoding.date("2026-11-21T10:30:59.125Z") ?? .distantPast

    static func episode(
        id: Int = 12, kind: String = "step_time_asymmetry", side: String = "left",
        measure: String = "step_time_symmetry_index_percent", value: Double = 12.8, low: Double = 10.1,
        high: Double = 15.4, threshold: Double = 10, subject: String? = "S-7K2M"
    ) -> EpisodeSummary {
        EpisodeSummary(
            id: id, kind: kind, side: side, kit: "demo", session: "20261121-1", subject: subject, start: noon,
            end: noon.addingTimeInterval(42), durationS: 42, severity: 0.28, confidence: 0.99, strides: 60,
            measure: measure, value: value, low: low, high: high, threshold: threshold)
    }

    static let pain = Annotation(
        id: 3, at: noon.addingTimeInterval(600), session: "20261121-1", subject: "S-7K2M", kind: "pain",
        text: "after the stairs", pain: ["knee_left": 4, "knee_right": 0, "back": 6])

    static let detail = EpisodeDetail(
        episode: episode(), method: "step-time-symmetry", version: "1", proxy: false, evidence: "moderate",
        sides: [
            SideMeans(
                side: "left", strides: 30,
                means: [
                    "stride_time_s": 1.12, "stance_time_s": 0.7, "swing_time_s": 0.42, "step_time_s": 0.596,
                    "pronation_proxy_deg": 4.25, "contralateral_pelvic_drop_deg": 3.04,
                ]),
            SideMeans(
                side: "right", strides: 30,
                means: [
                    "stride_time_s": 1.12, "stance_time_s": 0.74, "swing_time_s": 0.38, "step_time_s": 0.524,
                    "contralateral_pelvic_drop_deg": 5.5,
                ]),
        ],
        measures: [
            MeasureValue(
                name: "cadence_per_min", at: noon, session: nil, subject: nil, side: nil, value: 107.1, low: 105,
                high: 109.25, strides: 60),
            MeasureValue(
                name: "pelvic_drop_deg", at: noon, session: nil, subject: nil, side: "left", value: -2.5, low: -4,
                high: -1, strides: 30),
        ],
        annotations: [pain],
        signals: [
            SignalInfo(
                placement: "left_shank", start: noon.addingTimeInterval(-10), end: noon.addingTimeInterval(47),
                samples: 11400)
        ])

    /// A shank that turns at 3 rad/s in the first half of each second and rests in the second.
    static let signal = Signal(
        placement: "left_shank", origin: noon.addingTimeInterval(-1), tS: (0..<700).map { Double($0) / 100 },
        accelerationMps2: (0..<700).map { _ in [0, 0, 9.81] },
        angularRateRadps: (0..<700).map { $0 % 100 < 50 ? [0, 3, 0] : [0, 0, 0] })

    static let status = Status(
        version: "0.1.0", startedAt: noon, uptimeS: 7500, configurationFile: nil, stateDirectory: "/var/lib/gaitd",
        timeScale: 1, kits: 2, sensorsStreaming: 5, sensorsConfigured: 6, openSessions: ["20261121-1"], episodes: 12,
        warnings: ["the disk is nearly full: 300 MB left"])

    static let sensors = [
        SensorState(
            id: "demo/left_shank", kit: "demo", placement: "left_shank", device: "/dev/ttyUSB0", link: "streaming",
            driver: "witmotion", baud: 115_200, nominalRateHz: 200, rateHz: 199.96, samples: 1000, bytes: 33000,
            checksumErrors: 2, lostSamples: 7, gaps: 1, syncErrorMs: 1.25, mounting: "ok"),
        SensorState(
            id: "demo/lumbar", kit: "demo", placement: "lumbar", device: "/dev/ttyUSB2", link: "missing",
            detail: "no such device: plug it in"),
    ]

    static let session = Session(
        id: "20261121-1", subject: "S-7K2M", kit: "demo", startedAt: noon, stoppedAt: noon.addingTimeInterval(600),
        shoes: "trainers", walkingAid: nil, note: "felt tired", resumed: 1, log: "20261121-1.mcap", strides: 900,
        episodes: 2, lostSamples: 14)

    static var running: Session {
        var session = session
        session.stoppedAt = nil
        session.resumed = 0
        return session
    }
}

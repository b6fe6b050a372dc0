import Foundation
import QueryAPI
import TestSupport
import Testing

/// Recorded walks of people after stroke: gaitsim → pty → gaitd → SQLite → socket → gaitctl, all four side by side.
@Suite("Stroke recordings, live")
struct StrokeLiveTests {
    static let walks = [
        "pp04": "sub-pp04_task-treadmill_tracksys-imu_acq-reg2",
        "pp07": "sub-pp07_task-treadmill_tracksys-imu_acq-reg2",
        "pp02": "sub-pp02_task-treadmill_tracksys-imu_acq-reg1",
        "pp08": "sub-pp08_task-treadmill_tracksys-imu_acq-reg2",
    ]

    static func file(_ kit: String) -> String {
        let name = walks[kit] ?? ""
        return SharedData.file("data/stroke_treadmill_movingreality/sub-\(kit)/motion/\(name)_motion.tsv").path
    }

    @Test(
        "sides and flags as the recordings' notes say; the log and the live run tell the same",
        .enabled(if: SharedData.isPresent, "needs the recordings in ../shared/data"))
    func fourWalks() async throws {
        let placements = ["left_shank", "right_shank", "lumbar"]
        let house = try House(kits: Self.walks.mapValues { _ in placements }, timeScale: 4)
        let daemon = try await house.open()
        let watch = try await house.watch()
        var bodies: [LaunchedProgram] = []
        for kit in Self.walks.keys.sorted() {
            bodies.append(
                try house.plug(["play", Self.file(kit), "--protocol", "mavlink", "--linger", "12"], kit: kit))
        }
        for body in bodies {
            let result = await body.result()
            #expect(result.status == 0, "gaitsim: \(result.errors)")
        }
        try await house.until("the walks are in the store", within: 60) {
            try await house.items(MeasureValue.self, "measures", "--by", "bout").count >= 4
        }

        let sensors = try await house.items(SensorState.self, "sensors")
        #expect(sensors.count == 12)
        for sensor in sensors {
            #expect(sensor.droppedSamples == 0, "\(sensor.id) dropped samples")
            #expect(sensor.checksumErrors == 0)
            #expect(sensor.lostSamples == 0, "\(sensor.id) lost samples")
            #expect(sensor.samples > 12_000)
        }

        func stepTime(_ kit: String) async throws -> [EpisodeSummary] {
            try await house.items(EpisodeSummary.self, "episodes", "--kit", kit, "--kind", "step_time_asymmetry")
        }
        let limping = try await stepTime("pp04")
        #expect(!limping.isEmpty, "the longer left step of pp04 was not flagged")
        #expect(limping.allSatisfy { $0.side == "left" })
        let nearLimit = try await stepTime("pp07")
        #expect(nearLimit.allSatisfy { $0.side == "right" }, "pp07 was flagged on the wrong side")
        #expect(try await stepTime("pp02").isEmpty)
        #expect(try await stepTime("pp08").isEmpty)

        watch.signal(SIGINT)
        let live = try Self.contacts(await watch.result().lines, confirmed: true)
        for kit in Self.walks.keys.sorted() {
            let analyzed = try await LaunchedProgram(
                Programs.path("gaitctl"), ["analyze", Self.file(kit), "--format", "ndjson"]
            ).result()
            let offline = try Self.contacts(analyzed.lines, confirmed: true)
            try Self.compare(live.filter { $0.kit == kit }, offline, kit)
        }
        try await house.close(daemon)
    }

    static func contacts(_ lines: [String], confirmed: Bool) throws -> [LiveLine] {
        try lines.filter { $0.contains("\"type\":\"event\"") }
            .map { try WireCoding.decoder().decode(LiveLine.self, from: Data($0.utf8)) }
            .filter { $0.status == "confirmed" }
    }

    /// How long a clock that is known by arrivals alone may need to settle on a busy machine, s.
    private static let settling = 5.0

    /// The same contacts in the same order, each within one sample period (10 ms) once the clocks have settled and
    /// within 0.1 s before, but for the daemon's own zero.
    static func compare(_ live: [LiveLine], _ offline: [LiveLine], _ kit: String) throws {
        for side in ["left", "right"] {
            for kind in ["initial_contact", "final_contact"] {
                let a = live.filter { $0.side == side && $0.kind == kind }.compactMap(\.t)
                let b = offline.filter { $0.side == side && $0.kind == kind }.compactMap(\.t)
                #expect(a.count == b.count, "\(kit) \(side) \(kind): \(a.count) live, \(b.count) analyzed")
                guard a.count == b.count, !a.isEmpty else { continue }
                let differences = zip(a, b).map { $0 - $1 }
                let middle = differences.sorted()[differences.count / 2]
                for (difference, time) in zip(differences, b) {
                    #expect(
                        abs(difference - middle) <= (time < settling ? 0.1 : 0.010),
                        "\(kit) \(side) \(kind): \((difference - middle) * 1000) ms apart, at \(time) s")
                }
            }
        }
    }
}

import Foundation
import QueryAPI
import TestSupport
import Testing

/// `gaitctl sensors align` with the real programs.
@Suite("Alignment, live")
struct AlignLiveTests {
    @Test("sensors that turn together are aligned; in a session, or walking, they are not")
    func align() async throws {
        let house = try House(kits: ["hand": WalkerLiveTests.placements, "legs": WalkerLiveTests.placements])
        let options = ["--duration", "40", "--stand", "1", "--seed", "5", "--protocol", "mavlink"]
        _ = try house.plug(["walk"] + options + ["--bundled", "40"], kit: "hand")
        _ = try house.plug(["walk"] + options, kit: "legs")
        let daemon = try await house.open()
        let aligned = try await house.ask("sensors", "align", "--kit", "hand", "--seconds", "30")
        #expect(aligned.status == 0, "\(aligned.errors)")
        #expect(
            aligned.lines.count == 3 && aligned.lines.allSatisfy { $0.hasSuffix("ms added to its times") },
            "\(aligned.output)")
        let hand = try await house.items(SensorState.self, "sensors").filter { $0.kit == "hand" }
        for sensor in hand {
            let offset = try #require(sensor.offsetMs)
            // One program plays all of them, so their delays differ by no more than its loop takes.
            #expect((0..<15).contains(offset), "\(sensor.id): \(offset)")
            #expect((sensor.syncErrorMs ?? 0) > 0)
        }

        let walking = try await house.ask("sensors", "align", "--kit", "legs", "--seconds", "2")
        #expect(walking.status == 65 && walking.errors.contains("did not turn as the others"), "\(walking.errors)")
        let session = try await house.answer(
            Session.self, "session", "start", "--subject", "S-TEST2345", "--kit", "hand")
        let refused = try await house.ask("sensors", "align", "--kit", "hand", "--seconds", "1")
        #expect(refused.status == 65 && refused.errors.contains(session.id), "\(refused.errors)")
        // What was found holds in the session.
        try await house.until("the session's run shows the offsets", within: 10) {
            try await house.items(SensorState.self, "sensors").filter { $0.kit == "hand" }
                .allSatisfy { sensor in hand.first { $0.id == sensor.id }?.offsetMs == sensor.offsetMs }
        }
        #expect(try await house.ask("session", "stop", session.id).status == 0)
        try await house.close(daemon)
        try await Self.afterRestart(house, hand)
    }

    /// What was found is there again with its age when the daemon is, and gone when it was forgotten.
    private static func afterRestart(_ house: House, _ aligned: [SensorState]) async throws {
        func hand() async throws -> [SensorState] {
            try await house.items(SensorState.self, "sensors").filter { $0.kit == "hand" }
        }
        let second = try await house.open()
        try await house.until("the kept offsets are shown", within: 10) {
            try await hand().allSatisfy { sensor in
                guard let before = aligned.first(where: { $0.id == sensor.id }), let at = sensor.offsetAt,
                    let then = before.offsetAt
                else { return false }
                return sensor.offsetMs == before.offsetMs && abs(at.timeIntervalSince(then)) < 1
            }
        }
        let screen = try await house.ask("sensors")
        #expect(screen.output.contains("offset (ms)  aligned") && screen.output.contains(" ago "), "\(screen.output)")
        try await house.close(second)

        if Python.isPresent { try await eightDaysLater(house) }
        let third = try await house.open()
        let forgotten = try await house.ask("sensors", "align", "--kit", "hand", "--forget")
        #expect(forgotten.status == 0 && forgotten.lines.count == 3, "\(forgotten.errors)")
        #expect(forgotten.lines.allSatisfy { $0.hasSuffix("not aligned") })
        try await house.close(third)
        let fourth = try await house.open()
        try await house.until("the sensors are shown", within: 10) { try await hand().count == 3 }
        #expect(try await hand().allSatisfy { $0.offsetMs == nil && $0.offsetAt == nil })
        try await house.close(fourth)
    }

    /// What was found too long ago is there, and another alignment is asked for.
    private static func eightDaysLater(_ house: House) async throws {
        let aged = try Python.run(
            "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); "
                + "db.execute('UPDATE offsets SET found_us = found_us - 8 * 86400000000'); db.commit()",
            [house.state.appendingPathComponent("gaitd.sqlite").path])
        #expect(aged.status == 0, "\(aged.output)")
        let daemon = try await house.open()
        try await house.until("another alignment is asked for", within: 10) {
            try await house.answer(Status.self, "status").warnings.contains {
                $0.contains("hand was aligned more than a week ago")
            }
        }
        #expect(try await house.ask("sensors").output.contains("8 d ago"))
        try await house.close(daemon)
    }
}

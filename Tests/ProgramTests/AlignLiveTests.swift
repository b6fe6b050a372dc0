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
        #expect(aligned.lines.count == 3 && aligned.lines.allSatisfy { $0.hasSuffix("ms added to its times") })
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
        try await house.close(daemon)
    }
}

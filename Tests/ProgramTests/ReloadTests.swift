import Foundation
import QueryAPI
import TestSupport
import Testing

/// SIGHUP: a new configuration is taken up, one with mistakes is said and left.
@Suite("Reload")
struct ReloadTests {
    @Test("a kit that was added answers, an open session goes on; a mistake leaves everything as it was")
    func reload() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        let session = try await house.answer(Session.self, "session", "start", "--subject", "S-RELOAD23")
        let before = try String(contentsOf: house.configurationFile, encoding: .utf8)

        try (before + "[[kit]]\nname = 3\n").write(to: house.configurationFile, atomically: true, encoding: .utf8)
        daemon.signal(SIGHUP)
        try await house.until("the mistake is said", within: 10) {
            daemon.errors.contains("the old one stays in force")
        }
        #expect(try await house.items(SensorState.self, "sensors").count == 1)

        let more =
            "[[kit]]\nname = \"second\"\nsubject = \"S-KIT23456\"\n[[kit.sensor]]\nplacement = \"lumbar\"\ndevice = \"\(house.devices)/x\"\n"
        try (before + more).write(to: house.configurationFile, atomically: true, encoding: .utf8)
        daemon.signal(SIGHUP)
        try await house.until("the second kit answers", within: 20) {
            let result = try await house.ask("sensors", "--format", "ndjson")
            return result.status == 0 && result.lines.count == 2
        }
        let resumed = try await house.answer(Session.self, "session", "show", session.id)
        #expect(resumed.stoppedAt == nil)
        #expect(resumed.resumed == 1)
        // The kit's own subject stands in where the command names none.
        let second = try await house.answer(Session.self, "session", "start", "--kit", "second")
        #expect(second.subject == "S-KIT23456")
        let nobody = try await house.ask("session", "start", "--kit", "kit")
        #expect(nobody.status != 0 && nobody.errors.contains("subject"))
        try await house.close(daemon)
    }
}

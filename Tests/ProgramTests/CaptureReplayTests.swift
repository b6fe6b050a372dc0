import BluetoothSupport
import FakeWearables
import Foundation
import IMU
import QueryAPI
import Recording
import TestSupport
import Testing

/// Captured links, one of every family and carrier, played to the real daemon: what it says to the device, what it says
/// of the sensor and what it writes into the session log must stay as it is in the `.expected` file beside the capture.
@Suite("Captures replayed")
struct CaptureReplayTests {
    private static let folder = SharedData.repository.appendingPathComponent("Tests/Captures")

    private static func captures(bluetooth: Bool) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".capture") }.sorted().filter { name in
            (try? Capture(folder.appendingPathComponent(name)))?.isBluetooth == bluetooth
        }
    }

    @Test("no capture is passed over")
    func all() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        for name in files where name.hasSuffix(".capture") {
            #expect(throws: Never.self) { try Capture(Self.folder.appendingPathComponent(name)) }
        }
        #expect(Self.captures(bluetooth: false).count >= 4 && Self.captures(bluetooth: true).count >= 5)
    }

    @Test("on a serial line", arguments: captures(bluetooth: false))
    func serial(_ name: String) async throws { try await replay(name) }

    @Test(
        "over Bluetooth", .enabled(if: BlueZBench.isPossible, "needs dbus-daemon and dbus-fast (make test)"),
        arguments: captures(bluetooth: true))
    func bluetooth(_ name: String) async throws { try await replay(name) }

    private func replay(_ name: String) async throws {
        let file = Self.folder.appendingPathComponent(name)
        let capture = try Capture(file)
        let house = try House(kits: ["kit": ["lumbar"]])
        try configuration(house, capture).write(to: house.configurationFile, atomically: true, encoding: .utf8)
        let stage = try ReplayStage(capture, link: "\(house.devices)/kit-lumbar")
        let daemon = try await house.open(environment: stage.environment)
        let session = try await house.answer(
            Session.self, "session", "start", "--subject", "S-TEST2345", "--kit", "kit")
        stage.begin()
        try await house.until("\(name) is played: \(stage.differences)", within: 60) { stage.hasEnded }
        let expectedFile = file.deletingPathExtension().appendingPathExtension("expected")
        let expected = (try? String(contentsOf: expectedFile, encoding: .utf8))?.split(separator: "\n").map(String.init)
        let knowsLosses = expected?.contains { $0.hasPrefix("lost_samples") } ?? true
        var said: [String] = []
        // What was read last has yet to reach the pipeline, and its state this side of the socket.
        try? await house.until("all is said", within: 10) {
            guard let sensor = try await house.items(SensorState.self, "sensors").first else { return false }
            // It has fallen silent by now: what it said before counts.
            guard sensor.link == "streaming" else { return !said.isEmpty }
            said = Self.lines(sensor)
            guard let expected else { return sensor.bytes >= capture.bytes }
            return expected.starts(with: knowsLosses ? said : said.dropLast())
        }
        _ = try await house.answer(Session.self, "session", "stop", session.id)
        var logged: [String] = []
        try await house.until("the session's log is closed", within: 20) {
            let log = try SessionLog.read(house.state.appendingPathComponent("sessions/\(session.id).mcap"))
            logged = try Self.lines(log)
            return log.ending == .closed
        }
        // Both are told by the clock on the wall: how long a link was away, and what is late where nothing is numbered.
        if capture.breaks || logged.contains(where: { $0.hasPrefix("channel ") && $0.contains("arrivalOnly") }) {
            said.removeAll { $0.hasPrefix("lost_samples") }
        }
        try await house.close(daemon)
        #expect(stage.end() == [], "gaitd does to the device what it did in the capture")
        try compare(said + logged, expected, expectedFile)
    }

    private func configuration(_ house: House, _ capture: Capture) -> String {
        let address = capture.advertisement.address.map { String(format: "%02X", $0) }.joined(separator: ":")
        var text = "state_directory = \"\(house.state.path)\"\n[socket]\npath = \"\(house.socket)\"\n"
        text += "[[kit]]\nname = \"kit\"\n[[kit.sensor]]\nplacement = \"lumbar\"\n"
        text += capture.isBluetooth ? "address = \"\(address)\"\n" : "device = \"\(house.devices)/kit-lumbar\"\n"
        if let driver = capture.driver { text += "driver = \"\(driver)\"\n" }
        if let rate = capture.rate { text += "rate = \(rate)\n" }
        return text
    }

    private func compare(_ lines: [String], _ expected: [String]?, _ file: URL) throws {
        let got = FileManager.default.temporaryDirectory.appendingPathComponent("gaitd-\(file.lastPathComponent)")
        guard lines != expected else { return }
        try (lines.joined(separator: "\n") + "\n").write(to: got, atomically: true, encoding: .utf8)
        guard let expected else {
            Issue.record("there is no \(file.lastPathComponent): look at \(got.path), and keep it if it is right")
            return
        }
        let first = zip(lines, expected).enumerated().first { $1.0 != $1.1 }
        let place = first.map { "line \($0.offset + 1): \($0.element.0), not \($0.element.1)" }
        Issue.record("\(place ?? "\(lines.count) lines, not \(expected.count)"); all of it in \(got.path)")
    }

    // MARK: In words

    /// What does not depend on the clock on the wall.
    private static func lines(_ sensor: SensorState) -> [String] {
        [
            "driver \(sensor.driver ?? "-")", "battery_percent \(sensor.batteryPercent.map { "\($0)" } ?? "-")",
            "mtu_bytes \(sensor.mtuBytes.map(String.init) ?? "-")", "samples \(sensor.samples)",
            "bytes \(sensor.bytes)", "checksum_errors \(sensor.checksumErrors)",
            "discarded_bytes \(sensor.discardedBytes)", "implausible \(sensor.implausible)",
            "dropped_samples \(sensor.droppedSamples)", "reconnects \(sensor.reconnects)",
            "lost_samples \(sensor.lostSamples) gaps \(sensor.gaps)",
        ]
    }

    /// The log's channels and samples: ticks, specific force in m/s², angular rate in rad/s.
    private static func lines(_ log: SessionLogReader) throws -> [String] {
        var samples: [String] = []
        while let entry = try log.next() {
            guard case .sample(let sample, let sensor) = entry else { continue }
            let numbers = [0, 1, 2].map { sample.acceleration[$0] } + [0, 1, 2].map { sample.angularRate[$0] }
            let words = numbers.map { String(format: "%.4f", $0) }.joined(separator: " ")
            samples.append("sample \(sensor) \(sample.ticks) \(words)")
        }
        let channels = log.sensors.enumerated().map { index, sensor in
            "channel \(index) \(sensor.driver) \(sensor.timing.source) \(sensor.timing.nominalRate)"
        }
        return channels + samples
    }
}

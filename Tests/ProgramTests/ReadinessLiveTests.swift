import BluetoothSupport
import FakeWearables
import Foundation
import QueryAPI
import Synchronization
import TestSupport
import Testing

/// What would spoil a session is said before it begins.
@Suite("Before a session", .enabled(if: BlueZBench.isPossible, "needs dbus-daemon and dbus-fast (make test)"))
struct ReadinessLiveTests {
    @Test("an empty battery and a wrong rate, by `gaitctl session start`, of the kit that is meant")
    func batteryAndRate() async throws {
        let radio = try StandingRadio()
        defer { radio.end() }
        let house = try House(kits: ["a": ["lumbar"], "b": ["lumbar"]])
        var text = "state_directory = \"\(house.state.path)\"\n[socket]\npath = \"\(house.socket)\"\n"
        text +=
            "[[kit]]\nname = \"a\"\n[[kit.sensor]]\nplacement = \"lumbar\"\naddress = \"\(StandingRadio.address)\"\n"
        text += "[[kit]]\nname = \"b\"\n[[kit.sensor]]\nplacement = \"lumbar\"\ndevice = \"\(house.devices)/nothing\"\n"
        try text.write(to: house.configurationFile, atomically: true, encoding: .utf8)
        let daemon = try await house.open(environment: ["DBUS_SYSTEM_BUS_ADDRESS": radio.busAddress])
        try await house.until("rate and battery are known", within: 30) {
            let warnings = try await house.answer(Status.self, "status").warnings
            return warnings.count { $0.hasPrefix("a/lumbar ") } == 2
        }
        let started = try await house.ask("session", "start", "--subject", "S-TEST2345", "--kit", "a")
        #expect(started.status == 0, "a warning hinders nobody")
        let lines = started.lines.filter { $0.hasPrefix("warning: ") }
        #expect(lines.count == 2 && started.lines.prefix(2) == lines[...], "\(started.output)")
        #expect(lines.contains { $0.contains("a/lumbar has 5 % of its battery left") })
        // 20 by its own count; what the daemon measures depends on how busy the machine is.
        #expect(lines.contains { $0.contains("a/lumbar sends ") && $0.contains(" samples a second, too few") })
        try await house.close(daemon)
    }
}

/// A WitMotion that lies still, slow and nearly empty, behind a bluetoothd of the tests'.
private final class StandingRadio: Sendable {
    static let address = "E5:11:22:33:44:01"
    private let state = Mutex((busAddress: String?.none, mustEnd: false))

    init() throws {
        Thread.detachNewThread { [self] in play() }
        let deadline = Date(timeIntervalSinceNow: 30)
        while state.withLock({ $0.busAddress }) == nil, Date() < deadline { usleep(10_000) }
    }

    var busAddress: String { state.withLock { $0.busAddress ?? "" } }
    func end() { state.withLock { $0.mustEnd = true } }

    private func play() {
        guard let air = try? FakeBlueZ() else { return }
        let device = FakeDevice(FakeWitMotionBLE(rate: 20))
        device.address = Self.address
        device.peripheral.gatt.batteryPercent = 15
        air.devices = [device]
        state.withLock { $0.busAddress = air.busAddress }
        let start = ContinuousClock.now
        var next = 0
        while !state.withLock({ $0.mustEnd }) {
            air.turn()
            let due = Int((ContinuousClock.now - start) / .seconds(1) * 20)
            while next < due {
                device.send(next, rate: 20)
                next += 1
            }
        }
    }
}

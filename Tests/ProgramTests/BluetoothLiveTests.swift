import BluetoothSupport
import FakeWearables
import Foundation
import IMU
import QueryAPI
import Synchronization
import TestSupport
import Testing
import Walker

/// A person puts three Bluetooth sensors on: found, assigned, streaming, walking, flagged; by the real programs, with a
/// bluetoothd of the tests' on a bus of its own.
@Suite("Bluetooth, live", .enabled(if: BlueZBench.isPossible, "needs dbus-daemon and dbus-fast (make test)"))
struct BluetoothLiveTests {
    private static let timeScale = 4.0
    private static let seed: UInt64 = 20_261_121
    private static let placements: [Placement] = [.leftShank, .rightShank, .lumbar]
    private static let addresses = ["0C:8C:DC:11:22:01", "0C:8C:DC:11:22:02", "0C:8C:DC:11:22:03"]

    @Test("the adapter of the configuration file stays when a device is assigned")
    func assigningKeepsTheAdapter() async throws {
        let body = try WirelessBody(Self.placements, Self.addresses, timeScale: Self.timeScale, seed: Self.seed)
        defer { body.end() }
        let house = try House(kits: ["a": ["lumbar"]], timeScale: Self.timeScale)
        // There is no such adapter: were the file's forgotten, the device would stream.
        let text = """
            state_directory = "\(house.state.path)"
            [socket]
            path = "\(house.socket)"
            [[kit]]
            name = "a"
            [[kit.sensor]]
            placement = "lumbar"
            device = "assigned"
            adapter = "hci7"

            """
        try text.write(to: house.configurationFile, atomically: true, encoding: .utf8)
        let daemon = try await house.open(environment: ["DBUS_SYSTEM_BUS_ADDRESS": body.busAddress])
        _ = try await house.answer(SensorState.self, "sensors", "assign", Self.addresses[2], "lumbar")
        try await house.until("the adapter is missed", within: 20) {
            let sensor = try? await house.items(SensorState.self, "sensors").first
            return sensor?.device == Self.addresses[2] && sensor?.detail?.hasPrefix("no Bluetooth adapter") == true
        }
        try await house.close(daemon)
    }

    @Test("found, assigned, walked with, flagged; carried away and back")
    func pairAndWalk() async throws {
        let body = try WirelessBody(Self.placements, Self.addresses, timeScale: Self.timeScale, seed: Self.seed)
        defer { body.end() }
        let house = try House(kits: ["a": Self.placements.map(\.name)], timeScale: Self.timeScale)
        // The lumbar sensor's place is not known yet.
        var text = "state_directory = \"\(house.state.path)\"\n[socket]\npath = \"\(house.socket)\"\n"
        text += "[[kit]]\nname = \"a\"\n"
        for (placement, address) in zip(Self.placements, Self.addresses) {
            let place = placement == .lumbar ? "device = \"assigned\"" : "address = \"\(address)\""
            text += "[[kit.sensor]]\nplacement = \"\(placement.name)\"\n\(place)\nrate = 104\n"
        }
        try text.write(to: house.configurationFile, atomically: true, encoding: .utf8)
        let daemon = try await house.open(environment: ["DBUS_SYSTEM_BUS_ADDRESS": body.busAddress])

        let waiting = try await house.items(SensorState.self, "sensors").first { $0.placement == "lumbar" }
        #expect(waiting?.detail?.contains("no device is assigned: `gaitctl sensors scan`") == true)
        // The two that are connected advertise no more; the third is seen.
        try await house.until("the third sensor is seen", within: 20) {
            let scan = try await house.answer(Scan.self, "sensors", "scan", "--seconds", "1")
            return scan.devices.contains { $0.id == Self.addresses[2] && $0.driver == "movesense" && $0.sensor == nil }
        }
        let assigned = try await house.answer(SensorState.self, "sensors", "assign", Self.addresses[2], "lumbar")
        #expect(assigned.id == "a/lumbar")
        try await house.until("three sensors stream", within: 30) {
            let sensors = (try? await house.items(SensorState.self, "sensors")) ?? []
            return sensors.count == 3 && sensors.allSatisfy { $0.link == "streaming" && $0.batteryPercent != nil }
        }
        let sensors = try await house.items(SensorState.self, "sensors")
        #expect(sensors.map(\.device) == Self.addresses)
        #expect(sensors.allSatisfy { $0.driver == "movesense" && $0.mtuBytes == 247 && $0.nominalRateHz == 104 })

        let session = try await house.answer(
            Session.self, "session", "start", "--subject", "S-TEST2345", "--kit", "a")
        let refused = try await house.ask("sensors", "assign", Self.addresses[2], "left_shank")
        #expect(refused.status == 65 && refused.errors.contains("stop it first"), "\(refused.errors)")
        body.walk()
        try await house.until("the walk is over", within: 60) { body.hasWalked }
        var episodes: [EpisodeSummary] = []
        try await house.until("the limp is flagged", within: 30) {
            episodes = try await house.items(EpisodeSummary.self, "episodes", "--kind", "step_time_asymmetry")
            return episodes.first?.open == false
        }
        let episode = try #require(episodes.first)
        #expect(episode.side == "left" && abs(episode.value - 20) < 5, "seed \(Self.seed): \(episode.value)")
        let walked = try await house.items(SensorState.self, "sensors")
        #expect(walked.allSatisfy { $0.lostSamples == 0 && $0.droppedSamples == 0 }, "\(walked)")

        body.carryAway(2)
        try await house.until("the lumbar sensor is lost", within: 20) {
            let sensors = try await house.items(SensorState.self, "sensors")
            return sensors.contains { $0.placement == "lumbar" && $0.link != "streaming" && $0.detail != nil }
        }
        body.bringBack(2)
        try await house.until("it streams again", within: 20) {
            let sensors = try await house.items(SensorState.self, "sensors")
            return sensors.contains { $0.placement == "lumbar" && $0.link == "streaming" && $0.reconnects == 1 }
        }
        _ = try await house.answer(Session.self, "session", "stop", session.id)
        try await house.close(daemon)
        #expect(body.measuring == 0, "every device was told to stop")
    }
}

/// Three fake sensors on a walking body, played on a thread of their own behind a bluetoothd of the tests'.
private final class WirelessBody: Sendable {
    private struct State {
        var busAddress: String?
        var mustEnd = false
        var walks = false
        var hasWalked = false
        /// Devices to be carried away or brought back.
        var moves: [(device: Int, isOn: Bool)] = []
        var measuring = 0
    }

    private let state = Mutex(State())

    init(_ placements: [Placement], _ addresses: [String], timeScale: Double, seed: UInt64) throws {
        var parameters = GaitParameters()
        parameters.limp(.left, sizePercent: 20)
        let walker = try Walker(parameters, script: Activity.script("stand 8, walk 90, stand 8"), seed: seed)
        var model = SensorModel()
        model.rate = 104
        let readings = try placements.map { Array(try walker.stream($0, model: model)) }
        Thread.detachNewThread { [self] in play(addresses, readings, timeScale) }
        let deadline = Date(timeIntervalSinceNow: 30)
        while state.withLock({ $0.busAddress }) == nil, Date() < deadline { usleep(10_000) }
    }

    var busAddress: String { state.withLock { $0.busAddress ?? "" } }
    var hasWalked: Bool { state.withLock { $0.hasWalked } }
    var measuring: Int { state.withLock { $0.measuring } }
    func walk() { state.withLock { $0.walks = true } }
    func end() { state.withLock { $0.mustEnd = true } }
    func carryAway(_ device: Int) { state.withLock { $0.moves.append((device, false)) } }
    func bringBack(_ device: Int) { state.withLock { $0.moves.append((device, true)) } }

    private func play(_ addresses: [String], _ readings: [[WornReading]], _ timeScale: Double) {
        guard let air = try? FakeBlueZ() else { return }
        let devices = addresses.map { address in
            let device = FakeDevice(FakeMovesense())
            device.address = address
            return device
        }
        air.devices = devices
        state.withLock { $0.busAddress = air.busAddress }
        let start = ContinuousClock.now
        var next = 0
        /// The number of the reading at which the walk began; before and after it the body stands.
        var begin: Int?
        while !state.withLock({ $0.mustEnd }) {
            air.turn()
            let due = Int((ContinuousClock.now - start) / .seconds(1) * timeScale * 104)
            while next < due {
                if begin == nil, state.withLock({ $0.walks }) { begin = next }
                for (device, worn) in zip(devices, readings) {
                    let index = begin.map { min(next - $0, worn.count - 1) } ?? 0
                    device.peripheral.send(
                        WearableReading(
                            clock: Double(next) / 104, acceleration: worn[index].acceleration,
                            angularRate: worn[index].angularRate))
                }
                next += 1
            }
            let isOver = begin.map { next - $0 > readings[0].count } ?? false
            let moves = state.withLock { state in
                state.measuring = devices.count { $0.peripheral.outputRate > 0 }
                state.hasWalked = isOver
                defer { state.moves = [] }
                return state.moves
            }
            for (index, isOn) in moves {
                devices[index].isOn = isOn
                guard !isOn else { continue }
                devices[index].disconnect()
                air.tell(["do": "away", "address": devices[index].address])
            }
        }
    }
}

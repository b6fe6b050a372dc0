import BluetoothSupport
import Foundation
import Synchronization

/// Plays a capture's device on a thread of its own: on a pseudo-terminal, or behind a bluetoothd of the tests'.
final class ReplayStage: Sendable {
    private struct State {
        var busAddress: String?
        var isOn = false
        var mustEnd = false
        var hasEnded = false
        var differences: [String]?
        var failure: String?
    }

    private let state = Mutex(State())

    /// - Parameter link: the line's name; of no meaning over Bluetooth.
    init(_ capture: Capture, link: String) throws {
        Thread.detachNewThread { [self] in
            if capture.isBluetooth { playOverBluetooth(capture) } else { playOnALine(capture, link) }
        }
        let deadline = Date(timeIntervalSinceNow: 60)
        while state.withLock({ $0.busAddress == nil && $0.failure == nil }), Date() < deadline { usleep(10_000) }
        if let failure = state.withLock({ $0.failure }) { throw House.Failure(description: failure) }
    }

    var environment: [String: String] {
        state.withLock { $0.busAddress }.map { ["DBUS_SYSTEM_BUS_ADDRESS": $0] } ?? [:]
    }

    /// Whether the device has said everything.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// What gaitd has done otherwise than in the capture, so far.
    var differences: [String] { state.withLock { $0.differences ?? [] } }

    /// The device is switched on.
    func begin() { state.withLock { $0.isOn = true } }

    /// Ends the play; answers with what gaitd did otherwise than in the capture.
    func end() -> [String] {
        state.withLock {
            $0.mustEnd = true
            $0.differences = nil
        }
        let deadline = Date(timeIntervalSinceNow: 10)
        while state.withLock({ $0.differences == nil }), Date() < deadline { usleep(1000) }
        return state.withLock { $0.differences } ?? ["the play does not end"]
    }

    private var mustEnd: Bool { state.withLock { $0.mustEnd } }
    private var isOn: Bool { state.withLock { $0.isOn } }

    private static func now() -> Double { (ContinuousClock.now - epoch) / .seconds(1) }
    private static let epoch = ContinuousClock.now

    private func playOnALine(_ capture: Capture, _ link: String) {
        let line = CapturedLine(capture, link: link)
        state.withLock { $0.busAddress = "" }
        while true {
            let isLast = mustEnd
            if isOn { line.pass(to: Self.now()) }
            state.withLock { state in
                state.hasEnded = line.hasEnded
                state.differences = isLast || !state.mustEnd ? line.differences + (isLast ? line.unsaid : []) : nil
            }
            if isLast { return }
            usleep(1000)
        }
    }

    private func playOverBluetooth(_ capture: Capture) {
        guard let air = try? FakeBlueZ() else { return state.withLock { $0.failure = "no fake bluetoothd" } }
        let device = FakeDevice(CapturedPeripheral(capture), mtu: capture.mtu)
        device.isOn = false
        air.devices = [device]
        state.withLock { $0.busAddress = air.busAddress }
        while true {
            let isLast = mustEnd
            air.turn()
            guard var peripheral = device.peripheral as? CapturedPeripheral else { return }
            if isOn { peripheral.pass(to: Self.now()) }
            let breaks = peripheral.takeBreak()
            device.peripheral = peripheral
            device.isOn = peripheral.isReachable
            if breaks {
                device.disconnect()
                air.tell(["do": "away", "address": device.address])
            }
            state.withLock { state in
                state.hasEnded = peripheral.hasEnded
                state.differences =
                    isLast || !state.mustEnd ? peripheral.differences + (isLast ? peripheral.unasked : []) : nil
            }
            if isLast { return }
        }
    }
}

import Bluetooth
import BluetoothSupport
import Drivers
import FakeWearables
import GATT
import Testing

/// The back end over D-Bus, with a bluetoothd of the tests on a bus of its own.
@Suite(.enabled(if: BlueZBench.isPossible, "needs dbus-daemon and dbus-fast (make test)"), .serialized)
struct BlueZCentralTests {
    @Test func connectsDiscoversReadsAndWrites() throws {
        try CentralChecks.connectsDiscoversReadsAndWrites(BlueZBench())
    }

    @Test func aRefusalIsSaidAndTheConnectionStands() throws {
        try CentralChecks.aRefusalIsSaidAndTheConnectionStands(BlueZBench())
    }

    @Test func threeDevicesStreamWithoutLoss() throws { try CentralChecks.threeDevicesStreamWithoutLoss(BlueZBench()) }

    @Test func threeDevicesStreamOverTheBusWhereNothingCanBeAcquired() throws {
        let bench = try BlueZBench()
        bench.forbidAcquiring()
        try CentralChecks.threeDevicesStreamWithoutLoss(bench)
    }

    @Test func aLostLinkIsSaidAndComesBack() throws { try CentralChecks.aLostLinkIsSaidAndComesBack(BlueZBench()) }

    @Test func anAdapterSwitchedOffAndRemovedIsSaid() throws {
        let bench = try BlueZBench()
        try CentralChecks.anAdapterSwitchedOffAndRemovedIsSaid(bench) { bench.removeAdapter() }
    }

    @Test func scanningSeesWhoIsThere() throws { try CentralChecks.scanningSeesWhoIsThere(BlueZBench()) }

    @Test func whatDoesNotFitAPacketIsReadAndWrittenInParts() throws {
        try CentralChecks.whatDoesNotFitAPacketIsReadAndWrittenInParts(BlueZBench())
    }

    @Test func aRestartOfBluetoothdIsSurvived() throws {
        let bench = try BlueZBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        let (_, first) = bench.connect(device)
        #expect(first.table != nil)
        bench.stopService()
        #expect(bench.turn { !first.problems.isEmpty })
        #expect(bench.turn { bench.central.problem == .noBluetoothd })
        device.disconnect()
        #expect(bench.connect(device).listener.problems == [.noBluetoothd])
        bench.startService()
        #expect(bench.turn { bench.central.problem == nil })
        let (peer, second) = bench.connect(device)
        #expect(second.table != nil, "\(second.problems)")
        #expect(bench.perform(.subscribe(CentralChecks.notify), peer, second) == .done)
        for number in 0..<8 { device.send(number, rate: 100) }
        #expect(bench.turn { second.values.count == 2 })
        peer.close()
    }

    @Test func aDeviceThatAsksForItIsPaired() throws {
        let bench = try BlueZBench()
        let device = CentralChecks.movesense(1)
        bench.place([device])
        bench.wantPairing(device)
        let (peer, listener) = bench.connect(device)
        #expect(bench.perform(.read(StandardService.batteryLevel), peer, listener) == .value([100]))
        peer.close()
    }

    /// The filter goes first, and scanning ends when nothing is looked for.
    @Test func discoveryIsForLowEnergyAndEnds() throws {
        let bench = try BlueZBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        #expect(listener.table != nil)
        #expect(bench.turn { bench.said.contains("discovery off") })
        #expect(bench.said.filter { $0 != "ready" } == ["filter", "discovery on", "discovery off"])
        bench.central.stop()
        #expect(bench.turn { !device.isConnected }, "stopping disconnects")
        peer.close()
    }
}

import Bluetooth
import BluetoothSupport
import CLinux
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

    @Test func newConnectionParametersAreHeard() throws {
        try CentralChecks.newConnectionParametersAreHeard(BlueZBench())
    }

    @Test func sensorsAreSpreadOverTheAdapters() throws {
        try CentralChecks.sensorsAreSpreadOverTheAdapters(BlueZBench())
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

    /// bluetoothd 5.66 sometimes answers `Connect` without ever saying `Connected`; that the link is gone it does say.
    @Test func aConnectionThatIsNeverSaidStands() throws {
        let bench = try BlueZBench()
        bench.muteConnected()
        let device = CentralChecks.witmotion()
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        #expect(listener.table != nil, "\(listener.problems)")
        #expect(bench.perform(.subscribe(CentralChecks.notify), peer, listener) == .done)
        for number in 0..<8 { device.send(number, rate: 100) }
        #expect(bench.turn { listener.values.count == 2 })
        #expect(listener.problems.isEmpty)
        bench.carryAway(device)
        #expect(bench.turn { !listener.problems.isEmpty })
        #expect(listener.problems == [.connectionLost(errno: 0)])
        peer.close()
    }

    /// ServicesResolved may be said before any service is shown (bluez/bluez#1489).
    @Test func servicesThatComeLateAreAllWaitedFor() throws {
        let bench = try BlueZBench()
        bench.showServicesLate()
        let device = CentralChecks.movesense(1)
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        let offered = Set(device.peripheral.gatt.services.flatMap { $0.characteristics.map(\.uuid) })
        #expect(Set(listener.table?.characteristics.map(\.uuid.description) ?? []) == offered, "\(listener.problems)")
        peer.close()
    }

    /// What bluetoothd remembers of a device may be another firmware's: then it is made to forget, and finds it anew.
    @Test func aDeviceThatBluetoothdRemembersWronglyIsForgotten() throws {
        let bench = try BlueZBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        bench.makeStale(device)
        let address = try #require(BluetoothAddress(device.address))
        let first = Listener()
        let peer = bench.central.connect(PeerTarget(address: address, type: .random), first)
        #expect(bench.turn { device.isConnected })
        for _ in 0..<20 { bench.turn() }
        #expect(first.table == nil && first.problems.isEmpty, "it is given time")
        bench.central.tick(now: clinux_boottime_ns() + 21_000_000_000)
        #expect(first.problems == [.protocolBroken])
        #expect(bench.turn { bench.said.contains("remove") })
        let (again, second) = bench.connect(device)
        #expect(second.table != nil, "\(second.problems)")
        peer.close()
        again.close()
    }

    /// A link that breaks while services are looked for is lost at once, not when the search's time is over.
    @Test func aLinkThatBreaksDuringDiscoveryIsLostAtOnce() throws {
        let bench = try BlueZBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        bench.makeStale(device)
        let listener = Listener()
        let address = try #require(BluetoothAddress(device.address))
        let peer = bench.central.connect(PeerTarget(address: address, type: .random), listener)
        #expect(bench.turn { device.isConnected })
        for _ in 0..<20 { bench.turn() }
        bench.carryAway(device)
        #expect(bench.turn { !listener.problems.isEmpty })
        #expect(listener.problems == [.connectionLost(errno: 0)])
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

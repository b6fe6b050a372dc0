import Bluetooth
import BluetoothSupport
import FakeWearables
import GATT
import Testing

/// The back end over the kernel's sockets, with socket pairs in the radio's place.
@Suite struct KernelCentralTests {
    @Test func connectsDiscoversReadsAndWrites() throws {
        try CentralChecks.connectsDiscoversReadsAndWrites(KernelBench())
    }

    @Test func aRefusalIsSaidAndTheConnectionStands() throws {
        try CentralChecks.aRefusalIsSaidAndTheConnectionStands(KernelBench())
    }

    @Test func threeDevicesStreamWithoutLoss() throws { try CentralChecks.threeDevicesStreamWithoutLoss(KernelBench()) }

    @Test func aLostLinkIsSaidAndComesBack() throws { try CentralChecks.aLostLinkIsSaidAndComesBack(KernelBench()) }

    @Test func anAdapterSwitchedOffAndRemovedIsSaid() throws {
        let bench = try KernelBench()
        try CentralChecks.anAdapterSwitchedOffAndRemovedIsSaid(bench) { bench.removeAdapter() }
    }

    @Test func scanningSeesWhoIsThere() throws { try CentralChecks.scanningSeesWhoIsThere(KernelBench()) }

    @Test func whatDoesNotFitAPacketIsReadAndWrittenInParts() throws {
        try CentralChecks.whatDoesNotFitAPacketIsReadAndWrittenInParts(KernelBench())
    }

    @Test func scanningWithoutTheRightIsSaidAndConnectingWorks() throws {
        let bench = try KernelBench()
        bench.mayScan = false
        let device = CentralChecks.witmotion()
        bench.place([device])
        bench.central.scan(true)
        #expect(bench.turn { bench.central.scanProblem == .mayNotScan })
        #expect(bench.connect(device).listener.table != nil)
    }

    @Test func bluetoothdsDeviceIsExplained() throws {
        let bench = try KernelBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        bench.refusal = .ownedByBluetoothd
        let problems = bench.connect(device).listener.problems
        #expect(problems == [.ownedByBluetoothd])
        #expect(problems.first?.text(device.address).contains("bluetoothd owns E5:11:22:33:44:01") == true)
    }

    /// Without the kind of address both are tried, the likelier first, and what worked is remembered.
    @Test func theKindOfAddressIsFoundOut() throws {
        let bench = try KernelBench()
        let device = CentralChecks.movesense(1)
        // Looks random, but is public.
        device.address = "CC:8C:DC:11:22:01"
        bench.place([device])
        let address = try #require(BluetoothAddress(device.address))
        var listeners: [Listener] = []
        for _ in 0..<4 {
            let listener = Listener()
            let peer = bench.central.connect(PeerTarget(address: address), listener)
            #expect(bench.turn { listener.table != nil || !listener.problems.isEmpty })
            peer.close()
            listeners.append(listener)
        }
        #expect(bench.triedTypes == [.random, .public, .public, .public])
        #expect(listeners.map { $0.table != nil } == [false, true, true, true])
    }

    /// Who ends an attempt may hit the moment at which the device is back: only guesses are cut short.
    @Test(arguments: [nil, .random, .public] as [AddressType?])
    func theKernelEndsAttemptsUnlessTheKindOfAddressIsAGuess(type: AddressType?) throws {
        let bench = try KernelBench()
        bench.isSilent = true
        let listener = Listener()
        let address = try #require(BluetoothAddress("C1:20:30:40:50:01"))
        let peer = bench.central.connect(PeerTarget(address: address, type: type), listener)
        #expect(bench.turn { !bench.triedTypes.isEmpty })
        bench.turn(after: 11)
        #expect(listener.problems == (type == nil ? [.outOfReach] : []))
        bench.turn(after: 61)
        #expect(listener.problems == [.outOfReach])
        peer.close()
    }

    @Test func newConnectionParametersAreHeard() throws {
        try CentralChecks.newConnectionParametersAreHeard(KernelBench())
    }

    @Test func whomOneAdapterCannotReachAnotherTries() throws {
        let bench = try KernelBench()
        let device = CentralChecks.witmotion()
        bench.place([device])
        bench.addAdapter(1, louder: 20)
        bench.central.scan(true)
        #expect(bench.turn { bench.central.sightings.values.contains { $0.rssi == -40 } })
        bench.deafAdapter = "hci1"
        #expect(bench.connect(device).listener.problems == [.outOfReach])
        let (peer, listener) = bench.connect(device)
        #expect(listener.table != nil && device.adapter == "hci0", "\(listener.problems)")
        peer.close()
    }

    @Test func sensorsAreSpreadOverTheAdapters() throws {
        try CentralChecks.sensorsAreSpreadOverTheAdapters(KernelBench())
    }
}

import Bluetooth
import BluetoothSupport
import Drivers
import FakeWearables
import Foundation
import GATT
import IMU
import Rings
import Synchronization
import Testing
import Transports

/// Sensors over Bluetooth through the running ingest: fake devices behind the kernel's back end.
@Suite struct BluetoothLinkTests {
    /// The devices' side runs on the ingest thread too, as part of the radio's turn: no thread of its own, no lock.
    private final class AirRadio: Central {
        let bench: KernelBench
        let play: (KernelBench) -> Void
        let knowsNames: () -> Bool

        init(
            _ devices: [FakeDevice], knowsNames: @escaping () -> Bool, play: @escaping (KernelBench) -> Void
        ) throws(BluetoothProblem) {
            guard let bench = try? KernelBench() else { throw .noAdapter }
            self.bench = bench
            self.play = play
            self.knowsNames = knowsNames
            bench.place(devices)
        }

        var descriptor: Int32 { bench.central.descriptor }
        var problem: BluetoothProblem? { bench.central.problem }
        var scanProblem: BluetoothProblem? { bench.central.scanProblem }
        var sightings: [BluetoothAddress: Sighting] { bench.central.sightings }
        func sighting(of address: BluetoothAddress) -> Sighting? {
            var seen = bench.central.sighting(of: address)
            if !knowsNames() { seen?.advertisement.name = nil }
            return seen
        }
        func turn() { bench.turn() }
        func tick(now: Int64) {
            play(bench)
            bench.turn()
        }
        func scan(_ isOn: Bool) { bench.central.scan(isOn) }
        func connect(_ target: PeerTarget, _ handler: any PeerHandler) -> any Peer {
            bench.central.connect(target, handler)
        }
        func stop() { bench.central.stop() }
    }

    /// A device that takes readings while the ingest runs, and what became of it, across threads.
    private struct Script: Sendable {
        var makes: @Sendable () -> [FakeDevice]
        /// Whether the radio knows the devices' names at this tick.
        var knowsNames: @Sendable (Int) -> Bool = { _ in true }
        /// Called at every tick with the number of the tick.
        var play: @Sendable (KernelBench, Int) -> Void = { bench, tick in
            for device in bench.devices { for step in 0..<4 { device.send(tick * 4 + step, rate: 100) } }
        }
    }

    private func rig(_ script: Script, _ plans: [SensorPlan], _ patience: IngestPatience = Rig.impatient) throws -> Rig
    {
        try Rig(
            { _ in plans }, patience: patience,
            openRadio: { () throws(BluetoothProblem) in
                var tick = 0
                return try AirRadio(script.makes(), knowsNames: { script.knowsNames(tick) }) { bench in
                    script.play(bench, tick)
                    tick += 1
                }
            })
    }

    private static func plan(_ address: String, _ family: PeripheralFamily? = nil, rate: Double? = nil) -> SensorPlan {
        let address = BluetoothAddress(address).map { BluetoothPlan.Identity.address($0, nil) } ?? .name(address)
        return SensorPlan(name: "a/lumbar", bluetooth: BluetoothPlan(address, family: family), rate: rate)
    }

    private static func device(_ family: PeripheralFamily) -> FakeDevice {
        switch family {
        case .xsensDot: FakeDevice(FakeXsensDot())
        case .movesense: FakeDevice(FakeMovesense())
        case .witmotion: FakeDevice(FakeWitMotionBLE(rate: 100))
        case .shimmer3: FakeDevice(FakeStreamPeripheral.shimmer3R(rate: 51.2))
        case .mavlink: FakeDevice(FakeStreamPeripheral.mavlink(rate: 100))
        }
    }

    /// Every family is set up as its driver says and streams, over the real link.
    @Test(arguments: PeripheralFamily.allCases)
    func everyFamilyStreams(_ family: PeripheralFamily) throws {
        let make: @Sendable () -> FakeDevice = { Self.device(family) }
        let rig = try rig(Script(makes: { [make()] }), [Self.plan(make().address, family)])
        try rig.ingest.start()
        #expect(rig.wait { rig.samples().count >= 200 }, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.snapshot().state == .streaming)
        #expect(rig.snapshot().driver?.peripheral == family && rig.snapshot().driver?.family == nil)
        #expect(rig.wait { rig.snapshot().batteryPercent != nil || family == .shimmer3 })
        #expect(rig.snapshot().radio?.mtu == 247)
        let counters = rig.snapshot().counters
        #expect(counters.checksumErrors == 0 && counters.implausible == 0)
        guard case .streaming(_, _, .linkUp)? = rig.items[0].first else {
            Issue.record("a stretch begins with its timing")
            return
        }
        #expect(!rig.eventTexts.contains { $0.contains("does not answer as it should") }, "\(rig.eventTexts)")
    }

    /// The charge is asked for from time to time, not at the beginning only, and no sample is lost to it.
    @Test(arguments: PeripheralFamily.allCases.filter { $0 != .shimmer3 })
    func theBatteryIsSeenToRunDown(_ family: PeripheralFamily) throws {
        let make: @Sendable () -> FakeDevice = { Self.device(family) }
        let isLow = Flag()
        let script = Script(
            makes: { [make()] },
            play: { bench, tick in
                for device in bench.devices {
                    if isLow.isSet { device.peripheral.gatt.batteryPercent = 10 }
                    for step in 0..<4 { device.send(tick * 4 + step, rate: 100) }
                }
            })
        var patience = Rig.impatient
        patience.upkeep = 0.05
        let rig = try rig(script, [Self.plan(make().address, family)], patience)
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().batteryPercent.map { $0 > 90 } == true }, "\(rig.text()) \(rig.eventTexts)")
        isLow.set()
        #expect(rig.wait { rig.snapshot().batteryPercent.map { $0 <= 10 } == true })
        #expect(rig.snapshot().state == .streaming && rig.snapshot().losses == 0)
    }

    @Test func aDeviceIsRecognizedByTheNameThatItAdvertises() throws {
        let name = FakeXsensDot().advertisement.name
        let rig = try rig(
            Script(makes: { [FakeDevice(FakeXsensDot()), FakeDevice(FakeMovesense())] }), [Self.plan(name)])
        try rig.ingest.start()
        #expect(rig.wait { rig.samples().count >= 50 }, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.snapshot().driver?.peripheral == .xsensDot)
        #expect(rig.snapshot().radio?.rssi == -60)
    }

    /// bluetoothd may know a device without its name, and learn that only once it is connected.
    @Test func aNameThatIsLearntLateIsWaitedFor() throws {
        let script = Script(makes: { [FakeDevice(FakeXsensDot())] }, knowsNames: { $0 > 60 })
        let rig = try rig(script, [Self.plan("D4:22:CD:00:12:34")])
        try rig.ingest.start()
        rig.ingest.scan(seconds: 60)
        #expect(rig.wait { rig.samples().count >= 50 }, "\(rig.text()) \(rig.eventTexts)")
        #expect(rig.snapshot().driver?.peripheral == .xsensDot && rig.snapshot().reconnects == 0)
    }

    @Test func aDeviceWithoutANameIsGivenUpInTheEnd() throws {
        var patience = Rig.impatient
        patience.naming = 0.2
        let script = Script(makes: { [FakeDevice(FakeXsensDot())] }, knowsNames: { _ in false })
        let rig = try rig(script, [Self.plan("D4:22:CD:00:12:34")], patience)
        try rig.ingest.start()
        #expect(rig.wait { rig.text().contains("set `driver` of the sensor") }, "\(rig.text())")
    }

    /// Devices may change their address; the name finds them again, though the old address is remembered.
    @Test func aNameIsFoundUnderItsNewAddress() throws {
        let script = Script(
            makes: { [FakeDevice(FakeXsensDot())] },
            play: { bench, tick in
                let device = bench.devices[0]
                if tick == 100 {
                    bench.carryAway(device)
                    device.address = "45:22:CD:00:12:34"
                    device.peripheral.advertisement.isRandomAddress = true
                    device.isOn = true
                }
                for step in 0..<4 { device.send(tick * 4 + step, rate: 100) }
            })
        var patience = Rig.impatient
        patience.rotation = 0.2
        let rig = try rig(script, [Self.plan(FakeXsensDot().advertisement.name)], patience)
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().reconnects == 1 && rig.snapshot().state == .streaming }, "\(rig.text())")
    }

    @Test func twoDevicesOfOneNameAreNotChosenBetween() throws {
        let other: @Sendable () -> FakeDevice = {
            let device = FakeDevice(FakeXsensDot())
            device.address = "D4:22:CD:00:99:99"
            return device
        }
        let name = FakeXsensDot().advertisement.name
        let rig = try rig(Script(makes: { [FakeDevice(FakeXsensDot()), other()] }), [Self.plan(name)])
        try rig.ingest.start()
        #expect(rig.wait { rig.text().contains("several devices are called \(name)") }, "\(rig.text())")
    }

    /// Only what is configured is ever connected to.
    @Test func nobodyElseIsConnected() throws {
        let connected = Flag()
        let script = Script(
            makes: { [FakeDevice(FakeWitMotionBLE(rate: 100)), FakeDevice(FakeMovesense())] },
            play: { bench, tick in
                for device in bench.devices { device.send(tick, rate: 100) }
                if bench.devices[1].isConnected { connected.set() }
            })
        let rig = try rig(script, [Self.plan("E5:11:22:33:44:55", .witmotion)])
        try rig.ingest.start()
        rig.ingest.scan(seconds: 60)
        #expect(rig.wait { rig.samples().count >= 100 && !rig.ingest.sightings().sightings.isEmpty })
        #expect(rig.ingest.sightings().sightings.contains { $0.family == .movesense }, "seen, but left alone")
        #expect(!connected.isSet)
    }

    /// Carried away and back: a gap is marked, the device is set up anew, and samples go on.
    @Test func aLostDeviceComesBack() throws {
        let script = Script(
            makes: { [FakeDevice(FakeXsensDot())] },
            play: { bench, tick in
                let device = bench.devices[0]
                if tick == 100 { bench.carryAway(device) }
                if tick == 150 { device.isOn = true }
                for step in 0..<4 { device.send(tick * 4 + step, rate: 100) }
            })
        let rig = try rig(script, [Self.plan("D4:22:CD:00:12:34", .xsensDot)])
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().reconnects == 1 && rig.snapshot().state == .streaming }, "\(rig.eventTexts)")
        #expect(rig.wait { rig.marks().count >= 3 })
        let marks = rig.marks()
        guard marks.count >= 3, case .streaming(_, _, .linkUp) = marks[0],
            case .lost(_, let last) = marks[marks.count - 2],
            case .streaming(_, _, .linkUp) = marks[marks.count - 1]
        else {
            Issue.record("\(marks)")
            return
        }
        #expect(last != nil)
        #expect(rig.snapshot().losses == 1)
        #expect(rig.eventTexts.contains { $0.contains("connects again by itself") })
        let arrivals = rig.samples().map(\.arrival)
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 <= $1 }, "times never fall")
    }

    /// A connection that carries nothing is begun anew.
    @Test func aDeviceThatStaysSilentIsConnectedAnew() throws {
        var patience = Rig.impatient
        patience.radioSilence = 0.4
        let script = Script(
            makes: { [FakeDevice(FakeXsensDot())] },
            play: { bench, tick in
                // It takes no readings at first, for whatever reason.
                guard bench.devices[0].log.filter({ $0 == "connect" }).count > 2 else { return }
                for step in 0..<4 { bench.devices[0].send(tick * 4 + step, rate: 100) }
            })
        let rig = try rig(script, [Self.plan("D4:22:CD:00:12:34", .xsensDot)], patience)
        try rig.ingest.start()
        #expect(rig.wait { rig.text().hasPrefix("0 samples from D4:22:CD:00:12:34") })
        #expect(rig.wait { rig.samples().count > 50 && rig.snapshot().state == .streaming }, "\(rig.eventTexts)")
    }

    @Test func theDeviceIsToldToStop() throws {
        let stopped = Flag()
        let script = Script(
            makes: { [FakeDevice(FakeXsensDot())] },
            play: { bench, tick in
                for step in 0..<4 { bench.devices[0].send(tick * 4 + step, rate: 100) }
                if tick > 20, bench.devices[0].peripheral.outputRate == 0 { stopped.set() }
            })
        let rig = try rig(script, [Self.plan("D4:22:CD:00:12:34", .xsensDot)])
        try rig.ingest.start()
        #expect(rig.wait { rig.samples().count > 100 })
        rig.ingest.stop()
        #expect(stopped.isSet, "it was told to stop before it was let go of")
    }

    @Test func aMachineWithoutRadioSaysSo() throws {
        let rig = try Rig(
            { _ in [Self.plan("D4:22:CD:00:12:34")] },
            openRadio: { () throws(BluetoothProblem) in throw .noAdapter })
        try rig.ingest.start()
        #expect(rig.wait { rig.text().hasPrefix("no Bluetooth adapter") })
        #expect(rig.snapshot().state == .failed)
    }
}

/// Something that happened on another thread.
private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}

import Drivers
import FakeWearables
import IMU
import Testing

/// Each Bluetooth family's driver against its fake, which shares no code with it.
@Suite struct PeripheralTests {
    /// Starts a device, sends readings, and compares what comes out with what went in.
    private func roundTrip<P: FakePeripheral>(
        _ peripheral: P, _ family: PeripheralFamily, hertz: Double?, mtu: Int? = nil, acceleration: Float, rate: Float
    ) throws -> Central<P> {
        var central = Central(peripheral, family)
        if let mtu { central.connect(mtu: mtu) }
        central.perform(central.driver.start(hertz: hertz))
        central.forgetSamples()
        try #require(!central.gaveUp, "\(central.unanswered)")
        let output = central.link.peripheral.outputRate
        try #require(output > 0)
        for number in 0..<400 {
            central.send(reading(number, rate: output), at: 100 + Double(number) / output)
        }
        try #require(central.samples.count > 360, "\(central.samples.count)")
        for (number, sample) in central.samples.enumerated() {
            let sent = reading(number, rate: output)
            for axis in 0..<3 {
                #expect(abs(Double(sample.acceleration[axis]) - sent.acceleration[axis]) < Double(acceleration))
                #expect(abs(Double(sample.angularRate[axis]) - sent.angularRate[axis]) < Double(rate))
            }
        }
        #expect(central.addsUp)
        #expect(central.driver.counters.discardedBytes == 0 && central.driver.counters.incomplete == 0)
        central.perform(central.driver.stop())
        return central
    }

    @Test func xsensDot() throws {
        let central = try roundTrip(FakeXsensDot(), .xsensDot, hertz: nil, acceleration: 1e-5, rate: 1e-6)
        #expect(central.unanswered.isEmpty && central.link.peripheral.settingsChanged == 0)
        #expect(central.driver.timing.nominalRate == 60)
        #expect(central.link.peripheral.outputRate == 0, "it was stopped")
        let facts = central.driver.facts
        #expect(facts.batteryPercent == 100 && facts.isCharging == false && facts.firmware == "2.4.1")
        #expect(facts.model == "XS-T02" && facts.serialNumber == "D422CD001234")
    }

    @Test func anOlderXsensDotFallsBackToMode21() throws {
        let central = try roundTrip(
            FakeXsensDot(knowsMode26: false), .xsensDot, hertz: 35, acceleration: 1e-5, rate: 1e-6)
        #expect(central.unanswered == ["ask for the mode"])
        #expect(central.driver.timing.nominalRate == 30 && central.link.peripheral.settingsChanged == 1)
    }

    @Test(arguments: [nil, 23, 55, 101, 104, 185] as [Int?])
    func movesense(mtu: Int?) throws {
        let central = try roundTrip(
            FakeMovesense(), .movesense, hertz: nil, mtu: mtu, acceleration: 1e-5, rate: 1e-6)
        #expect(central.driver.timing.nominalRate == 104)
        // Nothing was subscribed to that could be dropped; half of the information is not there.
        #expect(central.unanswered.prefix(1) == ["drop an old subscription"])
        #expect(central.driver.facts.firmware == "2.3.1" && central.driver.facts.batteryPercent == 100)
        #expect(central.link.peripheral.outputRate == 0)
    }

    @Test(arguments: [nil, 50, 100] as [Double?])
    func witMotion(hertz: Double?) throws {
        let central = try roundTrip(
            FakeWitMotionBLE(), .witmotion, hertz: hertz, acceleration: 0.003, rate: 0.001)
        #expect(central.driver.timing.nominalRate == hertz ?? 10)
        #expect(central.unanswered.isEmpty && central.link.peripheral.saves == 0)
        #expect(central.driver.facts.batteryPercent == 100)
    }

    /// Displacements look like angular rates byte by byte: none may come through.
    @Test func aWitMotionThatSendsDisplacementsIsSetBack() throws {
        let central = try roundTrip(
            FakeWitMotionBLE(rate: 100, sendsDisplacement: true), .witmotion, hertz: 100, acceleration: 0.003,
            rate: 0.001)
        #expect(central.unanswered == ["ask what frames hold"])
    }

    @Test func mavlinkOverNordicUART() throws {
        let central = try roundTrip(
            FakeStreamPeripheral.mavlink(rate: 80), .mavlink, hertz: 100, mtu: 60, acceleration: 0.003, rate: 0.001)
        #expect(central.driver.facts.model == "MAVLink IMU")
    }

    @Test(arguments: [nil, 100] as [Double?], [nil, 23] as [Int?])
    func shimmer3R(hertz: Double?, mtu: Int?) throws {
        let central = try roundTrip(
            FakeStreamPeripheral.shimmer3R(rate: 51.2), .shimmer3, hertz: hertz, mtu: mtu, acceleration: 0.01,
            rate: 0.001)
        #expect(abs(central.driver.timing.nominalRate - (hertz == nil ? 51.2 : 32768 / 328)) < 1e-9)
        #expect(central.link.peripheral.advertisement.name.hasPrefix("Shimmer3R"))
    }

    @Test func advertisementsAreRecognizedByNameNeverByServiceAlone() {
        let uart: BluetoothUUID = "49535343-fe7d-4ae5-8fa9-9fafd205e455"
        let shimmer: BluetoothUUID = "65333333-A115-11E2-9E9A-0800200CA100"
        let wit: BluetoothUUID = "0000ffe5-0000-1000-8000-00805f9a34fb"
        #expect(PeripheralFamily(Advertisement(name: "Movella DOT", company: 0x0886)) == .xsensDot)
        #expect(PeripheralFamily(Advertisement(name: "Xsens DOT")) == .xsensDot)
        #expect(PeripheralFamily(Advertisement(name: "Xsens DOT", company: 0x004C)) == nil)
        #expect(PeripheralFamily(Advertisement(name: "Movesense 2136")) == .movesense)
        #expect(PeripheralFamily(Advertisement(name: "WT901BLE67", services: [wit])) == .witmotion)
        #expect(PeripheralFamily(Advertisement(name: "WT901BLE67")) == .witmotion)
        #expect(PeripheralFamily(Advertisement(name: "wt901ble68", services: [uart])) == nil)
        #expect(PeripheralFamily(Advertisement(name: "WTVB01-BT50", services: [wit])) == nil)
        #expect(PeripheralFamily(Advertisement(name: "Shimmer3R-1A2B", services: [shimmer])) == .shimmer3)
        #expect(PeripheralFamily(Advertisement(name: "feelSpace belt", services: [shimmer])) == nil)
        #expect(PeripheralFamily(Advertisement(name: "MAVLink knee")) == .mavlink)
        for service in [uart, shimmer, wit] { #expect(PeripheralFamily(Advertisement(services: [service])) == nil) }
        for family in PeripheralFamily.allCases {
            let profile = family.descriptor.bluetooth
            #expect(profile?.recognitions.isEmpty == false && profile?.notifies.isEmpty == false)
            #expect(PeripheralFamily(id: family.descriptor.id) == family)
        }
    }

    @Test func fakesAdvertiseWhatDriversLookFor() throws {
        func family(_ fake: FakeAdvertisement) -> PeripheralFamily? {
            PeripheralFamily(
                Advertisement(
                    name: fake.name, company: fake.company, manufacturerData: fake.manufacturerData,
                    services: fake.services.compactMap { BluetoothUUID($0) }))
        }
        #expect(family(FakeXsensDot().advertisement) == .xsensDot)
        #expect(family(FakeMovesense().advertisement) == .movesense)
        #expect(family(FakeWitMotionBLE().advertisement) == .witmotion)
        #expect(family(FakeStreamPeripheral.mavlink(rate: 100).advertisement) == .mavlink)
        #expect(family(FakeStreamPeripheral.shimmer3R(rate: 100).advertisement) == .shimmer3)
    }
}

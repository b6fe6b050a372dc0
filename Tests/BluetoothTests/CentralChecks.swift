import Bluetooth
import BluetoothSupport
import Drivers
import FakeWearables
import GATT
import Testing

/// What every back end must do, in the same words for each.
enum CentralChecks {
    static let command = BluetoothUUID(FakeWitMotionBLE.command) ?? BluetoothUUID(short: 0)
    static let notify = BluetoothUUID(FakeWitMotionBLE.notify) ?? BluetoothUUID(short: 0)

    /// A device of its own address.
    static func movesense(_ number: Int, mtu: Int = 247) -> FakeDevice {
        let device = FakeDevice(FakeMovesense(), mtu: mtu)
        device.address = "0C:8C:DC:11:22:0\(number)"
        return device
    }

    static func witmotion(_ number: Int = 1, mtu: Int = 247) -> FakeDevice {
        let device = FakeDevice(FakeWitMotionBLE(rate: 100), mtu: mtu)
        device.address = "E5:11:22:33:44:0\(number)"
        return device
    }

    static func connectsDiscoversReadsAndWrites(_ bench: some RadioBench) throws {
        let device = movesense(1)
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        let table = try #require(listener.table, "\(listener.problems)")
        #expect(listener.mtu == 247)
        let offered = Set(device.peripheral.gatt.services.flatMap { $0.characteristics.map(\.uuid) })
        #expect(Set(table.characteristics.map(\.uuid.description)) == offered)
        for characteristic in device.peripheral.gatt.services.flatMap(\.characteristics) {
            let found = table.characteristics.first { $0.uuid.description == characteristic.uuid }
            #expect(found?.properties.rawValue == characteristic.properties)
        }
        #expect(bench.perform(.read(StandardService.batteryLevel), peer, listener) == .value([100]))
        #expect(bench.perform(.read(StandardService.modelNumber), peer, listener) == .value(Array("Sensor".utf8)))
        // A characteristic that the device has not.
        #expect(bench.perform(.read(StandardService.pnpID), peer, listener) == .refused(.noSuchCharacteristic))
        let data = try #require(BluetoothUUID(FakeMovesense.data))
        #expect(bench.perform(.subscribe(data), peer, listener) == .done)
        #expect(device.peripheral.gatt.subscriptions == [FakeMovesense.data])
        // The answer to a command comes as a notification.
        let command = try #require(BluetoothUUID(FakeMovesense.command))
        let subscribe: [UInt8] = [1, 9] + Array("/Meas/IMU6/104".utf8)
        #expect(bench.perform(.write(command, subscribe, isAcknowledged: true), peer, listener) == .done)
        #expect(bench.turn { !listener.values.isEmpty })
        #expect(listener.values.first?.bytes == [1, 9, 200, 0] && listener.values.first?.characteristic == data)
        #expect(bench.perform(.unsubscribe(data), peer, listener) == .done)
        peer.close()
        #expect(bench.turn { !device.isConnected }, "closing disconnects")
        #expect(listener.problems.isEmpty, "who closes hears nothing more")
    }

    static func aRefusalIsSaidAndTheConnectionStands(_ bench: some RadioBench) throws {
        let device = FakeDevice(FakeXsensDot())
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        let control = XsensDotGATT.control
        // 0x0D: invalid attribute value length.
        let answer = bench.perform(.write(control, [1, 2], isAcknowledged: true), peer, listener)
        #expect(answer == .refused(.attribute(0x0D)))
        #expect(bench.perform(.read(control), peer, listener) == .value([1, 0, 0]))
        peer.close()
    }

    /// Every notification arrives, in order, from three devices at once.
    static func threeDevicesStreamWithoutLoss(_ bench: some RadioBench) throws {
        let devices = (1...3).map { witmotion($0) }
        bench.place(devices)
        let connected = devices.map { bench.connect($0) }
        for (peer, listener) in connected {
            #expect(bench.perform(.subscribe(notify), peer, listener) == .done)
        }
        var sent = 0
        while sent < 600 {
            for _ in 0..<20 {
                for device in devices { device.send(sent, rate: 100) }
                sent += 1
            }
            bench.turn()
        }
        #expect(bench.turn { connected.allSatisfy { $0.listener.values.count >= sent / 4 } })
        for (peer, listener) in connected {
            #expect(listener.values.count == sent / 4, "four readings in each notification")
            let bytes = listener.values.flatMap(\.bytes)
            let rates = stride(from: 0, to: bytes.count, by: 20).map { at in
                Int(Int16(truncatingIfNeeded: Int(bytes[at + 8]) | Int(bytes[at + 9]) << 8))
            }
            let expected = (0..<sent).map { Double($0 % 1000) * 0.001 * 180 / Double.pi / 2000 * 32768 }
            #expect(rates.count == sent)
            #expect(zip(rates, expected).allSatisfy { abs(Double($0) - $1) <= 1 }, "in order, none twice")
            peer.close()
        }
    }

    static func aLostLinkIsSaidAndComesBack(_ bench: some RadioBench) throws {
        let device = witmotion()
        bench.place([device])
        let (_, first) = bench.connect(device)
        #expect(first.table != nil)
        bench.carryAway(device)
        #expect(bench.turn { !first.problems.isEmpty })
        #expect(first.problems.count == 1)
        guard case .connectionLost? = first.problems.first else {
            Issue.record("\(first.problems)")
            return
        }
        device.isOn = true
        // Tried until it answers, as a link does.
        var (peer, second) = bench.connect(device)
        for _ in 0..<20 where second.table == nil { (peer, second) = bench.connect(device) }
        #expect(second.table != nil, "\(second.problems)")
        #expect(bench.perform(.subscribe(notify), peer, second) == .done)
        for number in 0..<8 { device.send(number, rate: 100) }
        #expect(bench.turn { second.values.count == 2 }, "notifications come again")
        #expect(first.values.isEmpty)
        peer.close()
    }

    static func anAdapterSwitchedOffAndRemovedIsSaid(
        _ bench: some RadioBench, remove: () -> Void
    ) throws {
        let device = witmotion()
        bench.place([device])
        let (_, listener) = bench.connect(device)
        #expect(listener.table != nil)
        bench.setPower(false)
        #expect(bench.turn { !listener.problems.isEmpty })
        #expect(bench.turn { bench.central.problem == .adapterOff })
        #expect(bench.connect(device).listener.problems == [.adapterOff])
        bench.setPower(true)
        #expect(bench.turn { bench.central.problem == nil })
        var (peer, back) = bench.connect(device)
        for _ in 0..<20 where back.table == nil { (peer, back) = bench.connect(device) }
        #expect(back.table != nil, "\(back.problems)")
        peer.close()
        remove()
        #expect(bench.turn { bench.central.problem == .noAdapter })
        #expect(bench.connect(device).listener.problems == [.noAdapter])
    }

    static func scanningSeesWhoIsThere(_ bench: some RadioBench) throws {
        let devices = [FakeDevice(FakeXsensDot()), movesense(2), witmotion(3)]
        bench.place(devices)
        bench.central.scan(true)
        #expect(bench.turn { bench.central.sightings.count == 3 })
        let seen = bench.central.sightings.values.sorted { $0.address.description < $1.address.description }
        #expect(seen.map(\.family) == [.movesense, .xsensDot, .witmotion])
        #expect(seen.map(\.type) == [.public, .public, .random])
        #expect(seen.allSatisfy { $0.rssi == -60 })
        #expect(seen[1].advertisement.company == 0x0886 && seen[1].advertisement.manufacturerData == [1, 0])
        bench.central.scan(false)
    }

    /// Without `adapter`, sensors go to the adapter with the fewest links, the loudest among equals, and stay there.
    static func sensorsAreSpreadOverTheAdapters(_ bench: some RadioBench) throws {
        let devices = (1...4).map { witmotion($0) }
        bench.place(devices)
        bench.addAdapter(1, louder: 20)
        // Both hear everybody before the first is connected.
        bench.central.scan(true)
        #expect(
            bench.turn {
                bench.central.sightings.count == 4 && bench.central.sightings.values.contains { $0.rssi == -40 }
            })
        var connected = devices.map { bench.connect($0) }
        #expect(connected.allSatisfy { $0.listener.table != nil })
        #expect(devices.map(\.adapter) == ["hci1", "hci0", "hci1", "hci0"])
        // One that is lost comes back where it was, however few links the other adapter has by then.
        for index in [1, 3] { connected[index].peer.close() }
        #expect(bench.turn { !devices[1].isConnected && !devices[3].isConnected })
        bench.carryAway(devices[0])
        #expect(bench.turn { !connected[0].listener.problems.isEmpty })
        let address = try #require(BluetoothAddress(devices[0].address))
        let lost = bench.central.sighting(of: address)
        devices[0].isOn = true
        #expect(bench.turn { bench.central.sighting(of: address) != lost }, "it is heard again")
        connected[0] = bench.connect(devices[0])
        for _ in 0..<20 where connected[0].listener.table == nil { connected[0] = bench.connect(devices[0]) }
        #expect(devices[0].adapter == "hci1", "\(connected[0].listener.problems)")
        // Where its adapter is gone, the other takes it.
        bench.removeAdapter(1)
        #expect(bench.turn { !connected[2].listener.problems.isEmpty })
        devices[2].disconnect()
        connected[2] = bench.connect(devices[2])
        for _ in 0..<20 where connected[2].listener.table == nil { connected[2] = bench.connect(devices[2]) }
        #expect(devices[2].adapter == "hci0", "\(connected[2].listener.problems)")
        for (peer, _) in connected { peer.close() }
    }

    static func newConnectionParametersAreHeard(_ bench: some RadioBench) throws {
        let device = witmotion()
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        bench.tellParameters(device, least: 12, largest: 24)
        #expect(bench.turn { listener.interval != nil })
        #expect(listener.interval == 0.015...0.030)
        peer.close()
    }

    /// With the least MTU every list takes many packets, and values are read and written in parts.
    static func whatDoesNotFitAPacketIsReadAndWrittenInParts(_ bench: some RadioBench) throws {
        let device = FakeDevice(FakeXsensDot(rate: 60), mtu: 23)
        bench.place([device])
        let (peer, listener) = bench.connect(device)
        #expect(listener.mtu == 23)
        let write = Intention.Action.write(
            XsensDotGATT.deviceControl, XsensDotCommands.setRate(30), isAcknowledged: true)
        #expect(bench.perform(write, peer, listener) == .done)
        guard case .value(let bytes)? = bench.perform(.read(XsensDotGATT.deviceControl), peer, listener) else {
            Issue.record("nothing read")
            return
        }
        #expect(bytes.count == 32 && bytes[24] == 30)
        peer.close()
    }
}

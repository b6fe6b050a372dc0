import FakeWearables
import Testing

@Suite struct FakeRadioTests {
    private let reading = WearableReading(clock: 0, acceleration: [0, 0, 9.8], angularRate: .zero)

    private func notification(_ number: Int) -> FakeNotification {
        FakeNotification(characteristic: "c", bytes: [UInt8(number & 0xFF)])
    }

    @Test("notifications wait for connection events and keep their order")
    func events() {
        var faults = RadioFaults()
        faults.intervals = [(0, 0.015), (5, 0.090)]
        faults.perEvent = 12
        var radio = FakeRadio(faults, seed: 1)
        var delays: [(time: Double, delay: Double)] = []
        var delivered: [UInt8] = []
        for number in 0..<1000 {
            let time = Double(number) / 100
            for (arrival, notification) in radio.deliver(until: time) {
                delivered += notification.bytes
                delays.append((time, arrival - Double(delivered.count - 1) / 100))
            }
            radio.offer([notification(number)])
        }
        #expect(delivered == (0..<delivered.count).map { UInt8($0 & 0xFF) } && radio.overruns == 0)
        let early = delays.filter { $0.time < 4.9 }.map(\.delay).max() ?? .nan
        let late = delays.filter { $0.time > 5.2 }.map(\.delay).max() ?? .nan
        #expect((0.010...0.0151).contains(early) && (0.080...0.0901).contains(late), "\(early) \(late)")
    }

    @Test("a slow link overruns the device's queue, and says how much")
    func overload() {
        var faults = RadioFaults()
        faults.intervals = [(0, 0.090)]
        (faults.perEvent, faults.queue) = (2, 8)
        var radio = FakeRadio(faults, seed: 2)
        var delivered = 0
        for number in 0..<1000 {
            delivered += radio.deliver(until: Double(number) / 100).count
            radio.offer([notification(number)])
        }
        // 22 a second of 100 get through.
        #expect((200...240).contains(delivered) && radio.overruns > 700)
    }

    @Test("the battery runs down, the address changes, the clock starts anew when told")
    func deviceFaults() {
        var faults = RadioFaults()
        faults.batteryDecay = 60
        faults.addressRotations = [100, 200]
        faults.clockResets = [150]
        var link = FakeLink(FakeXsensDot(rate: 60), faults: faults, seed: 3)
        _ = link.peripheral.subscribe("15172003-4947-11e9-8646-d663bd873d93", true)
        link.peripheral.connect(mtu: 66)
        #expect(link.peripheral.write("15172001-4947-11e9-8646-d663bd873d93", [1, 1, 21]) == .done)
        var addresses = [link.peripheral.advertisement.address]
        var times: [UInt32] = []
        for number in 0..<3000 {
            let time = Double(number) / 10
            var reading = reading
            reading.clock = 1000 + time
            for (_, notification) in link.send(reading, at: time) {
                times.append(notification.bytes[..<4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
            }
            let address = link.peripheral.advertisement.address
            if addresses.last != address { addresses.append(address) }
        }
        #expect(addresses.count == 3 && addresses.dropFirst().allSatisfy { $0[0] >> 6 == 1 })
        #expect(abs(link.peripheral.gatt.batteryPercent - 95) < 0.1)
        #expect(zip(times, times.dropFirst()).count { $1 < $0 } == 1)
    }
}

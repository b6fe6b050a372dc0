import Drivers
import FakeWearables
import IMU

/// A fake on a faulty serial line, set up by its driver's intentions as a transport would, without waiting.
struct LineCentral {
    private var device: FakeWearable
    private var line: FaultyLink
    private(set) var driver: AnyDriver
    /// Readings a second.
    let rate: Double

    init(_ wearable: FakeWearable, _ family: DriverFamily, faults: LinkFaults, seed: UInt64) {
        var (device, driver) = (wearable, AnyDriver(family))
        for intention in driver.start(hertz: nil, baud: nil) {
            driver.sent(intention.bytes)
            var replies: [UInt8] = []
            device.receive(intention.bytes, replies: &replies)
            replies.withUnsafeBytes { driver.feed($0, arrival: HostTime(nanoseconds: 0)) { _ in } }
        }
        (self.device, self.driver) = (device, driver)
        line = FaultyLink(faults, seed: seed)
        rate = device.configuredRate ?? 100
    }

    /// The device takes a reading; what arrives of it is decoded.
    mutating func send(_ reading: WearableReading, at time: Double, _ emit: (Sample) -> Void) {
        var bytes: [UInt8] = []
        device.send(reading, to: &bytes)
        guard let arrival = line.carry(&bytes, at: time) else { return }
        bytes.withUnsafeBytes { driver.feed($0, arrival: HostTime(seconds: arrival), emit) }
    }
}

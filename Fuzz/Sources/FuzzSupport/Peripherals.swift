import Drivers
import IMU

/// Cuts the bytes into values for every peripheral driver: each begins with a byte that chooses the characteristic and
/// one that gives its length. Whatever they hold, bytes must add up and samples be possible.
func checkPeripherals(_ bytes: UnsafeRawBufferPointer) {
    for family in PeripheralFamily.allCases {
        var driver = AnyPeripheralDriver(family)
        driver.connected(mtu: 23 + Int(bytes.first ?? 0))
        for intention in driver.start(hertz: 100) { driver.sent(intention) }
        let profile = family.descriptor.bluetooth
        let characteristics =
            (profile?.notifies ?? []) + (profile?.writes ?? []) + (profile?.reads ?? []) + [
                StandardService.batteryLevel
            ]
        var digest = Digest()
        var at = 0
        while at + 2 <= bytes.count {
            let choice = bytes[at]
            let length = min(Int(bytes[at + 1]), bytes.count - at - 2)
            let value = UnsafeRawBufferPointer(rebasing: bytes[(at + 2)..<(at + 2 + length)])
            if choice == 0xFF { driver.resynchronize() }
            // Three of four values are notifications of the first characteristic, as in life.
            let characteristic = characteristics[choice & 3 == 0 ? Int(choice >> 2) % characteristics.count : 0]
            driver.take(value, from: characteristic, arrival: HostTime(nanoseconds: 0), retimed: { _ in }) {
                digest.take($0)
            }
            let counters = driver.counters
            precondition(
                counters.bytes == counters.acceptedBytes + counters.discardedBytes + UInt64(driver.pendingBytes),
                "bytes are not accounted for: \(family) \(counters), pending \(driver.pendingBytes)")
            precondition(counters.samples == digest.samples, "samples are miscounted: \(family)")
            at += 2 + length
        }
        driver.resynchronize()
        precondition(driver.pendingBytes == 0, "bytes outlive a broken link: \(family)")
    }
}

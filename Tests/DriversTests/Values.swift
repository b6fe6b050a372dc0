import Drivers
import IMU

/// Hands one value to a peripheral driver; the counters are the driver's so far.
func take<D: PeripheralDriver>(_ driver: inout D, _ bytes: [UInt8], from characteristic: BluetoothUUID) -> Outcome {
    var outcome = Outcome()
    bytes.withUnsafeBytes { value in
        driver.take(
            value, from: characteristic, arrival: HostTime(nanoseconds: 0),
            retimed: { outcome.retimings.append(.init(after: outcome.samples.count, timing: $0)) },
            { sample in
                outcome.samples.append(
                    .init(ticks: sample.ticks, acceleration: sample.acceleration, angularRate: sample.angularRate))
            })
    }
    outcome.counters = driver.counters
    outcome.pending = driver.pendingBytes
    return outcome
}

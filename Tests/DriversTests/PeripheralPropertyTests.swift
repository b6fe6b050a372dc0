import Drivers
import IMU
import TestSupport
import Testing

/// What must hold for every peripheral driver and any values.
@Suite struct PeripheralPropertyTests {
    /// A driver in mid-stream, and characteristics to be hostile on.
    private static func prepared(_ family: PeripheralFamily) -> (AnyPeripheralDriver, [BluetoothUUID]) {
        var driver = AnyPeripheralDriver(family)
        driver.connected(mtu: 100)
        for intention in driver.start(hertz: 100) { driver.sent(intention) }
        let profile = family.descriptor.bluetooth
        var characteristics = (profile?.notifies ?? []) + (profile?.writes ?? []) + StandardService.readings
        characteristics += [XsensDotGATT.battery, XsensDotGATT.deviceInformation, BluetoothUUID(short: 0x1234)]
        return (driver, characteristics)
    }

    /// Values that begin like real ones more often than chance would have it.
    private static func value(using generator: inout SeededGenerator) -> [UInt8] {
        let lengths = [0, 1, 2, 3, 20, 26, 28, 34, 36, 40, 44, 50, 63, 97, 98]
        let length = lengths.randomElement(using: &generator) ?? 20
        var bytes = randomBytes(length, using: &generator)
        let heads: [[UInt8]] = [
            [], [2, 2], [3, 2], [1, 2], [0x55, 0x61], [0x55, 0x71], [0xFF, 0x2F], [0], [0xFD],
        ]
        for (index, byte) in (heads.randomElement(using: &generator) ?? []).enumerated() where index < bytes.count {
            bytes[index] = byte
        }
        return bytes
    }

    @Test(arguments: PeripheralFamily.allCases, 0..<20 as Range<UInt64>)
    func hostileValuesAreCountedAndGiveNothingImpossible(_ family: PeripheralFamily, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (driver, characteristics) = Self.prepared(family)
        var samples: UInt64 = 0
        for step in 0..<500 {
            let bytes = Self.value(using: &generator)
            let characteristic = characteristics.randomElement(using: &generator) ?? characteristics[0]
            bytes.withUnsafeBytes { value in
                driver.take(value, from: characteristic, arrival: HostTime(nanoseconds: 0), retimed: { _ in }) {
                    sample in
                    samples += 1
                    let isPossible = (0..<3).allSatisfy { axis in
                        abs(sample.acceleration[axis]) <= Plausibility.acceleration
                            && abs(sample.angularRate[axis]) <= Plausibility.angularRate
                    }
                    #expect(isPossible && sample.isComplete, "seed \(seed)")
                }
            }
            let counters = driver.counters
            #expect(
                counters.bytes == counters.acceptedBytes + counters.discardedBytes + UInt64(driver.pendingBytes),
                "seed \(seed), step \(step)")
            if step % 50 == 49 { driver.resynchronize() }
        }
        #expect(driver.counters.samples == samples, "seed \(seed)")
        driver.resynchronize()
        #expect(driver.pendingBytes == 0, "seed \(seed)")
    }

    /// Parts of blocks are lost, up to three of any eight. (Four, a block's end and the next one's beginning and as many
    /// parts as make up the length, would join unseen: the profile numbers neither blocks nor parts.)
    @Test(arguments: 0..<20 as Range<UInt64>)
    func movesenseBlocksAreNeverMixed(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var driver = MovesenseDriver()
        driver.connected(mtu: 64)
        driver.sent(
            Intention(
                purpose: "",
                action: .write(
                    MovesenseDriver.command, MovesenseCommands.subscribe("/Meas/IMU6/104", reference: 2),
                    isAcknowledged: true)))
        var fate: [Bool] = []
        for block in 0..<100 {
            // Every float of a block is the block's number.
            let body =
                Encode.littleEndian(UInt32(block * 77)) + Encode.floats(.init(repeating: Float(block), count: 48))
            var rest = body[...]
            var isFirst = true
            while !rest.isEmpty {
                let message = [isFirst ? 2 : 3, 2] + rest.prefix(59)
                rest = rest.dropFirst(59)
                isFirst = false
                let isLost = fate.suffix(7).count { $0 } < 3 && Int.random(in: 0..<8, using: &generator) == 0
                fate.append(isLost)
                if isLost { continue }
                for sample in take(&driver, message, from: MovesenseDriver.data).samples {
                    let number = sample.acceleration.x
                    #expect(sample.acceleration == SIMD3(repeating: number), "seed \(seed)")
                    #expect(
                        abs(sample.angularRate.y - number * .pi / 180) < 1e-4, "seed \(seed)")
                }
            }
        }
        #expect(driver.counters.samples > 300 && driver.counters.incomplete > 5, "seed \(seed)")
    }

    @Test func factsAreCheckedBeforeTheyAreBelieved() {
        func take(_ bytes: [UInt8], _ characteristic: BluetoothUUID) -> PeripheralFacts? {
            var facts = PeripheralFacts()
            return bytes.withUnsafeBytes { facts.take($0, from: characteristic) } ? facts : nil
        }
        #expect(take([101], StandardService.batteryLevel) == nil)
        #expect(take([], StandardService.batteryLevel) == nil)
        #expect(take([87], StandardService.batteryLevel)?.batteryPercent == 87)
        #expect(take(Array("WT901\0\0".utf8), StandardService.modelNumber)?.model == "WT901")
        #expect(take(Array("\u{1B}[2J".utf8), StandardService.modelNumber) == nil)
        #expect(take([0xC3, 0x28], StandardService.manufacturerName) == nil)
        #expect(take([], StandardService.serialNumber) == nil)
        #expect(take([1, 0x86, 0x08, 2, 0, 3, 1], StandardService.pnpID)?.pnp?.vendor == 0x0886)
        #expect(take([3, 0x86, 0x08, 2, 0, 3, 1], StandardService.pnpID) == nil)
        #expect(take([1, 2, 3, 4, 5, 6, 7, 8], StandardService.systemID)?.systemID == 0x0807_0605_0403_0201)
    }

    @Test func uuidsAreReadAndWritten() {
        #expect(BluetoothUUID(short: 0x2A19).description == "00002a19-0000-1000-8000-00805f9b34fb")
        #expect(BluetoothUUID("2A19") == BluetoothUUID(short: 0x2A19))
        // WitMotion's base ends in 9a34fb, the assigned one in 9b34fb.
        #expect(WitMotionPeripheral.service != BluetoothUUID(short: 0xFFE5))
        #expect(WitMotionPeripheral.service.description == "0000ffe5-0000-1000-8000-00805f9a34fb")
        for text in ["", "2A1", "xyz1", "0000ffe5-0000-1000-8000-00805f9a34fb0"] {
            #expect(BluetoothUUID(text) == nil, "\(text)")
        }
    }
}

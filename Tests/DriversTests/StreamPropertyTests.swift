import Drivers
import TestSupport
import Testing

/// What must hold for every driver and any bytes. A new driver takes a line in each list of arguments.
@Suite struct StreamPropertyTests {
    /// A way to make streams of one family.
    struct Family: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// A frame, or several that make one reading; the number varies its content.
        let unit: @Sendable (Int) -> [UInt8]
        let decode: @Sendable ([[UInt8]]) -> Outcome
        /// Units that may be lost behind garbage, beside those that its bytes swallow.
        let unitsToLock: Int
        let longestFrame: Int
    }

    static let families: [Family] = [
        Family(
            testDescription: "WitMotion, 11-byte frames", unit: { witUnit($0, clock: false) },
            decode: { decodeChunks(WitMotionDriver.self, $0) }, unitsToLock: 0, longestFrame: 42),
        Family(
            testDescription: "WitMotion, with its clock", unit: { witUnit($0, clock: true) },
            decode: { decodeChunks(WitMotionDriver.self, $0) }, unitsToLock: 0, longestFrame: 42),
        Family(
            testDescription: "WitMotion, 20-byte frames",
            unit: { n in Encode.witLong((0..<9).map { Int16(truncatingIfNeeded: $0 &* 7919 &+ n) }) },
            decode: { decodeChunks(WitMotionDriver.self, $0) }, unitsToLock: 3, longestFrame: 42),
        Family(
            testDescription: "MAVLink",
            unit: { Encode.highresFrame(UInt64($0), sequence: UInt8(truncatingIfNeeded: $0)) },
            decode: { decodeChunks(MAVLinkDriver.self, $0) }, unitsToLock: 0, longestFrame: 280),
        Family(
            testDescription: "x-IMU3", unit: { Encode.xIMU3(UInt64($0) * 10_000, turn: Float($0 % 100)) },
            decode: { decodeChunks(XIMU3Driver.self, $0) }, unitsToLock: 2, longestFrame: 256),
        Family(
            testDescription: "Shimmer3, with checksums", unit: { shimmerUnit($0, checksum: 2) },
            decode: { shimmer($0, checksum: 2) }, unitsToLock: 0, longestFrame: 87),
        Family(
            testDescription: "Shimmer3, without checksums", unit: { shimmerUnit($0, checksum: 0) },
            decode: { shimmer($0, checksum: 0) }, unitsToLock: 3, longestFrame: 87),
        Family(
            testDescription: "template", unit: templateFrame,
            decode: { decodeChunks(TemplateDriver.self, $0) }, unitsToLock: 0, longestFrame: 24),
    ]

    @Test(arguments: families, 0..<40 as Range<UInt64>)
    func chunksDoNotMatter(_ family: Family, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let stream = dirtyStream(family, using: &generator)
        let whole = family.decode([stream])
        #expect(whole.addsUp, "seed \(seed)")
        #expect(family.decode(stream.map { [$0] }) == whole, "a byte at a time, seed \(seed)")
        for longest in [3, 30, 100, 700] {
            let chunks = cut(stream, longest: longest, using: &generator)
            #expect(family.decode(chunks) == whole, "chunks of up to \(longest), seed \(seed)")
        }
    }

    @Test(arguments: families, 0..<20 as Range<UInt64>)
    func framesBehindGarbageAreFound(_ family: Family, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let garbage = randomBytes(Int.random(in: 0...2000, using: &generator), using: &generator)
        let units = (0..<60).map(family.unit)
        let outcome = family.decode([garbage + units.joined()])
        // The garbage's end can look like a frame's beginning; what it claims, one longest frame, may hide units.
        let hidden = family.longestFrame / units[0].count + 1
        #expect(outcome.samples.count >= units.count - hidden - family.unitsToLock, "seed \(seed)")
        #expect(outcome.counters.discardedBytes <= UInt64(garbage.count + family.longestFrame + 20), "seed \(seed)")
        #expect(outcome.pending < family.longestFrame && outcome.addsUp, "seed \(seed)")
    }

    /// Between clean frames, a checksum lets no damaged one through: what comes out was sent.
    @Test(arguments: families.filter { $0.unitsToLock == 0 }, 0..<20 as Range<UInt64>)
    func aDamagedFrameIsNeverHandedOn(_ family: Family, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let units = (0..<50).map(family.unit)
        let clean = family.decode([Array(units.joined())])
        #expect(clean.samples.count == 50)
        let damaged = units.map { unit in
            var unit = unit
            if Bool.random(using: &generator) {
                unit[Int.random(in: unit.indices, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            return unit
        }
        let outcome = family.decode([Array(damaged.joined())])
        let intact = zip(units, damaged).filter { $0 == $1 }.count
        for sample in outcome.samples where clean.retimings.count == outcome.retimings.count {
            let same = clean.samples.contains {
                $0.acceleration == sample.acceleration && $0.angularRate == sample.angularRate
            }
            #expect(same, "seed \(seed)")
        }
        #expect(outcome.samples.count <= 50 && outcome.samples.count >= intact - 8, "seed \(seed)")
        #expect(outcome.addsUp, "seed \(seed)")
    }

    @Test(arguments: families, 0..<20 as Range<UInt64>)
    func pureNoiseGivesNextToNothing(_ family: Family, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1000)
        let noise = randomBytes(20_000, using: &generator)
        let outcome = family.decode([noise])
        #expect(outcome.samples.isEmpty, "seed \(seed)")
        #expect(outcome.counters.frames < 3 && outcome.addsUp, "seed \(seed)")
    }

    @Test(arguments: families)
    func everySampleIsComplete(_ family: Family) {
        let outcome = family.decode([Array((0..<500).map(family.unit).joined())])
        #expect(outcome.samples.count == 500)
        #expect(outcome.counters.samples == 500 && outcome.counters.discardedBytes == 0)
    }

    /// Units with bytes flipped, lost, inserted and noise between them.
    private func dirtyStream(_ family: Family, using generator: inout SeededGenerator) -> [UInt8] {
        var stream: [UInt8] = []
        for number in 0..<80 {
            var unit = family.unit(number)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                unit[Int.random(in: unit.indices, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            case 1: unit.removeSubrange(Int.random(in: unit.indices, using: &generator)...)
            case 2: unit.insert(UInt8.random(in: 0...255, using: &generator), at: unit.count / 2)
            case 3: unit += randomBytes(Int.random(in: 0...50, using: &generator), using: &generator)
            default: break
            }
            stream += unit
        }
        return stream
    }

    private static func decodeChunks<D: Driver>(_ type: D.Type, _ chunks: [[UInt8]]) -> Outcome {
        var driver = D()
        return run(&driver, chunks)
    }

    /// A Shimmer3 that was asked and streams.
    private static func shimmer(_ chunks: [[UInt8]], checksum: Int) -> Outcome {
        var driver = Shimmer3Driver.streaming(checksum: checksum)
        let before = driver.counters.frames
        var outcome = run(&driver, chunks)
        outcome.counters.frames -= before
        return outcome
    }

    private static func shimmerUnit(_ number: Int, checksum: Int) -> [UInt8] {
        Encode.shimmerPacket(
            UInt32(truncatingIfNeeded: number * 320), acceleration: [1, Int16(number % 100), 1350],
            gyroscope: [Int16(number % 50), -164, 0], checksum: checksum)
    }

    private static func witUnit(_ number: Int, clock: Bool) -> [UInt8] {
        let value = Int16(truncatingIfNeeded: number &* 331)
        let time = Encode.witTime([26, 11, 21, 10, 30, UInt8(number / 200 % 60)], UInt16(number % 200 * 5))
        return (clock ? time : []) + Encode.wit(0x51, [value, 0x5155, 2048, 2500])
            + Encode.wit(0x52, [value &+ 1, 0x5551, -3, 0]) + Encode.wit(0x53, [0, 0, value, 10240])
    }

    private static func templateFrame(_ number: Int) -> [UInt8] {
        var frame: [UInt8] = [0xA5, 0x54, UInt8(truncatingIfNeeded: number), 99]
        frame += Encode.littleEndian(UInt32(truncatingIfNeeded: number &* 10_000))
        for word in [0, 0, 1000, number % 100, -5, 5] { frame += Encode.littleEndian(Int16(word)) }
        frame += [0, 0]
        return frame + Encode.littleEndian(Encode.crc(frame))
    }
}

import Drivers
import IMU
import TestSupport
import Testing

@Suite struct SnifferTests {
    private static let reading = Encode.wit(0x51, [0, 0, 2048, 2500]) + Encode.wit(0x52, [1, 2, 3, 0])
    private static let long = Encode.witLong([0, 0, 2048, 1, 2, 3, 4, 5, 6])

    private static func stream(_ family: DriverFamily, units: Int) -> [UInt8] {
        switch family {
        case .witmotion: Array(repeatElement(reading, count: units).joined())
        case .mavlink: (0..<units).flatMap { Encode.highresFrame(UInt64($0), sequence: UInt8($0 & 0xFF)) }
        // It says no more before it is asked more.
        case .shimmer3: [0xFF, 0x2F, 3, 0, 0, 0, 16, 9]
        case .xIMU3: (0..<units).flatMap { Encode.xIMU3(UInt64($0) * 10_000) }
        }
    }

    @Test(arguments: DriverFamily.allCases, 0..<20 as Range<UInt64>)
    func familiesAreRecognizedAndNoByteIsLost(_ family: DriverFamily, _ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let noise = randomBytes(Int.random(in: 0...300, using: &generator), using: &generator)
        let bytes = noise + Self.stream(family, units: 40)
        var direct = AnyDriver(family)
        let expected = collect { emit in bytes.withUnsafeBytes { direct.feed($0, arrival: .init(nanoseconds: 0), emit) }
        }

        for longest in [1, 7, 64, 4000] {
            var sniffer = Sniffer()
            var driver: AnyDriver?
            let samples = collect { emit in
                for chunk in cut(bytes, longest: longest, using: &generator) {
                    chunk.withUnsafeBytes { chunk in
                        var rest = chunk
                        if driver == nil {
                            let taken = sniffer.feed(chunk, arrival: .init(nanoseconds: 0))
                            driver = sniffer.makeDriver(emit)
                            rest = UnsafeRawBufferPointer(rebasing: chunk[taken...])
                        }
                        driver?.feed(rest, arrival: .init(nanoseconds: 0), emit)
                    }
                }
            }
            let found = try #require(driver, "seed \(seed)")
            #expect(found.family == family && sniffer.verdict == .recognized(family))
            #expect(found.counters == direct.counters, "seed \(seed)")
            #expect(samples == expected && samples.isEmpty == (family == .shimmer3), "seed \(seed)")
        }
    }

    @Test func theEvidenceIsAsDocumented() {
        for (family, bytes, needed) in [
            (DriverFamily.witmotion, Self.stream(.witmotion, units: 9), 44),
            (.mavlink, Self.stream(.mavlink, units: 9), Encode.highresFrame(0, sequence: 0).count * 2 + 1),
            (.witmotion, Array(repeatElement(Self.long, count: 9).joined()), 80),
            (.shimmer3, Self.stream(.shimmer3, units: 1), 8),
            // Three, and for the first a whole one behind it.
            (.xIMU3, Self.stream(.xIMU3, units: 9), 3 * 36),
        ] {
            var sniffer = Sniffer()
            let taken = bytes.withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
            #expect(sniffer.verdict == .recognized(family))
            #expect(taken <= needed && sniffer.bytesTaken == taken)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func noiseIsGivenUpWithinTheLimit(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var sniffer = Sniffer()
        let noise = randomBytes(5000, using: &generator)
        let taken = noise.withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        #expect(sniffer.verdict == .gaveUp && taken == Sniffer.limit, "seed \(seed)")
        #expect(sniffer.makeDriver { _ in } == nil)

        sniffer.reset()
        #expect(sniffer.verdict == .undecided && sniffer.bytesTaken == 0)
        _ = Self.stream(.mavlink, units: 3).withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        #expect(sniffer.verdict == .recognized(.mavlink))
    }

    @Test func aConfiguredFamilyIsTheOnlyOneLookedFor() {
        var sniffer = Sniffer(families: [.mavlink])
        let stream = Self.stream(.witmotion, units: 200)
        _ = stream.withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        #expect(sniffer.verdict == .gaveUp)
    }

    /// Two frames of a bare kind are no proof.
    @Test func tooFewFramesAreNoProof() {
        var sniffer = Sniffer()
        _ = Self.reading.withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        _ = [0].withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        _ = Self.reading.withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: 0)) }
        #expect(sniffer.verdict == .undecided)
    }

    @Test func replayKeepsArrivalTimes() {
        var sniffer = Sniffer()
        let stream = Self.stream(.witmotion, units: 2)
        for (index, half) in [stream[..<22], stream[22...]].enumerated() {
            _ = Array(half).withUnsafeBytes { sniffer.feed($0, arrival: .init(nanoseconds: Int64(index + 1))) }
        }
        var arrivals: [Int64] = []
        _ = sniffer.makeDriver { arrivals.append($0.arrival.nanoseconds) }
        #expect(arrivals == [1, 2])
    }

    @Test func familiesHaveNamesAndBaudRates() {
        #expect(DriverFamily(id: "witmotion") == .witmotion)
        #expect(DriverFamily(id: "mavlink") == .mavlink)
        #expect(DriverFamily(id: "template") == nil)
        #expect(DriverFamily.allCases.allSatisfy { DriverFamily(id: $0.descriptor.id) == $0 })
        #expect(DriverFamily.huntOrder.prefix(3) == [9600, 921_600, 115_200])
        #expect(Set(DriverFamily.huntOrder).count == DriverFamily.huntOrder.count)
    }

    @Test func anyDriverPassesCommandsOn() {
        var driver = AnyDriver(.witmotion)
        driver.sent(WitMotionCommands.read(WitMotionRegister.rate))
        Encode.wit(0x5F, [0x0B, 0, 0, 0]).withUnsafeBytes { driver.feed($0, arrival: .init(nanoseconds: 0)) { _ in } }
        #expect(driver.timing.nominalRate == 200)
        driver.resynchronize()
        #expect(driver.pendingBytes == 0)
        #expect(AnyDriver(.mavlink).start(hertz: 100, baud: nil).isEmpty)
        #expect(AnyDriver(.witmotion).start(hertz: 100, baud: nil).count == 5)
        #expect(AnyDriver(.witmotion).start(hertz: nil, baud: nil).isEmpty)
    }

    private func collect(_ body: ((Sample) -> Void) -> Void) -> [Outcome.Reading] {
        var samples: [Outcome.Reading] = []
        body { samples.append(.init(ticks: $0.ticks, acceleration: $0.acceleration, angularRate: $0.angularRate)) }
        return samples
    }
}

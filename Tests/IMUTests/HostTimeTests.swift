import IMU
import TestSupport
import Testing

@Suite struct HostTimeTests {
    @Test("seconds and nanoseconds say the same")
    func conversion() {
        #expect(HostTime(seconds: 1.25).nanoseconds == 1_250_000_000)
        #expect(HostTime(nanoseconds: -500_000_000).seconds == -0.5)
        #expect(HostTime(seconds: 3).seconds(since: HostTime(seconds: 1)) == 2)
        #expect(HostTime(seconds: 3).advanced(seconds: -1) == HostTime(seconds: 2))
    }

    @Test("numbers beyond the clock are held at its ends")
    func ends() {
        #expect(HostTime(seconds: .infinity).nanoseconds == .max)
        #expect(HostTime(seconds: -1e300).nanoseconds == .min)
        #expect(HostTime(seconds: .nan).nanoseconds == 0)
        let (first, last) = (HostTime(nanoseconds: .min), HostTime(nanoseconds: .max))
        #expect(last.advanced(seconds: 1) == last)
        #expect(first.advanced(seconds: -1) == first)
        #expect(last.seconds(since: first) > 9e9)
        #expect(first.seconds(since: last) < -9e9)
    }

    @Test("any pair of times and any number can be put together", arguments: 1...20 as ClosedRange<UInt64>)
    func neverTraps(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let a = HostTime(nanoseconds: Int64(bitPattern: generator.next()))
            let b = HostTime(nanoseconds: Int64(bitPattern: generator.next()))
            let seconds = Double(bitPattern: generator.next())
            #expect((a.seconds(since: b) > 0) == (a > b) || a == b, "seed \(seed)")
            let moved = a.advanced(seconds: seconds)
            if seconds > 1 { #expect(moved > a || a.nanoseconds > .max - 2_000_000_000, "seed \(seed)") }
        }
    }
}

@Suite struct SampleTests {
    @Test("a sample is complete when no component is missing", arguments: 0..<6)
    func completeness(missing: Int) {
        var sample = Sample(
            ticks: 0, arrival: HostTime(nanoseconds: 0), acceleration: [0, 0, 9.8], angularRate: [1, 2, 3])
        #expect(sample.isComplete)
        for value in [Float.nan, .infinity, -.infinity] {
            if missing < 3 { sample.acceleration[missing] = value } else { sample.angularRate[missing - 3] = value }
            #expect(!sample.isComplete)
        }
    }

    @Test("infinities that cancel are still missing")
    func cancelling() {
        let sample = Sample(
            ticks: 0, arrival: HostTime(nanoseconds: 0), acceleration: [.infinity, 0, 0],
            angularRate: [-.infinity, 0, 0])
        #expect(!sample.isComplete)
    }

    @Test("finite numbers, however large, are no missing ones")
    func large() {
        let sample = Sample(
            ticks: 0, arrival: HostTime(nanoseconds: 0), acceleration: [-1e30, 0, 0], angularRate: [1e30, 0, 0])
        #expect(sample.isComplete)
    }
}

@Suite struct PlacementTests {
    @Test("every placement is found by its name", arguments: Placement.allCases)
    func names(placement: Placement) {
        #expect(Placement(name: placement.name) == placement)
        #expect(placement.side.map { placement.name.hasPrefix($0.name) } ?? (placement == .lumbar))
    }

    @Test("sides have names and opposites", arguments: Side.allCases)
    func sides(side: Side) {
        #expect(Side(name: side.name) == side)
        #expect(side.opposite != side && side.opposite.opposite == side)
        #expect(Side(name: "middle") == nil && Placement(name: "Left_Shank") == nil)
    }

    @Test("degrees and radians")
    func units() {
        #expect(abs(180 * Units.radiansPerDegree - .pi) < 1e-15)
        #expect(abs(Units.radiansPerDegree * Units.degreesPerRadian - 1) < 1e-15)
    }
}

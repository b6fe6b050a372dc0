import IMU
import Testing
import Transports

@Suite struct ArrivalClockTests {
    @Test func unscaledIsTheMachinesClock() {
        let clock = ArrivalClock(timeScale: 1, origin: 1_000)
        #expect(clock.hostTime(boottime: 123_456_789).nanoseconds == 123_456_789)
        let first = clock.now()
        #expect(clock.now() >= first)
    }

    @Test(arguments: [0.5, 2, 10, 100]) func scaledStretchesFromTheOrigin(scale: Double) {
        let clock = ArrivalClock(timeScale: scale, origin: 5_000_000_000)
        #expect(clock.hostTime(boottime: 5_000_000_000).nanoseconds == 5_000_000_000)
        let later = clock.hostTime(boottime: 6_000_000_000)
        #expect(later.nanoseconds == 5_000_000_000 + Int64(scale * 1e9))
        #expect(clock.hostTime(boottime: 6_000_000_001) >= later)
    }

    @Test func absurdTimesDoNotTrap() {
        let clock = ArrivalClock(timeScale: 10_000, origin: 0)
        #expect(clock.hostTime(boottime: .max) > clock.hostTime(boottime: 0))
        #expect(clock.hostTime(boottime: .min) < clock.hostTime(boottime: 0))
    }
}

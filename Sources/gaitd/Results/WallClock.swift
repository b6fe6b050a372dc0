import CLinux
import Foundation
import IMU
import Store
import Transports

/// Turns the daemon's host time into wall time and back: the only place where the two meet.
///
/// Live, the offset is read anew at each use, so that a corrected wall clock is followed. In an accelerated run
/// (`--time-scale`) wall time runs on from the start at the same scale, so that all times of the run agree.
struct WallClock: Sendable {
    private let clock: ArrivalClock
    private let startedAt: Date
    private let startedHost: HostTime

    init(clock: ArrivalClock) {
        self.clock = clock
        startedAt = Date()
        startedHost = clock.now()
    }

    func now() -> Date { date(clock.now()) }

    func hostNow() -> HostTime { clock.now() }

    func date(_ time: HostTime) -> Date {
        if clock.timeScale == 1 { return Date().addingTimeInterval(time.seconds(since: clock.now())) }
        return startedAt.addingTimeInterval(time.seconds(since: startedHost))
    }

    /// The host time of a date; before the machine's start it is negative.
    func host(_ date: Date) -> HostTime { clock.now().advanced(seconds: date.timeIntervalSince(now())) }

    func wall(_ time: HostTime) -> WallTime { WallTime(date(time)) }

    /// Nanoseconds to add to a host time for wall time since 1970.
    var offset: Int64 {
        let host = clock.now()
        return Int64(date(host).timeIntervalSince1970 * 1e9) - host.nanoseconds
    }

    /// The host time `seconds` of the machine from now.
    func host(inSeconds seconds: Double) -> HostTime {
        clock.now().advanced(seconds: seconds * clock.timeScale)
    }
}

internal import CLinux
public import IMU

/// The clock that stamps arrivals: CLOCK_BOOTTIME, optionally scaled for accelerated runs. Nothing behind it ever
/// reads a clock.
///
/// With a scale of N one second of the machine counts as N: `host = origin + (now − origin) · N`.
public struct ArrivalClock: Sendable, Equatable {
    /// How many host seconds pass in one second of the machine.
    public let timeScale: Double
    /// The CLOCK_BOOTTIME in nanoseconds at which scaled and unscaled time agree.
    public let origin: Int64

    /// A clock that agrees with CLOCK_BOOTTIME now and runs `timeScale` times as fast from here on.
    /// - Parameter timeScale: 0.01 to 10,000; 1 unless told.
    public init(timeScale: Double = 1) { self.init(timeScale: timeScale, origin: clinux_boottime_ns()) }

    /// - Parameter origin: the CLOCK_BOOTTIME in nanoseconds at which both agree.
    public init(timeScale: Double, origin: Int64) {
        precondition(timeScale >= 0.01 && timeScale <= 10_000, "a time scale lies between 0.01 and 10,000")
        self.timeScale = timeScale
        self.origin = origin
    }

    /// The host time now.
    public func now() -> HostTime { hostTime(boottime: clinux_boottime_ns()) }

    /// The host time at a CLOCK_BOOTTIME in nanoseconds.
    public func hostTime(boottime: Int64) -> HostTime {
        guard timeScale != 1 else { return HostTime(nanoseconds: boottime) }
        let scaled = (Double(boottime &- origin) * timeScale).rounded()
        // 2⁶² ns are 146 years; no machine gets there, but an arithmetic trap must not be reachable.
        let offset = Int64(max(-0x1p62, min(0x1p62, scaled)))
        return HostTime(nanoseconds: origin &+ offset)
    }
}

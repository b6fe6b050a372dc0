/// A point in time on the host, in nanoseconds of CLOCK_BOOTTIME (live) or from the first sample (recordings).
/// The core never reads a clock: times come in with the samples.
public struct HostTime: Comparable, Hashable, Sendable, BitwiseCopyable {
    /// Nanoseconds since the clock's origin.
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The time `seconds` after the clock's origin, rounded to the nanosecond.
    @inlinable public init(seconds: Double) { nanoseconds = Int64((seconds * 1e9).rounded()) }

    /// Seconds since the clock's origin.
    @inlinable public var seconds: Double { Double(nanoseconds) * 1e-9 }

    @inlinable public static func < (a: HostTime, b: HostTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Seconds from `other` to this time.
    @inlinable public func seconds(since other: HostTime) -> Double { Double(nanoseconds - other.nanoseconds) * 1e-9 }

    /// The time `seconds` later.
    @inlinable public func advanced(seconds: Double) -> HostTime {
        HostTime(nanoseconds: nanoseconds + Int64((seconds * 1e9).rounded()))
    }
}

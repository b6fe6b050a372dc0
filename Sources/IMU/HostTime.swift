/// A point in time on the host, in nanoseconds of CLOCK_BOOTTIME (live) or from the first sample (recordings).
/// The core never reads a clock: times come in with the samples.
public struct HostTime: Comparable, Hashable, Codable, Sendable, BitwiseCopyable {
    /// Nanoseconds since the clock's origin.
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The time `seconds` after the clock's origin, rounded to the nanosecond.
    /// Times beyond the clock's range are held at its ends; what is not a number is its origin.
    @inlinable public init(seconds: Double) {
        let wanted = (seconds * 1e9).rounded()
        nanoseconds = wanted.isNaN ? 0 : Int64(exactly: wanted) ?? (wanted > 0 ? .max : .min)
    }

    /// Seconds since the clock's origin.
    @inlinable public var seconds: Double { Double(nanoseconds) * 1e-9 }

    @inlinable public static func < (a: HostTime, b: HostTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Seconds from `other` to this time; held at ±292 years.
    @inlinable public func seconds(since other: HostTime) -> Double {
        let (difference, isTooLarge) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
        return Double(isTooLarge ? (self > other ? .max : .min) : difference) * 1e-9
    }

    /// The time `seconds` later, held at the clock's ends.
    @inlinable public func advanced(seconds: Double) -> HostTime {
        let (sum, isTooLarge) = nanoseconds.addingReportingOverflow(HostTime(seconds: seconds).nanoseconds)
        return HostTime(nanoseconds: isTooLarge ? (seconds > 0 ? .max : .min) : sum)
    }
}

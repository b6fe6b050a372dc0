public import Foundation

/// A point in wall-clock time as the store keeps it: whole microseconds since 1970-01-01T00:00:00Z.
public struct WallTime: Comparable, Hashable, Sendable, BitwiseCopyable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The microsecond nearest to `date`. Dates beyond what a `Double` holds to the microsecond (about ±285 years
    /// around 1970) become that bound, and a date that is not a number becomes 1970.
    public init(_ date: Date) {
        let exact = date.timeIntervalSince1970 * 1e6
        let bound = 9_007_199_254_740_992.0  // 2^53
        microseconds = exact.isNaN ? 0 : Int64(min(max(exact, -bound), bound).rounded())
    }

    /// The same point in time as a `Date`.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1e6) }

    public static func < (a: WallTime, b: WallTime) -> Bool { a.microseconds < b.microseconds }
}

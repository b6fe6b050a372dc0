/// How fast a person walked over a number of strides.
public struct Pace: Sendable, Equatable, BitwiseCopyable {
    /// Two windows match when their paces differ by no more than this share: asymmetry, excursions and variability all
    /// change with speed.
    public static let tolerance = 0.15

    /// Strides that have a stride time.
    public private(set) var strides = 0
    private var strideTimes = 0.0
    private var speeds = 0.0
    private var withSpeed = 0

    public init() {}

    /// Takes a stride.
    /// - Parameters:
    ///   - speed: m/s; NaN where unknown.
    ///   - strideTime: s.
    public mutating func add(speed: Double, strideTime: Double) {
        guard strideTime.isFinite, strideTime > 0 else { return }
        strides += 1
        strideTimes += strideTime
        guard speed.isFinite else { return }
        withSpeed += 1
        speeds += speed
    }

    /// Mean walking speed, m/s; nil where less than half of the strides have one.
    public var speed: Double? { 2 * withSpeed > strides ? speeds / Double(withSpeed) : nil }

    /// Mean stride time, s; nil without strides.
    public var strideTime: Double? { strides > 0 ? strideTimes / Double(strides) : nil }

    /// By what share this pace is faster than another: of the speeds where both are known, else of the stride times;
    /// nil where nothing is.
    public func faster(than other: Pace) -> Double? {
        if let speed, let before = other.speed, before > 0 { return speed / before - 1 }
        guard let strideTime, let before = other.strideTime else { return nil }
        return before / strideTime - 1
    }

    /// Whether the two paces may be compared; nil where it cannot be said.
    public func matches(_ other: Pace) -> Bool? { faster(than: other).map { abs($0) <= Self.tolerance } }
}

import Gait
public import IMU
public import Pipeline

/// The last line of `gaitctl analyze`: means over the whole recording; what cannot be said is left out with a reason.
public struct AnalysisSummary: Codable, Sendable, Equatable {
    public var type = "summary"
    public var durationS: Double
    public var placements: [String]
    public var stridesLeft: Int
    public var stridesRight: Int
    public var steadyStridesLeft: Int
    public var steadyStridesRight: Int
    /// Strides of both feet that were not walked, by how they were made; absent where all were walked.
    public var setApart: [String: Int]?
    public var bouts: Int
    public var episodes: Int
    public var lostSamples: Int
    public var cadencePerMin: Double?
    public var stepTimeSymmetryIndexPercent: Double?
    public var stanceTimeSymmetryIndexPercent: Double?
    public var swingTimeSymmetryIndexPercent: Double?
    public var stepTimeSymmetryAnglePercent: Double?
    public var stanceTimeSymmetryAnglePercent: Double?
    public var swingTimeSymmetryAnglePercent: Double?
    public var stepTimeLeftS: Double?
    public var stepTimeRightS: Double?
    public var stanceTimeLeftS: Double?
    public var stanceTimeRightS: Double?
    public var swingTimeLeftS: Double?
    public var swingTimeRightS: Double?
    public var pronationProxyLeftDeg: Double?
    public var pronationProxyRightDeg: Double?
    /// Means over the steady strides of each side of what else is known of them, by name.
    public var meansLeft: [String: Double]
    public var meansRight: [String: Double]
    /// For each field that is absent: why.
    public var absent: [String: String]

    /// - Parameters:
    ///   - thresholdPairs: the strides a side that a flag wants, for the reason where nothing could be flagged.
    public init(
        totals: PipelineTotals, placements: [Placement], durationS: Double, lostSamples: Int, thresholdPairs: Int
    ) {
        self.durationS = (durationS * 1e3).rounded() / 1e3
        self.placements = placements.map(\.name)
        self.lostSamples = lostSamples
        stridesLeft = totals.left.strides
        stridesRight = totals.right.strides
        steadyStridesLeft = totals.left.steady
        steadyStridesRight = totals.right.steady
        setApart = totals.modes.setApartByName
        bouts = totals.bouts
        episodes = totals.episodes
        absent = [:]
        meansLeft = Self.others(totals.left)
        meansRight = Self.others(totals.right)
        cadencePerMin = totals.cadence.map(Self.rounded)
        stepTimeLeftS = totals.left.mean(.stepTime).map(Self.rounded)
        stepTimeRightS = totals.right.mean(.stepTime).map(Self.rounded)
        stanceTimeLeftS = totals.left.mean(.stanceTime).map(Self.rounded)
        stanceTimeRightS = totals.right.mean(.stanceTime).map(Self.rounded)
        swingTimeLeftS = totals.left.mean(.swingTime).map(Self.rounded)
        swingTimeRightS = totals.right.mean(.swingTime).map(Self.rounded)
        pronationProxyLeftDeg = totals.left.mean(.tibialRotation).map { Self.rounded($0 * Units.degreesPerRadian) }
        pronationProxyRightDeg = totals.right.mean(.tibialRotation).map { Self.rounded($0 * Units.degreesPerRadian) }
        let reason = Self.reason(placements)
        let finals = reason ?? Self.finalContactReason(placements)
        setIndex(\.stepTimeSymmetryIndexPercent, \.stepTimeSymmetryAnglePercent, "step_time", .stepTime, totals, reason)
        setIndex(
            \.stanceTimeSymmetryIndexPercent, \.stanceTimeSymmetryAnglePercent, "stance_time", .stanceTime, totals,
            finals)
        setIndex(
            \.swingTimeSymmetryIndexPercent, \.swingTimeSymmetryAnglePercent, "swing_time", .swingTime, totals, finals)
        if cadencePerMin == nil { absent["cadence_per_min"] = reason ?? "no walking bout was found" }
        let counted = finals == nil ? StrideQuantity.stanceTime : .stepTime
        let least = min(totals.left.count(counted), totals.right.count(counted))
        if episodes == 0, least < thresholdPairs {
            absent["episodes"] =
                reason
                ?? "not enough evidence: \(least) steady strides a side, \(thresholdPairs) are needed for a flag"
        }
    }

    private mutating func setIndex(
        _ index: WritableKeyPath<Self, Double?>, _ angle: WritableKeyPath<Self, Double?>, _ name: String,
        _ quantity: StrideQuantity, _ totals: PipelineTotals, _ reason: String?
    ) {
        guard reason == nil, let left = totals.left.mean(quantity), let right = totals.right.mean(quantity) else {
            let text = reason ?? "no steady strides on both sides"
            absent["\(name)_symmetry_index_percent"] = text
            absent["\(name)_symmetry_angle_percent"] = text
            return
        }
        self[keyPath: index] = Self.rounded(SymmetryIndex.percent(left: left, right: right))
        self[keyPath: angle] = Self.rounded(SymmetryIndex.anglePercent(left: left, right: right))
    }

    /// What has no field of its own.
    private static func others(_ side: PipelineTotals.SideTotals) -> [String: Double] {
        var means: [String: Double] = [:]
        for quantity in StrideQuantity.allCases {
            switch quantity {
            case .stanceTime, .swingTime, .stepTime, .tibialRotation: continue
            default: means[quantity.name] = side.mean(quantity).map { rounded($0 * quantity.scale) }
            }
        }
        return means
    }

    /// Why the sides cannot be compared at all. The lumbar sensor alone sees both feet with one eye; where it stands in
    /// for one foot only, a shank and a lumbar sensor would be compared rather than two feet.
    private static func reason(_ placements: [Placement]) -> String? {
        let shanks = placements.filter { $0 == .leftShank || $0 == .rightShank }
        let hasLumbar = placements.contains(.lumbar)
        if shanks.isEmpty {
            return hasLumbar ? nil : "no shank and no lumbar sensor: contacts by side need one of them"
        }
        guard shanks.count == 1 else { return nil }
        let worn = "only the \(shanks[0].side?.name ?? "") shank is worn"
        return hasLumbar
            ? "\(worn): the other foot's times come from the lumbar sensor and are not compared with it"
            : "\(worn): a comparison needs both"
    }

    /// Why stance and swing times are not compared, where step times are.
    private static func finalContactReason(_ placements: [Placement]) -> String? {
        let hasShank = placements.contains(.leftShank) || placements.contains(.rightShank)
        return hasShank ? nil : "the lumbar sensor only estimates final contacts: a comparison needs both shanks"
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}

/// A side of the body as rows keep it.
public enum RowSide: Int, Sendable, CaseIterable {
    case left = 1
    case right = 2

    /// `left` or `right`.
    public var name: String { self == .left ? "left" : "right" }

    public init?(name: String) {
        switch name {
        case "left": self = .left
        case "right": self = .right
        default: return nil
        }
    }
}

/// How a stride was made, as rows keep it.
public enum RowMode: Int, Sendable, CaseIterable {
    case walking = 0
    case running = 1
    case stairsUp = 2
    case stairsDown = 3

    /// As the socket says it: `stairs_up`.
    public var name: String {
        switch self {
        case .walking: "walking"
        case .running: "running"
        case .stairsUp: "stairs_up"
        case .stairsDown: "stairs_down"
        }
    }
}

/// Who wore what when a row was measured. Its subject is the session's; without a session it is nobody's.
public struct Wearing: Hashable, Sendable {
    public var kit: String
    public var session: String?

    public init(kit: String, session: String? = nil) {
        self.kit = kit
        self.session = session
    }
}

/// One stride; values that are not finite are stored as absent.
public struct StrideRow: Sendable, Equatable {
    public var wearing: Wearing
    public var side: RowSide
    /// The initial contact that opens it.
    public var start: WallTime
    /// By the socket's names, in the unit that each ends with: `stride_time_s`. A name that the store does not know is
    /// counted as unusable.
    public var values: [String: Double]
    /// Whether it may enter means.
    public var isSteady: Bool
    public var mode: RowMode

    public init(
        wearing: Wearing, side: RowSide, start: WallTime, values: [String: Double], isSteady: Bool = true,
        mode: RowMode = .walking
    ) {
        self.wearing = wearing
        self.side = side
        self.start = start
        self.values = values
        self.isSteady = isSteady
        self.mode = mode
    }
}

/// A number over a window of strides, in the unit that its name ends with.
public struct MeasureRow: Sendable, Equatable {
    public var wearing: Wearing
    /// Such as `step_time_symmetry_index_percent`.
    public var name: String
    /// The end of the window.
    public var at: WallTime
    public var value: Double
    /// Bounds of the 95 % confidence interval; absent where not finite.
    public var low: Double
    public var high: Double
    /// Strides (of both sides) that it rests on.
    public var strides: Int

    public init(
        wearing: Wearing, name: String, at: WallTime, value: Double, low: Double, high: Double, strides: Int
    ) {
        self.wearing = wearing
        self.name = name
        self.at = at
        self.value = value
        self.low = low
        self.high = high
        self.strides = strides
    }
}

/// Uninterrupted walking that has ended. Its strides come before it, in the same batch or an earlier one.
public struct BoutRow: Sendable, Equatable {
    public var wearing: Wearing
    public var start: WallTime
    public var end: WallTime
    public var stridesLeft: Int
    public var stridesRight: Int
    /// Steps per minute; absent where not finite.
    public var cadence: Double

    public init(
        wearing: Wearing, start: WallTime, end: WallTime, stridesLeft: Int, stridesRight: Int, cadence: Double
    ) {
        self.wearing = wearing
        self.start = start
        self.end = end
        self.stridesLeft = stridesLeft
        self.stridesRight = stridesRight
        self.cadence = cadence
    }
}

/// A change of walking direction.
public struct TurnRow: Sendable, Equatable {
    public var wearing: Wearing
    public var start: WallTime
    public var end: WallTime
    /// rad, positive to the left.
    public var angle: Double

    public init(wearing: Wearing, start: WallTime, end: WallTime, angle: Double) {
        self.wearing = wearing
        self.start = start
        self.end = end
        self.angle = angle
    }
}

/// Samples that a sensor did not deliver.
public struct GapRow: Sendable, Equatable {
    public var wearing: Wearing
    /// Such as `left_shank`.
    public var placement: String
    public var start: WallTime
    public var end: WallTime
    public var lostSamples: Int
    /// `lost`, `overrun`, `disconnected` or `clock_reset`.
    public var cause: String

    public init(
        wearing: Wearing, placement: String, start: WallTime, end: WallTime, lostSamples: Int, cause: String
    ) {
        self.wearing = wearing
        self.placement = placement
        self.start = start
        self.end = end
        self.lostSamples = lostSamples
        self.cause = cause
    }
}

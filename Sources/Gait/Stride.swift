public import IMU

/// One stride: from an initial contact to the next one of the same foot.
public struct Stride: Sendable, Equatable, BitwiseCopyable {
    public var side: Side
    /// The initial contact that opens it.
    public var start: HostTime
    /// The next initial contact of the same foot.
    public var end: HostTime
    /// IC to IC, s.
    public var strideTime: Double
    /// IC to FC, s; NaN where the final contact was not found.
    public var stanceTime: Double
    /// FC to IC, s; NaN where the final contact was not found.
    public var swingTime: Double
    /// From the other foot's initial contact to the one that ends this stride, s: the step of this side.
    /// NaN without the other shank.
    public var stepTime: Double
    /// Tibial internal rotation excursion in early stance, rad: a proxy of pronation, not pronation. NaN where unknown.
    public var tibialRotation: Double
    /// False in turns, at starts and stops, over gaps and at implausible timing: such strides enter no index.
    public var isSteady: Bool

    public init(
        side: Side, start: HostTime, end: HostTime, strideTime: Double, stanceTime: Double, swingTime: Double,
        stepTime: Double, tibialRotation: Double, isSteady: Bool
    ) {
        self.side = side
        self.start = start
        self.end = end
        self.strideTime = strideTime
        self.stanceTime = stanceTime
        self.swingTime = swingTime
        self.stepTime = stepTime
        self.tibialRotation = tibialRotation
        self.isSteady = isSteady
    }
}

/// Uninterrupted walking. Emitted when it has ended.
public struct Bout: Sendable, Equatable, BitwiseCopyable {
    public var start: HostTime
    public var end: HostTime
    public var stridesLeft: Int
    public var stridesRight: Int
    /// Steps per minute; NaN where too few strides.
    public var cadence: Double

    public init(start: HostTime, end: HostTime, stridesLeft: Int, stridesRight: Int, cadence: Double) {
        self.start = start
        self.end = end
        self.stridesLeft = stridesLeft
        self.stridesRight = stridesRight
        self.cadence = cadence
    }
}

/// A change of walking direction, seen by the lumbar unit.
public struct Turn: Sendable, Equatable, BitwiseCopyable {
    public var start: HostTime
    public var end: HostTime
    /// Signed angle about the vertical, rad, positive to the left.
    public var angle: Double

    public init(start: HostTime, end: HostTime, angle: Double) {
        self.start = start
        self.end = end
        self.angle = angle
    }
}

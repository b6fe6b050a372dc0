public import IMU

/// One stride: from an initial contact to the next one of the same foot, and what can be said of it.
public struct Stride: Sendable, BitwiseCopyable {
    public var side: Side
    /// The initial contact that opens it.
    public var start: HostTime
    /// The next initial contact of the same foot.
    public var end: HostTime
    /// False in running, on stairs, in turns, at starts and stops, over gaps and at implausible timing: such strides enter no index.
    public var isSteady: Bool
    /// How it was made. Only walking strides are steady ones.
    public var mode: GaitMode
    /// The unit that its own contacts were read from.
    public var source: Contact.Source
    private var values: InlineArray<22, Double>

    /// - Parameters:
    ///   - start, end: the initial contacts that open and end it; their distance is its `strideTime`.
    ///   - isSteady: whether it enters indices.
    ///   - source: the unit that the contacts were read from.
    ///   - mode: how it was made.
    public init(
        side: Side, start: HostTime, end: HostTime, isSteady: Bool, source: Contact.Source = .shank,
        mode: GaitMode = .walking
    ) {
        self.side = side
        self.start = start
        self.end = end
        self.isSteady = isSteady
        self.source = source
        self.mode = mode
        values = InlineArray(repeating: .nan)
        self[.strideTime] = end.seconds(since: start)
    }

    /// A quantity of the stride in SI units; NaN where it is unknown.
    public subscript(_ quantity: StrideQuantity) -> Double {
        get { values[Int(quantity.rawValue)] }
        set { values[Int(quantity.rawValue)] = newValue }
    }

    /// IC to IC, s.
    public var strideTime: Double { self[.strideTime] }
    /// IC to FC, s; NaN where the final contact was not found.
    public var stanceTime: Double { self[.stanceTime] }
    /// FC to IC, s; NaN where the final contact was not found.
    public var swingTime: Double { self[.swingTime] }
    /// From the other foot's initial contact to the one that ends this stride, s: the step of this side.
    /// NaN without the other foot's contacts.
    public var stepTime: Double { self[.stepTime] }
    /// Tibial internal rotation excursion in early stance, rad: a proxy of pronation, not pronation. NaN where unknown.
    public var tibialRotation: Double { self[.tibialRotation] }
}

extension Stride: Equatable {
    /// Equal in all that is known and all that is unknown.
    public static func == (a: Stride, b: Stride) -> Bool {
        guard a.side == b.side, a.start == b.start, a.end == b.end, a.isSteady == b.isSteady,
            a.source == b.source, a.mode == b.mode
        else { return false }
        return StrideQuantity.allCases.allSatisfy { a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN) }
    }
}

/// Uninterrupted walking, with what was run and climbed in it. Emitted when it has ended.
public struct Bout: Sendable, Equatable, BitwiseCopyable {
    public var start: HostTime
    public var end: HostTime
    public var stridesLeft: Int
    public var stridesRight: Int
    /// Steps per minute; NaN where too few strides.
    public var cadence: Double
    /// Strides of both feet by how they were made.
    public var modes: ModeCounts

    /// - Parameter modes: of both feet; nil where all were walked.
    public init(
        start: HostTime, end: HostTime, stridesLeft: Int, stridesRight: Int, cadence: Double, modes: ModeCounts? = nil
    ) {
        self.start = start
        self.end = end
        self.stridesLeft = stridesLeft
        self.stridesRight = stridesRight
        self.cadence = cadence
        self.modes = modes ?? ModeCounts(walking: stridesLeft + stridesRight)
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

/// Watches how one sensor sits while its wearer walks, from block to block of one stride's length each.
///
/// What counts as right is how the sensor sat before: any way of strapping it on is a good one, so a sensor that is
/// upside down from the start cannot be told, and does no harm. Blocks need not begin at contacts, so a sensor whose
/// contacts are lost by the slip is still seen.
public struct MountCheck: Sendable, BitwiseCopyable {
    public struct Parameters: Sendable, BitwiseCopyable {
        /// A turn against the mounting some strides ago that is a slip, rad: 8°, so that a turn of 10° is seen
        /// through the strides' own spread. On steady walking of people after stroke single windows differ by up to
        /// 7.7°, and no two in a row by more.
        public var slip = 8 * Double.pi / 180
        /// A turn against the mounting of an earlier bout that is a slip, rad: 15°, since people walk faster or slower
        /// then, and a shank leans with speed.
        public var slipBetweenBouts = 15 * Double.pi / 180
        /// A turn against the first good alignment that is a slip, however slowly it came, rad: 20°.
        public var creep = 20 * Double.pi / 180
        /// A turn of the long axis that is end for end, rad: 120°.
        public var flip = 120 * Double.pi / 180
        /// A body that turns faster than this, rad/s, is in a curve: 9 °/s, some 40° in four strides.
        public var turning = 0.15
        /// A block that has less than this share of the usual movement is no walking.
        public var movement = 0.6
        /// A still sensor: rate, rad/s, and deviation of the force, m/s².
        public var stillRate = 0.1
        public var stillForce = 0.3

        public init() {}
    }

    /// Blocks that are looked at together.
    static let span = 4
    /// Windows in a row that must agree on a slip.
    static let repeats = 2
    /// Still blocks in a row that make a sensor unworn.
    static let stillBlocks = 8
    /// Windows in a row that must look like another segment.
    static let strangeWindows = 8

    private let axes: MountSignature.Axes
    private let segment: Segment
    private let parameters: Parameters
    /// The newest blocks, the newest last; a nil breaks the row.
    private var blocks = InlineArray<4, MotionMoments>(repeating: MotionMoments())
    private var filled = 0
    /// Windows that ended one to four blocks ago, the oldest first: what the newest is compared with.
    private var earlier = InlineArray<4, MountSignature?>(repeating: nil)
    private var anchor: MountSignature?
    private var isNewBout = false
    private var turned = 0
    private var still = 0
    private var strange = 0

    public private(set) var state = MountState.unknown
    /// Slips and turns end for end so far.
    public private(set) var slips = 0
    /// What the last walking window showed.
    public private(set) var latest: MountSignature?

    public init(_ segment: Segment, parameters: Parameters = Parameters()) {
        self.segment = segment
        self.parameters = parameters
        axes = segment.axes
    }

    /// A new bout begins: blocks do not reach over the pause.
    public mutating func startBout() {
        filled = 0
        turned = 0
        still = 0
        isNewBout = true
        earlier = InlineArray(repeating: nil)
    }

    /// The sensor has slid about the vertical, which `SlideCheck` sees and the moments do not.
    public mutating func slide() {
        state = .slipped
        slips += 1
        restart()
    }

    /// Takes the moments of the next stride's length of walking; true when the sensor has just been found to have
    /// slipped, so that whoever learnt its axes learns them anew.
    /// - Parameters:
    ///   - period: the block's length, s.
    ///   - peer: `flexing` of the same segment on the other side, rad/s, where known.
    public mutating func take(_ block: MotionMoments, period: Double, peer: Double?) -> Bool {
        guard let alone = MountSignature(block) else { return false }
        if judgeStill(alone) { return false }
        guard abs(alone.turning) < 2 * parameters.turning,
            latest.map({ alone.flexing > parameters.movement * $0.flexing }) ?? true
        else {
            // A curve, a standstill, a stumble: the row of blocks breaks.
            filled = 0
            return false
        }
        if filled == Self.span {
            for index in 1..<Self.span { blocks[index - 1] = blocks[index] }
            filled -= 1
        }
        blocks[filled] = block
        filled += 1
        guard filled == Self.span else { return false }
        var sum = MotionMoments()
        for index in 0..<Self.span { sum = sum + blocks[index] }
        guard let window = MountSignature(sum), abs(window.turning) < parameters.turning else { return false }
        judgeSegment(window, period: period, peer: peer)
        latest = window
        return judgeTurn(window)
    }
}

extension MountCheck {
    /// A sensor that lies still among walking ones.
    private mutating func judgeStill(_ block: MountSignature) -> Bool {
        let isStill =
            max(block.flexing, block.twisting) < parameters.stillRate && block.shaking < parameters.stillForce
        still = isStill ? min(still + 1, Self.stillBlocks) : 0
        if still == Self.stillBlocks {
            state = .notWorn
        } else if !isStill, state == .notWorn {
            restart()
            state = .unknown
        }
        return isStill
    }

    private mutating func judgeSegment(_ window: MountSignature, period: Double, peer: Double?) {
        let isStrange = segment.contradicts(window, period: period, peer: peer)
        strange = isStrange ? min(strange + 1, Self.strangeWindows) : max(0, strange - 1)
        if strange == Self.strangeWindows {
            state = .wrongSegment
        } else if strange == 0, state == .wrongSegment {
            restart()
            state = .unknown
        }
    }

    private mutating func judgeTurn(_ window: MountSignature) -> Bool {
        guard let anchor else {
            learn(window)
            return false
        }
        let recent = earlier[0]
        let fromAnchor = window.angle(to: anchor, axes: axes)
        let isTurned: Bool
        if isNewBout, recent == nil {
            isTurned = fromAnchor > parameters.slipBetweenBouts
        } else {
            isTurned =
                recent.map { window.angle(to: $0, axes: axes) > parameters.slip } ?? false
                || fromAnchor > parameters.creep
        }
        turned = isTurned ? turned + 1 : 0
        // While the turn is being looked into, what it is compared with stays.
        guard turned >= Self.repeats else {
            if turned == 0 { remember(window) }
            return false
        }
        state = MountSignature.angle(window.up, anchor.up) > parameters.flip ? .upsideDown : .slipped
        slips += 1
        restart()
        return true
    }

    /// Shifts a window into the row of those that later ones are compared with.
    private mutating func remember(_ window: MountSignature) {
        for index in 1..<Self.span { earlier[index - 1] = earlier[index] }
        earlier[Self.span - 1] = window
    }

    /// Two windows without a common block that agree make the alignment.
    private mutating func learn(_ window: MountSignature) {
        if let first = earlier[0], window.angle(to: first, axes: axes) < parameters.slip {
            anchor = window
            if state != .wrongSegment { state = .ok }
        }
        remember(window)
    }

    private mutating func restart() {
        anchor = nil
        turned = 0
        filled = 0
        earlier = InlineArray(repeating: nil)
    }
}

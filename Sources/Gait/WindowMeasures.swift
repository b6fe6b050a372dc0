public import IMU

/// The measures of symmetry and rhythm that rest on many strides: said at the end of a bout, and in a long one after
/// every `interval` steady strides. Below its own minimum of strides a measure is not said.
public struct WindowMeasures: Sendable {
    /// Steady strides of both feet between two statements within a bout.
    public static let interval = 100

    private var rhythm = RhythmWindow()
    private var pairs = StridePairs()
    private var trunk: TrunkRhythm?
    private var new = 0
    private var last = HostTime(nanoseconds: .min)

    /// The side whose strides mark the trunk's, once one is known.
    private var counted: Side?

    public init() {}

    /// The lumbar unit's rate has become known, or has changed.
    public mutating func addLumbar(rate: Double) { trunk = TrunkRhythm(rate: rate) }

    /// The next sample of the lumbar unit: specific force, m/s², sensor axes.
    public mutating func takeLumbar(time: HostTime, acceleration: SIMD3<Float>) {
        trunk?.take(time: time, acceleration: acceleration)
    }

    /// After a gap in the lumbar unit's samples.
    public mutating func interruptLumbar() { trunk?.interrupt() }

    public mutating func take(_ stride: Stride, into sink: (Measure) -> Void) {
        guard stride.isSteady else { return }
        new += 1
        last = max(last, stride.end)
        rhythm.take(stride)
        _ = pairs.take(stride)
        if counted == nil { counted = stride.side }
        if stride.side == counted { trunk?.add(start: stride.start, end: stride.end) }
        if new >= Self.interval { say(sink) }
    }

    /// Walking has stopped.
    public mutating func endBout(into sink: (Measure) -> Void) {
        if new > 0 { say(sink) }
        pairs.startBout()
        counted = nil
    }

    private mutating func say(_ sink: (Measure) -> Void) {
        new = 0
        rhythm.say(at: last, into: sink)
        if let swing = pairs.compare(.swingTime, minimum: 20) { sink(Self.logRatio(swing)) }
        trunk?.say(at: last, into: sink)
    }

    /// The gait asymmetry of Plotnik et al. 2005, 100·|ln(shorter/longer swing)| %, with this project's sign: positive
    /// where left is larger. It grows with the symmetry index, so bounds map onto bounds.
    static func logRatio(_ comparison: PairedComparison) -> Measure {
        // SI = 200·(q − 1)/(q + 1) for q = L/R, so ln q = ln((200 + SI)/(200 − SI)).
        func percent(_ index: Double) -> Double {
            let bounded = max(-199, min(199, index))
            return SymmetryIndex.logPercent(left: 200 + bounded, right: 200 - bounded)
        }
        return Measure(
            name: .logRatio(comparison.quantity), time: comparison.time, value: percent(comparison.value),
            low: percent(comparison.low), high: percent(comparison.high), strides: 2 * comparison.pairs)
    }
}

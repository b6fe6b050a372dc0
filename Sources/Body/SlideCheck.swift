import Glibc

/// Watches whether the belt of a lumbar sensor slides round the waist: it then turns about the vertical, which the
/// vertical itself does not show.
///
/// The patterns of the newest strides are turned onto those of the strides before; the angle is the one that fits best
/// by least squares over all four vectors, each weighed by how little it varies from stride to stride. On walks of
/// healthy people and after stroke windows of four strides differ from the eight before by 2° (median) and 7° (95th
/// percentile), and no three in a row by as much as 15°.
public struct SlideCheck: Sendable, BitwiseCopyable {
    /// Strides that are looked at together, and that they are compared with.
    static let span = 4
    static let reference = 8
    /// An angle that is a slide, rad.
    static let slide = 15 * Double.pi / 180
    /// The same against an earlier bout, rad: people walk faster or slower then.
    static let slideBetweenBouts = 30 * Double.pi / 180
    /// Windows in a row that must agree.
    static let repeats = 3
    /// The newest stride alone must be turned by this share of the limit to the same side, so that one odd stride, which
    /// is in four windows, makes no slide. So must the force alone and the rate alone: a belt turns both, another way of
    /// stepping may turn one.
    static let alone = 0.5
    /// Mean stride times that differ by more than this share belong to another way of walking.
    static let pace = 0.1
    /// A vertical that has turned by more than this, rad, is another slip, which `MountCheck` sees.
    static let tilt = 15 * Double.pi / 180
    /// A vector's own size counts so much into its variance, so that one that hardly varies does not rule alone.
    static let floor = 0.05

    private var newest = InlineArray<4, TrunkPattern?>(repeating: nil)
    private var before = InlineArray<8, TrunkPattern?>(repeating: nil)
    private var filled = 0
    private var known = 0
    private var turned = 0
    private var isNewBout = false

    public init() {}

    /// A new bout begins: windows do not reach over the pause.
    public mutating func startBout() {
        (filled, turned) = (0, 0)
        isNewBout = known > 0
    }

    /// The sensor sits otherwise: all begins anew.
    public mutating func restart() { self = SlideCheck() }

    /// Takes the next stride; true when the sensor has just been found to have slid.
    public mutating func take(_ pattern: TrunkPattern) -> Bool {
        let oldest = newest[0]
        for index in 1..<Self.span { newest[index - 1] = newest[index] }
        newest[Self.span - 1] = pattern
        if filled == Self.span {
            // While an angle is being looked into, what it is compared with stays.
            if turned == 0, let oldest { remember(oldest) }
        } else {
            filled += 1
        }
        guard filled == Self.span, known == Self.reference, isComparable(pattern) else {
            turned = 0
            return false
        }
        let limit = isNewBout ? Self.slideBetweenBouts : Self.slide
        let all = angle(ofNewest: Self.span)
        turned = abs(all) > limit && isBorneOut(all, limit: limit) ? turned + 1 : 0
        guard turned >= Self.repeats else { return false }
        restart()
        return true
    }

    /// Whether the newest stride alone, the force alone and the rate alone are turned to the same side.
    private func isBorneOut(_ all: Double, limit: Double) -> Bool {
        func agrees(_ part: Double) -> Bool {
            // Two angles about ±180° are on the same side whatever their signs.
            let isSameSide = part * all > 0 || abs(part) + abs(all) > 1.5 * Double.pi
            return isSameSide && abs(part) > Self.alone * limit
        }
        return agrees(angle(ofNewest: 1)) && agrees(angle(ofNewest: Self.span, from: TrunkPattern.force))
            && agrees(angle(ofNewest: Self.span, from: TrunkPattern.rate))
    }

    /// Whether the person walks as before, and the sensor's vertical is where it was.
    private func isComparable(_ pattern: TrunkPattern) -> Bool {
        var (up, before, now) = (Vector(), 0.0, 0.0)
        for index in 0..<Self.reference {
            up += self.before[index]?.up ?? Vector()
            before += (self.before[index]?.duration ?? 0) / Double(Self.reference)
        }
        for index in 0..<Self.span { now += (newest[index]?.duration ?? 0) / Double(Self.span) }
        return abs(now - before) <= Self.pace * before && MountSignature.angle(pattern.up, up) <= Self.tilt
    }

    private mutating func remember(_ pattern: TrunkPattern) {
        // The first stride of a new bout that is remembered ends the comparison with the one before.
        if isNewBout { (isNewBout, known) = (false, 0) }
        for index in 1..<Self.reference { before[index - 1] = before[index] }
        before[Self.reference - 1] = pattern
        known = min(known + 1, Self.reference)
    }

    /// The angle about the vertical by which the newest strides are turned against those before, rad, −π to π.
    private func angle(ofNewest count: Int, from vectors: Range<Int> = 0..<TrunkPattern.count) -> Double {
        var (sine, cosine) = (0.0, 0.0)
        guard let up = newest[Self.span - 1]?.up else { return 0 }
        for index in vectors {
            let (now, own) = mean(index, of: count) { newest[Self.span - 1 - $0] }
            let (then, its) = mean(index, of: Self.reference) { before[Self.reference - 1 - $0] }
            // One stride alone shows no spread of its own.
            let variance = (count > 1 ? own : its) + its + Self.floor * (now.dot(now) + then.dot(then))
            guard variance > 0 else { continue }
            sine += then.cross(now).dot(up) / variance
            cosine += then.dot(now) / variance
        }
        return atan2(sine, cosine)
    }

    /// Mean of a vector over some strides, and the mean square of its distance from there.
    private func mean(_ vector: Int, of count: Int, _ at: (Int) -> TrunkPattern?) -> (mean: Vector, variance: Double) {
        var (sum, squares) = (Vector(), 0.0)
        for index in 0..<count {
            guard let value = at(index)?.vectors[vector] else { continue }
            sum += value
            squares += value.dot(value)
        }
        let mean = sum / Double(count)
        return (mean, max(0, squares / Double(count) - mean.dot(mean)))
    }
}

import Body
import IMU

/// The segments that carry a sensor, and what they tell of each stride. Any subset works: what is not worn is unknown.
struct BodySegments: Sendable {
    /// In arrays, so that one is changed and asked in place and never copied.
    private var legs: [LegSegment] = []
    private var spine: [LumbarSegment] = []
    /// Where a placement's segment is in `legs`; −1 where it is not worn.
    private var places = InlineArray<7, Int8>(repeating: -1)
    private(set) var posture = PostureTracker()

    /// Adds a sensor, or starts it anew with another rate.
    mutating func add(_ placement: Placement, rate: Double) {
        switch placement {
        case .leftShank, .rightShank, .leftThigh, .rightThigh, .leftFoot, .rightFoot:
            if let place = leg(placement) {
                legs[place] = LegSegment(rate: rate)
            } else {
                places[Int(placement.rawValue)] = Int8(legs.count)
                legs.append(LegSegment(rate: rate))
            }
        case .lumbar: spine = [LumbarSegment(rate: rate)]
        }
    }

    private func leg(_ placement: Placement) -> Int? {
        let place = places[Int(placement.rawValue)]
        return place < 0 ? nil : Int(place)
    }

    /// Takes the next sample; returns the upward direction in the sensor's frame, nil where the segment is unknown.
    mutating func take(_ placement: Placement, time: HostTime, acceleration: Vector, angularRate: Vector) -> Vector? {
        if posture.wants(time) { watchPosture(at: time) }
        if placement == .lumbar {
            guard !spine.isEmpty else { return nil }
            return spine[0].take(
                time: time, acceleration: acceleration, angularRate: angularRate, posture: posture.posture)
        }
        guard let place = leg(placement) else { return nil }
        return legs[place].motion.take(time: time, acceleration: acceleration, angularRate: angularRate)
    }

    /// Samples were missing until then: no stride that began before is measured with that sensor.
    mutating func distrust(_ placement: Placement, until time: HostTime) {
        if placement == .lumbar, !spine.isEmpty { spine[0].motion.reliableSince = time }
        if let place = leg(placement) { legs[place].motion.reliableSince = time }
    }

    /// After a gap that was not bridged.
    mutating func interrupt(_ placement: Placement, at time: HostTime) {
        distrust(placement, until: time)
        if placement == .lumbar, !spine.isEmpty { spine[0].interrupt() }
        if let place = leg(placement) { legs[place].motion.interrupt() }
    }

    /// A sensor has turned on its segment: what was learnt of how it sits is forgotten.
    mutating func realign(_ placement: Placement, at time: HostTime) {
        if placement == .lumbar, !spine.isEmpty { spine[0].realign(at: time) }
        if let place = leg(placement) { legs[place].realign(at: time) }
    }

    /// A bout of walking has ended.
    mutating func endBout() {
        if !spine.isEmpty { spine[0].endBout() }
    }

    /// How the lumbar unit sits has become known or suspect.
    mutating func watchBeltAnew() {
        if !spine.isEmpty { spine[0].watchBeltAnew() }
    }

    /// How often the lumbar unit's belt has slid round the waist.
    var beltSlides: Int { spine.first?.slides ?? 0 }

    /// Whether every sensor that a stride of that side is measured with has got so far.
    /// - Parameter source: the unit whose contacts make the stride; a shank unit that the lumbar one stands in for is
    ///   not waited for.
    func haveReached(_ time: HostTime, _ side: Side, from source: Contact.Source) -> Bool {
        if !spine.isEmpty, spine[0].motion.now < time { return false }
        guard source == .shank else { return true }
        if let shank = leg(side == .left ? .leftShank : .rightShank), legs[shank].motion.now < time { return false }
        if let thigh = leg(side == .left ? .leftThigh : .rightThigh), legs[thigh].motion.now < time { return false }
        if let foot = leg(side == .left ? .leftFoot : .rightFoot), legs[foot].motion.now < time { return false }
        return true
    }

    /// Learns from a walking stride how the sensors sit, and writes what they tell of a stride into it.
    mutating func measure(_ span: StrideSpan, learns: Bool, into stride: inout Stride) {
        posture.walked(from: span.start, to: span.end)
        if !spine.isEmpty {
            if learns { spine[0].learn(span) }
            if stride.isSteady { spine[0].watchBelt(span) }
            LumbarAngles.measure(span, lumbar: spine[0], into: &stride)
        }
        if let foot = leg(span.side == .left ? .leftFoot : .rightFoot) {
            if learns { legs[foot].learn(span) }
            FootAngles.measure(span, foot: legs[foot], into: &stride)
        }
        guard let shank = leg(span.side == .left ? .leftShank : .rightShank) else { return }
        if learns { legs[shank].learn(span) }
        LegAngles.measure(span, shank: legs[shank], into: &stride)
        guard let thigh = leg(span.side == .left ? .leftThigh : .rightThigh) else { return }
        if learns { legs[thigh].learn(span) }
        LegAngles.measure(span, shank: legs[shank], thigh: legs[thigh], into: &stride)
    }

    /// The walking direction in the lumbar unit's frame, as walking strides have shown it; nil while unknown.
    var walkingForward: Vector? { spine.first?.forward }

    /// The least specific force of the trunk between two times, m/s²; NaN where samples lack.
    func leastTrunkForce(from start: HostTime, to end: HostTime) -> Double {
        spine.isEmpty ? .nan : spine[0].motion.leastForce(from: start, to: end, window: ModeRule.flightWindow)
    }

    /// Knee flexion by the last samples, rad, counted from standing; NaN while unknown.
    func kneeFlexion(_ side: Side) -> Double {
        guard let thigh = leg(side == .left ? .leftThigh : .rightThigh),
            let shank = leg(side == .left ? .leftShank : .rightShank),
            let upper = legs[thigh].frame, let lower = legs[shank].frame, upper.isZeroed, lower.isZeroed
        else { return .nan }
        return upper.axes.pitch(legs[thigh].motion.up)
            - lower.axes.pitch(legs[shank].motion.up)
    }

    /// How far the person bends; nil without a lumbar unit.
    var inclinationRange: InclinationRange? { spine.first?.range }

    /// The mean lumbar inclination in sitting, rad; NaN while unknown.
    var sittingInclination: Double { spine.first?.sittingInclination ?? .nan }

    /// How quietly the person stood; nil while unknown.
    var sway: StandingSway? { spine.first?.sway }

    private mutating func watchPosture(at time: HostTime) {
        // Sitting bends both thighs; standing on one leg may bend one.
        let left = leg(.leftThigh).flatMap { legs[$0].tilt }
        let right = leg(.rightThigh).flatMap { legs[$0].tilt }
        let thigh = left.map { min($0, right ?? $0) } ?? right
        let lumbar = spine.isEmpty ? nil : spine[0].tilt
        posture.take(PostureTracker.Evidence(thigh: thigh, lumbar: lumbar), at: time)
    }
}

import Glibc

/// Where up was, in the sensor's frame, while the sensor was quiet: the candidates for the vertical axis of a segment.
///
/// A sensor that lies still does not say whether its wearer stands or sits. So the last few quiet spells are kept, and
/// the caller asks for the newest that agrees with how the segment is carried in walking.
public struct QuietStance: Sendable {
    /// Rest (after `VQF.Parameters.restDuration` of quiet) that makes a spell, s: 3 s of quiet in all would do, and
    /// people stand a little restlessly.
    public static let minimumRest = 1.0
    private static let kept = 4

    private let period: Double
    private var spells = InlineArray<4, Vector>(repeating: Vector())
    /// Spells so far; the newest lies at `count − 1` modulo `kept`.
    private var count = 0
    private var sum = Vector()
    private var rest = 0.0

    /// - Parameter rate: sampling rate, Hz.
    public init(rate: Double) { period = 1 / rate }

    /// Takes the next sample's upward direction and whether the sensor is at rest.
    public mutating func take(up: Vector, isResting: Bool) {
        guard isResting else {
            rest = 0
            return
        }
        if rest == 0 { sum = Vector() }
        let wasSpell = rest >= Self.minimumRest
        rest += period
        sum += up
        guard rest >= Self.minimumRest, let mean = sum.direction else { return }
        if !wasSpell { count += 1 }
        spells[(count - 1) % Self.kept] = mean
    }

    /// The newest quiet upward direction within an angle (rad) of a reference, unit length; nil without any.
    public func direction(near reference: Vector, within angle: Double) -> Vector? {
        let limit = cos(angle)
        for back in 0..<min(count, Self.kept) {
            let spell = spells[(count - 1 - back) % Self.kept]
            if spell.dot(reference) >= limit { return spell }
        }
        return nil
    }
}

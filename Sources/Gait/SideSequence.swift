import Glibc
import IMU

/// Left or right over a sequence of steps: the forward pass of a two-state hidden Markov model. Feet take turns, so
/// the odds of the last step count, reversed, towards the next; a step out of rhythm may have been one of two, and
/// then the last step says nothing.
struct SideSequence: Sendable, BitwiseCopyable {
    /// The chance that a step in rhythm does not change sides, because one was missed or made up.
    static let slip = 0.05
    /// A step is in rhythm within these shares of the running mean.
    static let rhythm = 0.6...1.5

    /// Log odds that the last step was a left one.
    private(set) var odds = 0.0
    private var meanStep = 0.0
    private(set) var steps = 0

    /// The odds with the next step taken in.
    /// - Parameters:
    ///   - own: log odds of left from this step alone.
    ///   - interval: s since the last step; nil for the first of a walk.
    func next(own: Double, interval: Double?) -> Double {
        guard let interval, steps > 0 else { return own }
        let isInRhythm = steps < 4 || Self.rhythm.contains(interval / meanStep)
        let slip = isInRhythm ? Self.slip : 0.5
        let turned = exp(max(-20, min(20, -odds)))
        return own + log(((1 - slip) * turned + slip) / (slip * turned + 1 - slip))
    }

    /// Takes the next step in.
    mutating func take(own: Double, interval: Double?) {
        odds = next(own: own, interval: interval)
        guard let interval else {
            steps = 1
            meanStep = 0
            return
        }
        steps += 1
        // A running mean over the last few steps, every one alike at first; one out of rhythm moves it only so far.
        let bounded =
            steps > 4
            ? max(Self.rhythm.lowerBound * meanStep, min(Self.rhythm.upperBound * meanStep, interval)) : interval
        meanStep += (bounded - meanStep) / Double(min(steps - 1, 5))
    }

    /// The chance that the side said is the right one, 0.5 to 1.
    static func certainty(_ odds: Double) -> Double { 1 / (1 + exp(-abs(odds))) }

    /// The side that odds speak for.
    static func side(_ odds: Double) -> Side { odds > 0 ? .left : .right }
}

import Glibc
import IMU

/// How a step of one manner is made: the body's own way of walking, and what running and stairs change of it.
///
/// The shapes are round numbers in the manner of the usual curves, and no one's recording. Running as in Novacheck 1998
/// (Gait & Posture 7: 77–95): contact for a good third of the stride, knee bent by 20° at contact and by 90° and more in
/// swing, the shank leaning far forward as the foot leaves; a shock of some 7 g on the shank. Stairs as in Riener,
/// Rabuffetti & Frigo 2002 (Gait & Posture 15: 32–44): a riser of 17 cm and a tread of 29 cm; going up, the foot is set on
/// the next step with hip and knee bent by some 60°; going down, it is lowered onto it with a nearly straight leg while
/// the other knee bends to 90°.
struct StepStyle: Sendable {
    let manner: Manner
    /// The body's parameters with those that the manner changes.
    var parameters: GaitParameters
    /// The most flexed and the most extended hip angle at a stride of `hipLength` = 1.3 m, degrees.
    var hipForwardDegrees = 24.0
    var hipBackDegrees = -12.0
    /// Scales the hip's excursions, m.
    var hipLength: Double
    /// Share of stance between the most extended hip and lift-off.
    var hipLead = 0.24
    /// Share of stance that loading takes.
    var loadingShare = 0.27
    /// Share of swing until the shank stops going back.
    var backShare: Double
    /// Shank angle as the foot leaves, degrees; nil: as its rates of level walking give it.
    var shankAtLiftOffDegrees: Double?
    /// Factor on the contact's shock.
    var shock = 1.0
    /// Height of the foothold above the one before it, of the other foot, m.
    var riser = 0.0

    private static let riser = 0.17
    private static let tread = 0.29

    init(_ manner: Manner, _ walking: GaitParameters) {
        self.manner = manner
        parameters = walking
        hipLength = walking.strideLength
        backShare = walking.backwardShare
        switch manner {
        case .walking: break
        case .running: run(walking)
        case .climbing: climb(walking)
        case .descending: descend(walking)
        }
    }

    private mutating func run(_ walking: GaitParameters) {
        parameters.cadence = 162 + 0.4 * (walking.cadence - 108)
        parameters.stanceFraction = walking.stanceFraction - 0.26
        parameters.strideLength = 2 + 0.5 * (walking.strideLength - 1.3)
        parameters.kneeSwingPeakDegrees = PerSide(both: 96)
        parameters.kneeLoadingDegrees = PerSide(both: 36)
        parameters.kneeAtContactDegrees = PerSide(both: 20)
        // The body falls freely at the top of its way: rise·(2π/step time)² = g.
        let phase = parameters.strideTime / 2 / (2 * .pi)
        parameters.pelvicExcursion = 2 * Units.standardGravity * phase * phase
        (hipForwardDegrees, hipBackDegrees, hipLength) = (30, -20, 1.3)
        (hipLead, loadingShare, shock) = (0.02, 0.45, 2.5)
        (backShare, shankAtLiftOffDegrees) = (0.38, -50)
    }

    private mutating func climb(_ walking: GaitParameters) {
        parameters.cadence = 0.88 * walking.cadence
        parameters.strideLength = 2 * Self.tread
        parameters.kneeSwingPeakDegrees = PerSide(both: 90)
        parameters.kneeLoadingDegrees = PerSide(both: 60)
        parameters.kneeAtContactDegrees = PerSide(both: 62)
        parameters.pelvicExcursion = 0.5 * walking.pelvicExcursion
        (hipForwardDegrees, hipBackDegrees, hipLength) = (58, -2, 1.3)
        (backShare, riser) = (0.35, Self.riser)
    }

    private mutating func descend(_ walking: GaitParameters) {
        parameters.strideLength = 2 * Self.tread
        parameters.kneeSwingPeakDegrees = PerSide(both: 88)
        parameters.kneeLoadingDegrees = PerSide(both: 22)
        parameters.kneeAtContactDegrees = PerSide(both: 14)
        parameters.pelvicExcursion = 0.5 * walking.pelvicExcursion
        (hipForwardDegrees, hipBackDegrees, hipLength) = (22, 12, 1.3)
        (shock, riser) = (1.3, -Self.riser)
    }

    /// Speed along the ground, m/s.
    var pace: Double { parameters.strideLength / parameters.strideTime }
}

/// The styles of one body.
struct StepStyles: Sendable {
    private let all: [StepStyle]

    init(_ parameters: GaitParameters) { all = Manner.allCases.map { StepStyle($0, parameters) } }

    subscript(manner: Manner) -> StepStyle { all[Manner.allCases.firstIndex(of: manner) ?? 0] }
}

import Gait
import IMU
import Validation
import Walker

/// Bodies whose knees, pelvis and trunk move in ways of their own: how far are the angles off?
struct BodyAngles: Scenario {
    private static let walk = 60.0

    let name = "body-angles"
    let title = "Angles of knee, pelvis and trunk"
    let question =
        "Walks with thigh units; knees, pelvic drops and lean are drawn for each body. How far are the means over a walk's steady strides off?"
    let trials: Int

    init(hours: Double) { trials = max(9, Int((hours * 3600 / (Self.walk + 12)).rounded())) }

    struct Outcome: Sendable {
        /// Of each side that gave the quantity, degrees: mean of the found less mean of the true values.
        var errors: [StrideQuantity: [Double]] = [:]
        /// Left less right pelvic drop, found less true, degrees.
        var dropDifference: Double?
    }

    /// What is looked at, with its truth.
    private static let quantities: [(quantity: StrideQuantity, truth: @Sendable (StrideAngles) -> Double)] = [
        (.trunkLean, { $0.trunkLean }), (.pelvicDrop, { $0.pelvicDrop }),
        (.lumbopelvicRotation, { $0.lumbopelvicRotation }), (.lumbarInclination, { $0.lumbarInclination }),
        (.kneeRange, { $0.kneeRange }), (.kneeSwingPeak, { $0.kneeSwingPeak }),
        (.kneeInitialContact, { $0.kneeInitialContact }), (.kneeLoadingExcursion, { $0.kneeLoadingExcursion }),
        (.kneeExtensionDeficit, { $0.kneeExtensionDeficit }),
    ]

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 9)
        var draw = WalkerRandom(seed: conditions.seed, purpose: 90)
        func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * draw.unit() }
        var parameters = conditions.parameters
        for side in Side.allCases {
            parameters.kneeSwingPeakDegrees[side] = between(48, 65)
            parameters.kneeLoadingDegrees[side] = between(8, 20)
            parameters.kneeAtContactDegrees[side] = between(2, 12)
            parameters.pelvicDropDegrees[side] = between(2, 8)
        }
        parameters.lateralLeanDegrees = between(-4, 4)
        let walker = try Walker(
            parameters, script: [.stand(seconds: 6), .walk(seconds: Self.walk), .stand(seconds: 6)],
            seed: conditions.seed)
        var player = KitPlayer(conditions, placements: KitPlayer.withThighs)
        var record = WalkRecord()
        let start = try player.play(walker) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        let pairs = TrueStrides.pairs(walker, record.strides, start: start).compactMap { truth, found in
            walker.angles(of: truth).map { (side: truth.side, truth: $0, found: found) }
        }
        var outcome = Outcome()
        for (quantity, truth) in Self.quantities {
            let errors = Side.allCases.map { side in
                Statistics.mean(
                    pairs.filter { $0.side == side && $0.found[quantity].isFinite }.map {
                        $0.found[quantity] * Units.degreesPerRadian - truth($0.truth)
                    })
            }
            outcome.errors[quantity] = errors.compactMap(\.self)
            if quantity == .pelvicDrop, let left = errors[0], let right = errors[1] {
                outcome.dropDifference = left - right
            }
        }
        return outcome
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        let drops = outcomes.compactMap(\.dropDifference)
        var figures = Figure.errors("difference of the sides' pelvic drops", drops, "°", "walks")
        figures[0] = figures[0].asking("at most 1°", 0...1)
        for (quantity, _) in Self.quantities {
            let errors = outcomes.flatMap { $0.errors[quantity] ?? [] }
            let name = quantity.name.replacing("_deg", with: "").replacing("_", with: " ")
            var own = Figure.errors(name, errors, "°", "legs")
            switch quantity {
            case .trunkLean: own[0] = own[0].asking("at most 1°", 0...1)
            case .kneeRange: own[0] = own[0].asking("at most 3°", 0...3)
            default: break
            }
            figures += own
        }
        return figures
    }
}

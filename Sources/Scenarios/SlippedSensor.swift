import IMU
import Validation
import Walker

/// A sensor that turns on its segment while the person walks: is that said, and soon enough?
struct SlippedSensor: Scenario {
    /// How far it turns.
    static let degrees = [10.0, 15, 30, 60, 90, 180]
    /// Strides of each foot within which it is to be said.
    static let strides = 8
    private static let walk = 75.0

    let name = "slipped-sensor"
    let title = "A sensor that slips"
    let question =
        "One shank or lumbar sensor turns by 10 to 180° about a random axis, 35 to 50 s into an even walk. Is it said within 8 strides of each foot?"
    let trials: Int

    init(hours: Double) { trials = max(18, Int((hours * 3600 / (Self.walk + 10)).rounded())) }

    struct Outcome: Sendable {
        var degrees: Double
        var placement: Placement
        /// Strides of that foot which has ended more of them, from the slip until it was said; nil: never.
        var strides: Int?
        /// Sensors suspected that had not slipped, or had not yet.
        var wrong: Int
        var seconds: Double
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 4)
        var draw = WalkerRandom(seed: conditions.seed, purpose: 73)
        // Drawn, not counted: counting would tie them to the grid's cells.
        let degrees = Self.degrees[Int(Double(Self.degrees.count) * draw.unit())]
        let placement = KitPlayer.placements[Int(Double(KitPlayer.placements.count) * draw.unit())]
        let walker = try Walker(
            conditions.parameters, script: [.stand(seconds: 5), .walk(seconds: Self.walk), .stand(seconds: 5)],
            seed: conditions.seed)
        let axis: SIMD3<Double> = [draw.normal(), draw.normal(), draw.normal()]
        let slip = KitPlayer.Slip(
            placement: placement, time: 40 + 15 * draw.unit(),
            rotation: Quaternion(
                angle: degrees * Units.radiansPerDegree, axis: axis / (axis * axis).sum().squareRoot()))
        var player = KitPlayer(conditions)
        var record = WalkRecord()
        try player.play(walker, slip: slip) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        func isRight(_ suspicion: WalkRecord.Suspicion) -> Bool {
            KitPlayer.placements[suspicion.sensor] == placement && suspicion.said > slip.time
        }
        let strides = record.suspicions.first(where: isRight).map { suspicion in
            Side.allCases.map { side in
                walker.truth.strides.count { $0.side == side && $0.end > slip.time && $0.end < suspicion.said }
            }.max() ?? 0
        }
        return Outcome(
            degrees: degrees, placement: placement, strides: strides,
            wrong: record.suspicions.count { !isRight($0) }, seconds: walker.duration)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        func inTime(_ words: String, _ slips: [Outcome]) -> Figure {
            Figure.share("said within \(Self.strides) strides\(words)", of: slips, "slips") {
                ($0.strides ?? .max) <= Self.strides
            }
        }
        let all = inTime("", outcomes).asking("at least 95 %", 95...100)
        let sensors = KitPlayer.placements.map { placement in
            inTime(", \(placement.name.replacing("_", with: " "))", outcomes.filter { $0.placement == placement })
        }
        let sizes = Self.degrees.map { degrees in
            inTime(", \(Int(degrees))°", outcomes.filter { $0.degrees == degrees })
        }
        let ever = outcomes.compactMap { $0.strides.map(Double.init) }
        return [all] + sensors + sizes + [
            Figure.share("said at all", of: outcomes, "slips") { $0.strides != nil },
            Figure("strides until said, median", Statistics.median(ever), "strides", evidence: "\(ever.count) slips"),
            Figure.rate(
                "sensors suspected wrongly", outcomes.reduce(0) { $0 + $1.wrong },
                seconds: outcomes.reduce(0) { $0 + $1.seconds }, per: 50),
        ]
    }
}

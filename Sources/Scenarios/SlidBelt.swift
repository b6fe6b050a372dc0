import IMU
import Validation
import Walker

/// A lumbar sensor whose belt slides round the waist while the person walks: is that said, and how far must it slide?
struct SlidBelt: Scenario {
    /// How far it slides, to either side.
    static let degrees = [10.0, 15, 20, 30, 60]
    /// Strides of each foot within which it is to be said.
    static let strides = 8
    private static let walk = 75.0

    let name = "slid-belt"
    let title = "A belt that slides round the waist"
    let question =
        "The lumbar sensor turns by 10 to 60° about the vertical, 35 to 50 s into an even walk. Is it said within 8 strides of each foot?"
    let trials: Int

    init(hours: Double) { trials = max(15, Int((hours * 3600 / (Self.walk + 10)).rounded())) }

    struct Outcome: Sendable {
        var degrees: Double
        /// Strides of that foot which has ended more of them, from the slide until it was said; nil: never.
        var strides: Int?
        /// Flags of pelvis and trunk, and sensors suspected that had not slid, or had not yet.
        var flags: Int
        var wrong: Int
        var seconds: Double
    }

    func run(_ trial: Int) throws -> Outcome {
        let conditions = Conditions(trial: trial, scenario: 12)
        var draw = WalkerRandom(seed: conditions.seed, purpose: 76)
        let degrees = Self.degrees[Int(Double(Self.degrees.count) * draw.unit())]
        let walker = try Walker(
            conditions.parameters, script: [.stand(seconds: 5), .walk(seconds: Self.walk), .stand(seconds: 5)],
            seed: conditions.seed)
        var player = KitPlayer(conditions)
        let angle = (draw.unit() < 0.5 ? -1 : 1) * degrees * Units.radiansPerDegree
        let slip = KitPlayer.Slip(
            placement: .lumbar, time: 40 + 15 * draw.unit(),
            rotation: player.turn(.lumbar, by: angle, about: [0, 0, 1]))
        var record = WalkRecord()
        try player.play(walker, slip: slip) { record.take($0, at: $1) }
        player.finish { record.take($0, at: $1) }
        func isRight(_ suspicion: WalkRecord.Suspicion) -> Bool {
            KitPlayer.placements[suspicion.sensor] == .lumbar && suspicion.said > slip.time
        }
        let strides = record.suspicions.first(where: isRight).map { suspicion in
            Side.allCases.map { side in
                walker.truth.strides.count { $0.side == side && $0.end > slip.time && $0.end < suspicion.said }
            }.max() ?? 0
        }
        return Outcome(
            degrees: degrees, strides: strides, flags: record.openings.count,
            wrong: record.suspicions.count { !isRight($0) }, seconds: walker.duration)
    }

    func figures(_ outcomes: [Outcome]) -> [Figure] {
        func inTime(_ words: String, _ slides: [Outcome]) -> Figure {
            Figure.share("said within \(Self.strides) strides, \(words)", of: slides, "slides") {
                ($0.strides ?? .max) <= Self.strides
            }
        }
        let sizes = Self.degrees.map { degrees in
            inTime("\(Int(degrees))°", outcomes.filter { $0.degrees == degrees })
        }
        let ever = outcomes.compactMap { $0.strides.map(Double.init) }
        let seconds = outcomes.reduce(0) { $0 + $1.seconds }
        return [
            inTime("20° and more", outcomes.filter { $0.degrees >= 20 }).asking("at least 95 %", 95...100)
        ] + sizes + [
            Figure("strides until said, median", Statistics.median(ever), "strides", evidence: "\(ever.count) slides"),
            Figure.rate("false episodes", outcomes.reduce(0) { $0 + $1.flags }, seconds: seconds, per: 10),
            Figure.rate(
                "sensors suspected wrongly", outcomes.reduce(0) { $0 + $1.wrong }, seconds: seconds, per: 50),
        ]
    }
}

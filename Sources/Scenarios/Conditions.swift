import FakeWearables
import IMU
import Walker

/// How a trial's body walks and how badly its sensors and links behave: a cell of a grid, the rest drawn.
struct Conditions: Sendable {
    static let cadences = [60.0, 70, 80, 90, 100, 110, 120, 130, 140]
    /// Mean of the one-sided delay of readings, s.
    static let jitters = [0.005, 0.010, 0.020, 0.040]
    /// Stride lengths, m: with the cadence they make the speed, 0.35 to 1.75 m/s.
    static let strideLengths = [0.7, 1.1, 1.5]
    static let cells = cadences.count * jitters.count * strideLengths.count
    /// Share of readings that never arrive.
    static let loss = 0.05

    let parameters: GaitParameters
    let jitter: Double
    /// Names all that is drawn.
    let seed: UInt64

    /// - Parameter scenario: keeps the draws of two scenarios apart.
    init(trial: Int, scenario: UInt64) {
        // 35 shares no factor with the 108 cells: neighbouring trials lie far apart, and few trials cover the grid.
        let cell = trial * 35 % Self.cells
        seed = scenario &* 1_000_003 &+ UInt64(trial)
        var draw = WalkerRandom(seed: seed, purpose: 71)
        var parameters = GaitParameters()
        parameters.cadence = Self.cadences[cell % Self.cadences.count]
        jitter = Self.jitters[cell / Self.cadences.count % Self.jitters.count]
        parameters.strideLength = Self.strideLengths[cell / Self.cadences.count / Self.jitters.count]
        // Slow walkers stand on a foot for longer: from 66 % of the stride at 60 steps a minute to 60 % at 140.
        parameters.stanceFraction = 0.66 - 0.06 * (parameters.cadence - 60) / 80 + 0.02 * (draw.unit() - 0.5)
        // Where contacts lie in the shank's swing differs between people: over the range of the 24 legs after stroke that
        // `StrokeTests` read. A person's own legs are alike in it.
        parameters.backwardShare = 0.11 + 0.095 * draw.unit()
        parameters.forwardShare = 0.875 + 0.09 * draw.unit()
        self.parameters = parameters
    }

    /// The sensor of a placement: mounted at random, with its own noise, imperfections and clock.
    func model(_ placement: Placement) -> SensorModel {
        let own = seed &* 31 &+ UInt64(placement.rawValue) &+ 1
        var draw = WalkerRandom(seed: own, purpose: 72)
        var model = SensorModel()
        model.seed = own
        model.drawImperfections(seed: own)
        model.mounting = .random(using: &draw)
        model.clockPartsPerMillion = 100 * (draw.unit() - 0.5)
        // The noise of a good and of a poor device (1 to 4 times), skin that moves little or much.
        let noise = 1 + 3 * draw.unit()
        model.accelerationNoiseDensity *= noise
        model.rateNoiseDensity *= noise
        model.softTissue *= 0.5 + draw.unit()
        return model
    }

    func link(_ placement: Placement) -> FaultyLink {
        var faults = LinkFaults()
        faults.jitter = jitter
        faults.loss = Self.loss
        return FaultyLink(faults, seed: seed &* 131 &+ UInt64(placement.rawValue))
    }
}

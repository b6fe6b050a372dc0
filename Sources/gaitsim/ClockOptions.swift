import ArgumentParser
import IMU
import Walker

/// The wearables' own clocks.
struct ClockOptions: ParsableArguments {
    @Option(help: "Clock errors are drawn evenly from ± this many parts per million.")
    var ppm = 20.0

    @Option(help: "Clock offsets are drawn evenly from 0 to this many seconds.")
    var offset = 300.0

    func validate() throws {
        guard (0...10_000).contains(ppm), (0...1e9).contains(offset) else {
            throw ValidationError("--ppm and --offset must not be negative")
        }
    }

    /// Gives the sensor a clock of its own.
    func setClock(of model: inout SensorModel, placement: Placement, seed: UInt64) {
        var draw = WalkerRandom(seed: seed &+ UInt64(placement.rawValue), purpose: 51)
        model.clockPartsPerMillion = ppm * (2 * draw.unit() - 1)
        model.clockOffset = offset * draw.unit()
    }
}

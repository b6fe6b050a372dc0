import Body
import Gait
import IMU
import TestSupport
import Walker

/// One reading in host time, as the gait stage takes it.
struct Reading {
    var placement: Placement
    var time: HostTime
    var acceleration: Vector
    var angularRate: Vector
}

/// A walk of drawn cadence, stance and limp: stand, walk, stand.
func drawnWalker(_ seed: UInt64, seconds: Double = 60) throws -> Walker {
    var generator = SeededGenerator(seed: seed)
    var parameters = GaitParameters()
    parameters.cadence = Double.random(in: 80...122, using: &generator)
    parameters.stanceFraction = Double.random(in: 0.60...0.65, using: &generator)
    parameters.limp(
        Bool.random(using: &generator) ? .left : .right, sizePercent: .random(in: 0...15, using: &generator))
    return try Walker(
        parameters, script: [.stand(seconds: 3), .walk(seconds: seconds), .stand(seconds: 5)], seed: seed)
}

/// Readings of several sensors in order of time.
func readings(
    _ walker: Walker, _ placements: [Placement] = [.leftShank, .rightShank, .lumbar], rate: Double = 100,
    seed: UInt64 = 1
) throws -> [Reading] {
    var all: [Reading] = []
    for placement in placements {
        var model = SensorModel()
        model.rate = rate
        model.seed = seed
        model.drawImperfections(seed: seed &+ UInt64(placement.rawValue))
        for reading in try walker.stream(placement, model: model) {
            all.append(
                Reading(
                    placement: placement, time: HostTime(seconds: reading.time), acceleration: reading.acceleration,
                    angularRate: reading.angularRate))
        }
    }
    return all.sorted { ($0.time, $0.placement.rawValue) < ($1.time, $1.placement.rawValue) }
}

/// What the gait stage makes of the readings.
func analyze(_ readings: [Reading], rate: Double = 100, body: BodyDimensions = BodyDimensions()) -> [GaitOutput] {
    var analyzer = GaitAnalyzer(body: body)
    for placement in Set(readings.map(\.placement)) { analyzer.add(placement, rate: rate) }
    var outputs: [GaitOutput] = []
    for reading in readings {
        analyzer.take(
            reading.placement, time: reading.time, acceleration: reading.acceleration, angularRate: reading.angularRate
        ) { outputs.append($0) }
    }
    analyzer.finish { outputs.append($0) }
    return outputs
}

extension [GaitOutput] {
    var contacts: [Contact] { compactMap { if case .contact(let contact) = $0 { contact } else { nil } } }
    var confirmed: [Contact] { contacts.filter { $0.status == .confirmed } }
    var strides: [Stride] { compactMap { if case .stride(let stride) = $0 { stride } else { nil } } }
    var bouts: [Bout] { compactMap { if case .bout(let bout) = $0 { bout } else { nil } } }
    var turns: [Turn] { compactMap { if case .turn(let turn) = $0 { turn } else { nil } } }
    var retractions: [Retraction] { compactMap { if case .retraction(let it) = $0 { it } else { nil } } }
}

/// Detected contacts against true ones of the same side and kind, one to one within a tolerance.
struct Score {
    /// s.
    let tolerance: Double
    var found = 0
    var truths = 0
    var said = 0
    /// Detected minus true time, s.
    var errors: [Double] = []

    var f1: Double { 2 * Double(found) / Double(truths + said) }
    var median: Double { errors.sorted()[errors.count / 2] }
    var interquartileRange: Double {
        let sorted = errors.sorted()
        return sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    }

    mutating func add(truth: [Double], detected: [Double]) {
        truths += truth.count
        said += detected.count
        var free = detected
        for time in truth {
            guard let nearest = free.indices.min(by: { abs(free[$0] - time) < abs(free[$1] - time) }),
                abs(free[nearest] - time) <= tolerance
            else { continue }
            errors.append(free[nearest] - time)
            found += 1
            free.remove(at: nearest)
        }
    }
}

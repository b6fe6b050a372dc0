import ArgumentParser
import IMU
import Walker

/// What is worn and how well.
struct WearableOptions: ParsableArguments {
    enum Mounting: String, CaseIterable, ExpressibleByArgument { case random, aligned }

    // The parser would print the default of such a list as numbers, so the help says it.
    @Option(
        name: .customLong("placement"), parsing: .upToNextOption,
        help: "Where sensors are worn; without this left_shank, right_shank and lumbar.")
    var given: [Placement] = []

    var placements: [Placement] { given.isEmpty ? [.leftShank, .rightShank, .lumbar] : given }

    @Option(help: "Samples per second.")
    var rate = 100.0

    @Option(help: "How sensors are strapped on: turned at random, or with their axes along the segment.")
    var mounting: Mounting = .random

    @Flag(help: "Sensors without noise, bias, scale error and moving skin.")
    var clean = false

    @Option(help: "A slipped strap: PLACEMENT@SECONDS:DEGREES.")
    var slip: [String] = []

    @Option(help: "A sensor off the body, lying still: PLACEMENT@SECONDS:SECONDS, when and for how long.")
    var takeOff: [String] = []

    @Option(help: "For this long from the start, s, all sensors are held together in one hand and turned about.")
    var bundled = 0.0

    @Flag(help: "The two shank wearables on the wrong legs.")
    var swapShanks = false

    func validate() throws {
        guard Set(placements).count == placements.count else {
            throw ValidationError("name each placement once")
        }
        guard (10...1000).contains(rate) else { throw ValidationError("--rate must lie between 10 and 1000") }
    }

    /// The segment under the wearable of that name: another one when they were swapped.
    func segment(of placement: Placement) -> Placement {
        guard swapShanks else { return placement }
        switch placement {
        case .leftShank: return .rightShank
        case .rightShank: return .leftShank
        default: return placement
        }
    }

    /// The sensor of a placement, drawn from the seed; its clock is the link options' matter.
    func model(_ placement: Placement, seed: UInt64) throws -> SensorModel {
        let own = seed &* 31 &+ UInt64(placement.rawValue) &+ 1
        var model = clean ? SensorModel.ideal : SensorModel()
        model.rate = rate
        model.seed = own
        if bundled > 0 { model.bundled = 0..<bundled }
        if !clean { model.drawImperfections(seed: own) }
        var draw = WalkerRandom(seed: own, purpose: 41)
        if mounting == .random { model.mounting = .random(using: &draw) }
        for text in slip {
            let given = try PlacedTime(text, form: "PLACEMENT@SECONDS:DEGREES")
            guard given.placement == placement else { continue }
            // About a random axis: straps slip round the leg and down it.
            let axis = Quaternion.random(using: &draw).rotate([1, 0, 0])
            model.slip = .init(
                time: given.first, rotation: Quaternion(angle: given.second * Units.radiansPerDegree, axis: axis))
        }
        for text in takeOff {
            let given = try PlacedTime(text, form: "PLACEMENT@SECONDS:SECONDS")
            guard given.placement == placement else { continue }
            model.unworn = given.first..<given.first + max(0, given.second)
        }
        return model
    }
}

/// `PLACEMENT@A:B`, or `A:B` for every placement.
struct PlacedTime {
    var placement: Placement?
    var first: Double
    var second: Double

    init(_ text: String, form: String) throws {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        let numbers = (halves.last ?? "").split(separator: ":").compactMap { Double($0) }
        placement = halves.count == 2 ? Placement(name: String(halves[0])) : nil
        guard halves.count <= 2, numbers.count == 2, numbers.allSatisfy(\.isFinite),
            halves.count == 1 || placement != nil
        else { throw ValidationError("\"\(text)\" is not \(form)") }
        (first, second) = (numbers[0], numbers[1])
    }
}

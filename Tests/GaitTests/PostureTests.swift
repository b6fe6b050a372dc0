import Body
import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct PostureTests {
    /// An analyzer after a script, each sensor strapped on in its own way.
    private func run(_ script: [Activity], _ placements: [Placement], seed: UInt64) throws -> (GaitAnalyzer, Walker) {
        let walker = try Walker(script: script, seed: seed)
        var generator = SeededGenerator(seed: seed)
        var analyzer = GaitAnalyzer()
        for placement in placements { analyzer.add(placement, rate: 50) }
        for reading in try readings(walker, placements, rate: 50, seed: seed).remounted(using: &generator) {
            analyzer.take(
                reading.placement, time: reading.time, acceleration: reading.acceleration,
                angularRate: reading.angularRate
            ) { _ in }
        }
        return (analyzer, walker)
    }

    static let script: [Activity] = [
        .stand(seconds: 10), .walk(seconds: 60), .stand(seconds: 20), .sit(seconds: 400), .stand(seconds: 10),
        .walk(seconds: 30), .sit(seconds: 200), .walk(seconds: 20), .stand(seconds: 30),
    ]

    private func seconds(_ activity: WalkTruth.Activity, _ walker: Walker) -> Double {
        walker.truth.states.filter { $0.activity == activity }.map { $0.end - $0.start }.reduce(0, +)
    }

    @Test("sitting minutes with thigh units", arguments: 1...3 as ClosedRange<UInt64>)
    func thighs(seed: UInt64) throws {
        let (analyzer, walker) = try run(Self.script, [.leftShank, .rightShank, .leftThigh, .rightThigh], seed: seed)
        let posture = analyzer.posture
        let truth = seconds(.sitting, walker)
        print(
            "seed \(seed): sat \(posture.sittingSeconds) s, true \(truth) s; walked \(posture.walkingSeconds) s of "
                + "\(seconds(.walking, walker)) s; stood \(posture.standingSeconds) s of \(seconds(.standing, walker)) s"
        )
        #expect(abs(posture.sittingSeconds - truth) <= 0.02 * truth, "seed \(seed)")
        #expect(!posture.isLikelyOnly)
        // From the first to the last initial contact of each foot: a second or two less than the whole walk, each time.
        #expect(abs(posture.walkingSeconds - seconds(.walking, walker)) < 9, "seed \(seed)")
        #expect(posture.posture == .standing)
    }

    @Test("likely sitting from the lumbar unit alone", arguments: 1...3 as ClosedRange<UInt64>)
    func lumbar(seed: UInt64) throws {
        let (analyzer, walker) = try run(Self.script, [.leftShank, .rightShank, .lumbar], seed: seed)
        let truth = seconds(.sitting, walker)
        print("seed \(seed): likely sat \(analyzer.posture.sittingSeconds) s, true \(truth) s")
        #expect(abs(analyzer.posture.sittingSeconds - truth) <= 0.02 * truth, "seed \(seed)")
        #expect(analyzer.posture.isLikelyOnly)
    }

    @Test("sway in standing, in any mounting", arguments: 1...3 as ClosedRange<UInt64>)
    func sway(seed: UInt64) throws {
        let script: [Activity] = [.stand(seconds: 5), .walk(seconds: 30), .stand(seconds: 60)]
        let (analyzer, walker) = try run(script, [.leftShank, .rightShank, .lumbar], seed: seed)
        let sway = try #require(analyzer.sway)
        // The ideal sensor's reading in the last 50 s.
        var sensor = try walker.sensor(.lumbar)
        var (forward, sideways) = ([Double](), [Double]())
        for time in stride(from: walker.duration - 50, to: walker.duration, by: 0.02) {
            let force = sensor.reading(at: time).acceleration
            forward.append(force.x)
            sideways.append(force.y)
        }
        func deviation(_ values: [Double]) -> Double {
            let mean = values.reduce(0, +) / Double(values.count)
            return (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)).squareRoot()
        }
        print("seed \(seed): sway \(sway), true forward \(deviation(forward)), sideways \(deviation(sideways))")
        #expect(sway.seconds >= 40 && sway.seconds <= 60, "seed \(seed)")
        // White noise of the sensor comes on top: 0.0015·√25 per axis.
        #expect(abs(sway.forward - deviation(forward)) < 0.01, "seed \(seed)")
        #expect(abs(sway.sideways - deviation(sideways)) < 0.01, "seed \(seed)")
        #expect(abs(sway.lean) < 1 * Units.radiansPerDegree, "seed \(seed)")
    }

    @Test("the person's own range of bending")
    func range() throws {
        let (analyzer, _) = try run(Self.script, [.leftShank, .rightShank, .lumbar], seed: 9)
        let range = try #require(analyzer.inclinationRange)
        // 16° more than in standing while seated, which is most of the time; more on the way down and up.
        #expect((14...45).contains(range.largestFlexion * Units.degreesPerRadian))
        let seated = (14...18).map { range.seconds(atDegrees: $0) }.reduce(0, +)
        #expect(seated > 500)
        #expect(abs(range.share(range.largestFlexion) - 1) < 1e-12)
    }
}

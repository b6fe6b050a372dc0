import FakeWearables
import Flagging
import IMU
import Pipeline
import Walker

/// Plays walks through faulty links into a pipeline of their own, as fast as it goes.
///
/// A value: a copy goes on from the same learnt state along a way of its own.
struct KitPlayer {
    /// Shanks and lumbar spine: the kit that everything is asked of.
    static let placements: [Placement] = [.leftShank, .rightShank, .lumbar]
    /// The same with thighs.
    static let withThighs: [Placement] = placements + [.leftThigh, .rightThigh]
    private static let ticksPerSecond = 1e6

    /// A sensor that turns on its segment while it is worn.
    struct Slip {
        var placement: Placement
        /// s after the beginning of the walk.
        var time: Double
        /// In the sensor's own axes.
        var rotation: Quaternion
    }

    private(set) var pipeline: KitPipeline
    private let placements: [Placement]
    /// Where each sensor really is, in the order of `placements`.
    private var worn: [Placement]
    private var models: [SensorModel]
    private var links: [FaultyLink]
    /// When the next walk begins, s.
    private(set) var now = 0.0

    init(_ conditions: Conditions, placements: [Placement] = placements) {
        self.placements = placements
        worn = placements
        models = placements.map(conditions.model)
        links = placements.map(conditions.link)
        pipeline = Self.pipeline(placements, models, Baseline())
    }

    private static func pipeline(
        _ placements: [Placement], _ models: [SensorModel], _ baseline: Baseline
    ) -> KitPipeline {
        KitPipeline(
            sensors: zip(placements, models).map { placement, model in
                PipelineSensor(
                    placement: placement,
                    timing: SensorTiming(
                        source: .deviceClock(ticksPerSecond: ticksPerSecond, wrapBits: 64),
                        nominalRate: model.rate))
            }, baseline: baseline)
    }

    /// The next day: the same person and what was learnt of them, the sensors strapped on anew in any way.
    mutating func strapAnew(using random: inout WalkerRandom) {
        for index in models.indices { models[index].mounting = .random(using: &random) }
        var baseline = pipeline.baseline
        baseline.endDay()
        pipeline = Self.pipeline(placements, models, baseline)
    }

    /// A turn about an axis of the segment, as a slip in the sensor's own axes.
    func turn(_ placement: Placement, by angle: Double, about axis: SIMD3<Double>) -> Quaternion {
        let mounting = placements.firstIndex(of: placement).map { models[$0].mounting } ?? .identity
        return Quaternion(angle: angle, axis: mounting.conjugate.rotate(axis))
    }

    /// Straps the two shank sensors onto each other's legs.
    mutating func exchangeShanks() {
        for index in worn.indices where worn[index].isShank {
            worn[index] = worn[index] == .leftShank ? .rightShank : .leftShank
        }
    }

    /// Plays a walk after what was played before; answers with when it began, s.
    @discardableResult
    mutating func play(
        _ walker: Walker, slip: Slip? = nil, _ sink: (PipelineOutput, HostTime) -> Void
    ) throws(WalkerError) -> Double {
        let start = now
        var lanes: [Lane] = []
        for index in placements.indices {
            var model = models[index]
            model.clockOffset = start * (1 + model.clockPartsPerMillion * 1e-6)
            if let slip, slip.placement == placements[index] {
                model.slip = .init(time: slip.time, rotation: slip.rotation)
                models[index].mounting = model.mounting(at: slip.time)
            }
            lanes.append(Lane(stream: try walker.stream(worn[index], model: model)))
        }
        for index in lanes.indices { lanes[index].advance(&links[index], start) }
        while let index = Self.first(lanes) {
            guard let (reading, arrival) = lanes[index].next else { break }
            let sample = Sample(
                ticks: UInt64((reading.clock * Self.ticksPerSecond).rounded()), arrival: HostTime(seconds: arrival),
                acceleration: SIMD3<Float>(reading.acceleration), angularRate: SIMD3<Float>(reading.angularRate))
            pipeline.push(sample, sensor: index) { sink($0, sample.arrival) }
            lanes[index].advance(&links[index], start)
        }
        now = start + walker.duration + 0.01
        return start
    }

    /// Ends the data.
    mutating func finish(_ sink: (PipelineOutput, HostTime) -> Void) {
        let end = HostTime(seconds: now)
        pipeline.finish { sink($0, end) }
    }

    private struct Lane {
        var stream: SensorStream
        var next: (reading: WornReading, arrival: Double)?

        /// Goes to the next reading that arrives.
        mutating func advance(_ link: inout FaultyLink, _ start: Double) {
            var nothing: [UInt8] = []
            next = nil
            while let reading = stream.next() {
                guard let arrival = link.carry(&nothing, at: start + reading.time) else { continue }
                next = (reading, arrival)
                return
            }
        }
    }

    /// The sensor whose reading arrives first.
    private static func first(_ lanes: [Lane]) -> Int? {
        var best: Int?
        for index in lanes.indices {
            guard let next = lanes[index].next else { continue }
            if let known = best, let other = lanes[known].next, other.arrival <= next.arrival { continue }
            best = index
        }
        return best
    }
}

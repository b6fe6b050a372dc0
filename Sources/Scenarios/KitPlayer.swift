import FakeWearables
import IMU
import Pipeline
import Walker

/// Plays walks through faulty links into a pipeline of their own, as fast as it goes.
struct KitPlayer {
    static let placements: [Placement] = [.leftShank, .rightShank, .lumbar]
    private static let ticksPerSecond = 1e6

    private(set) var pipeline: KitPipeline
    private let models: [SensorModel]
    private var links: [FaultyLink]
    /// When the next walk begins, s.
    private(set) var now = 0.0

    init(_ conditions: Conditions) {
        models = Self.placements.map(conditions.model)
        links = Self.placements.map(conditions.link)
        pipeline = KitPipeline(
            sensors: zip(Self.placements, models).map { placement, model in
                PipelineSensor(
                    placement: placement,
                    timing: SensorTiming(
                        source: .deviceClock(ticksPerSecond: Self.ticksPerSecond, wrapBits: 64),
                        nominalRate: model.rate))
            })
    }

    /// Plays a walk after what was played before; answers with when it began, s.
    @discardableResult
    mutating func play(_ walker: Walker, _ sink: (PipelineOutput, HostTime) -> Void) throws(WalkerError) -> Double {
        let start = now
        var lanes: [Lane] = []
        for index in Self.placements.indices {
            var model = models[index]
            model.clockOffset = start * (1 + model.clockPartsPerMillion * 1e-6)
            lanes.append(Lane(stream: try walker.stream(Self.placements[index], model: model)))
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

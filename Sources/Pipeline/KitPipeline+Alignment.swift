import Alignment
import IMU

extension KitPipeline {
    /// Seconds of turning together that an alignment looks at.
    public static let alignmentSeconds = SharedMotion.span
    /// A sensor whose newest sample is older than this, s, does not stream.
    private static let silence = 1.0

    /// Takes constant differences between the sensors' delays out of their times, from the last seconds, over which all
    /// that stream were turned about together. Rare, so it may allocate.
    ///
    /// The sensor with the longest delay keeps its times and the others are moved on to it: no time goes back. What was
    /// known of sensors that do not stream is forgotten: it was found against other times.
    public mutating func align() -> AlignmentOutcome {
        let start = time.advanced(seconds: -SharedMotion.span - Self.silence)
        let streaming = lanes.indices.filter { sensor in
            guard let newest = lanes[sensor].newest else { return false }
            return time.seconds(since: newest) < Self.silence
        }
        guard let first = streaming.first, streaming.count > 1 else { return .tooFew }
        let reference = turning(first, from: start)
        var lags: [(sensor: Int, lag: Double, halfWidth: Double)] = [(first, 0, 0)]
        for sensor in streaming.dropFirst() {
            guard let motion = SharedMotion(reference, turning(sensor, from: start)) else {
                return .apart(sensor: sensor)
            }
            lags.append((sensor, motion.lag, motion.halfWidth))
        }
        let latest = lags.reduce(0) { max($0, $1.lag) }
        for (sensor, lag, halfWidth) in lags { move(sensor, by: latest - lag, halfWidth: halfWidth) }
        for sensor in lanes.indices where !streaming.contains(sensor) { dropOffset(sensor) }
        return .aligned
    }

    /// Forgets what alignment found of every sensor.
    public mutating func dropAlignment() {
        for sensor in lanes.indices { dropOffset(sensor) }
    }

    /// How a sensor was turned since the start, or since it was last aligned: before, its times were others.
    private func turning(_ sensor: Int, from start: HostTime) -> [SharedMotion.Turning] {
        let first = max(start, lanes[sensor].alignedSince ?? start)
        return signal(sensor: sensor, from: first, to: time).map { sample in
            let rate = SIMD3<Double>(sample.angularRate)
            return SharedMotion.Turning(
                time: sample.time.seconds(since: start), rate: (rate * rate).sum().squareRoot())
        }
    }

    /// Moves a sensor's times on; what was pending of it is withdrawn.
    private mutating func move(_ sensor: Int, by seconds: Double, halfWidth: Double) {
        lanes[sensor].move(by: seconds, halfWidth: halfWidth)
        interruptStages(sensor, at: time)
    }

    /// Nothing is added to a sensor's times any more; what was pending of it is withdrawn.
    private mutating func dropOffset(_ sensor: Int) {
        guard lanes[sensor].offset != nil else { return }
        lanes[sensor].dropOffset()
        interruptStages(sensor, at: time)
    }
}

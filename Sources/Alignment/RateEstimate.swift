public import IMU

/// Finds a sensor's sampling rate from its first samples where the device does not say it.
public struct RateEstimate: Sendable {
    /// Rates that inertial sensors commonly offer, Hz. An estimate within 4 % of one is taken for it.
    static let common: [Double] = [20, 25, 50, 52, 60, 100, 104, 120, 125, 200, 208, 240, 250, 400, 416, 500, 1000]

    /// The samples kept until the rate is known; at most this many.
    public static let capacity = 256
    /// Seconds of samples needed without a device clock.
    static let seconds = 2.0
    /// Samples needed with a device clock.
    static let clockedSamples = 32

    private let source: SensorTiming.Source
    public private(set) var held: [Sample] = []

    public init(timing: SensorTiming) {
        source = timing.source
        held.reserveCapacity(Self.capacity)
    }

    /// Takes a sample; answers with the rate in Hz once it is known.
    public mutating func take(_ sample: Sample) -> Double? {
        held.append(sample)
        if case .deviceClock = source { return held.count >= Self.clockedSamples ? best : nil }
        let isEnough = span >= Self.seconds || held.count == Self.capacity
        return held.count > 8 && isEnough ? best : nil
    }

    /// What the samples so far make of the rate, Hz, however few they are.
    public var best: Double {
        if case .deviceClock(let ticksPerSecond, let bits) = source {
            return snapped(ticksPerSecond / medianStep(bits: bits))
        }
        return snapped(Double(periods) / span)
    }

    /// Seconds between the arrivals of the first held sample and the last.
    private var span: Double { held.last?.arrival.seconds(since: held[0].arrival) ?? 0 }

    /// Sampling periods from the first held sample to the last. A counter counts the lost ones too.
    private var periods: Int64 {
        guard case .sampleCounter(let bits) = source else { return Int64(max(0, held.count - 1)) }
        var unwrapper = TickUnwrapper(bits: bits)
        for sample in held { _ = unwrapper.advance(to: sample.ticks) }
        return unwrapper.value
    }

    /// The middle of the steps between ticks: single lost samples do not move it.
    private func medianStep(bits: UInt8) -> Double {
        var unwrapper = TickUnwrapper(bits: bits)
        var steps = held.map { unwrapper.advance(to: $0.ticks) }.dropFirst().filter { $0 > 0 }
        steps.sort()
        return steps.isEmpty ? 1 : Double(steps[steps.count / 2])
    }

    private func snapped(_ rate: Double) -> Double {
        let bounded = rate.isFinite ? max(5, min(2000, rate)) : 100
        let nearest = Self.common.min { abs($0 - bounded) < abs($1 - bounded) } ?? bounded
        return abs(nearest - bounded) < 0.04 * nearest ? nearest : bounded
    }
}

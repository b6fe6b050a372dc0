internal import IMU

extension LinkSnapshot {
    /// Samples per second below which a sensor is of no use: the specific force is low-passed at 20 Hz before contacts are
    /// looked for (docs/methods.md), which wants twice as many.
    static let leastRate = 40.0
    /// Rates are measured over two seconds, in which a block of Movesense's more or less is 4 %.
    static let tolerance = 0.1
    /// Seconds of the machine after which the rate is measured.
    static let settling = 2.0

    /// What is wrong with the rate at which samples arrive, to be said before a session; nil where nothing is.
    /// - Parameter timeScale: as the arrival clock's.
    public func rateAdvice(_ plan: SensorPlan, timeScale: Double = 1) -> String? {
        guard state == .streaming, let rate, let lastSample,
            lastSample.seconds(since: since) >= Self.settling * timeScale
        else { return nil }
        let measured = Int(rate.rounded())
        if rate < Self.leastRate {
            return "sends \(measured) samples a second, too few: set `rate` of the sensor to "
                + "\(Int(Self.leastRate)) or more, or the device's own rate"
        }
        let nominal = timing.map(\.nominalRate) ?? 0
        if nominal > 0, rate < nominal * (1 - Self.tolerance) {
            return "loses samples: \(measured) of \(Int(nominal.rounded())) a second arrive"
        }
        if let asked = plan.rate, abs((nominal > 0 ? nominal : rate) / asked - 1) > Self.tolerance {
            return "sends \(measured) samples a second, not the \(Int(asked.rounded())) that `rate` asks for"
        }
        return nil
    }
}

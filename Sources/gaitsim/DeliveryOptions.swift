import ArgumentParser
import IMU

/// What lines and radios alike do to readings on their way.
struct DeliveryOptions: ParsableArguments {
    @Option(help: "Mean of a one-sided delay of arrival, ms.")
    var jitterMs = 0.0

    @Option(help: "Share of readings, over Bluetooth of notifications, that are lost, 0…1.")
    var loss = 0.0

    @OptionGroup(title: "Clocks") var clocks: ClockOptions

    func validate() throws {
        guard (0...1).contains(loss) else { throw ValidationError("--loss is a share between 0 and 1") }
        guard (0...10_000).contains(jitterMs) else { throw ValidationError("--jitter-ms must not be negative") }
    }
}

extension PlacedTime {
    /// `[PLACEMENT@]SECONDS:SECONDS`, when and for how long: those that concern a placement.
    static func spans(_ texts: [String], _ placement: Placement) throws -> [Range<Double>] {
        try texts.compactMap { text in
            let given = try PlacedTime(text, form: "[PLACEMENT@]SECONDS:SECONDS")
            guard given.placement == nil || given.placement == placement else { return nil }
            return given.first..<given.first + max(0, given.second)
        }
    }
}

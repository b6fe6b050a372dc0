import ArgumentParser
import FakeWearables
import IMU

/// What the Bluetooth links do to the wearables.
struct RadioOptions: ParsableArguments {
    @Option(name: .customLong("make"), help: "What the wearables are.")
    var make: AnyFakePeripheral.Make = .mavlink

    @Option(
        parsing: .upToNextOption,
        help: "Connection intervals, SECONDS:MS from each of these times on; hosts change them under way.")
    var interval: [String] = []

    @Option(help: "Notifications that one connection event carries at most.")
    var perEvent = 6

    @Option(help: "Notifications that a wearable can keep; what comes while it is full is lost.")
    var queue = 32

    @Option(parsing: .upToNextOption, help: "Seconds at which the wearables' clocks start anew.")
    var reset: [Double] = []

    @Option(parsing: .upToNextOption, help: "Seconds at which the wearables take other addresses.")
    var rotate: [Double] = []

    @Option(help: "How fast batteries run down, percent an hour.")
    var batteryDecay = 10.0

    @Option(help: "Out of reach and back: [PLACEMENT@]SECONDS:SECONDS, when and for how long.")
    var away: [String] = []

    @OptionGroup var delivery: DeliveryOptions

    func validate() throws {
        guard (1...100).contains(perEvent), (1...10_000).contains(queue), (0...36_000).contains(batteryDecay)
        else { throw ValidationError("--per-event, --queue or --battery-decay is out of range") }
    }

    /// The faults of the links.
    func faults() throws -> RadioFaults {
        var faults = RadioFaults()
        if !interval.isEmpty {
            faults.intervals = try interval.map { text in
                let given = try PlacedTime(text, form: "SECONDS:MS")
                guard (7.5...4000).contains(given.second) else {
                    throw ValidationError("a connection interval lies between 7.5 and 4000 ms")
                }
                return (given.first, given.second / 1000)
            }
        }
        (faults.perEvent, faults.queue) = (perEvent, queue)
        (faults.loss, faults.jitter) = (delivery.loss, delivery.jitterMs / 1000)
        (faults.clockResets, faults.addressRotations) = (reset, rotate)
        faults.batteryDecay = batteryDecay
        return faults
    }

    /// When a wearable is out of reach.
    func absences(_ placement: Placement) throws -> [Range<Double>] {
        try PlacedTime.spans(away, placement)
    }
}

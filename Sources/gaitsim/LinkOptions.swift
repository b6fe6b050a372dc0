import ArgumentParser
import FakeWearables
import IMU

/// The lines that the wearables speak on.
struct LinkOptions: ParsableArguments {
    @Option(name: .customLong("protocol"), help: "What the wearables speak.")
    var language: FakeWearable.Language = .witmotion

    @Option(help: "Where the names of the pseudo-terminals go.")
    var linkDir: String

    @Option(help: "The kit's name, the first part of every name.")
    var kit = "kit1"

    @Option(help: "Times faster than real time; give gaitd the same as --time-scale.")
    var speed = 1.0

    @Flag(help: "Begin when every line has been opened, so that nothing is lost at the start.")
    var waitForReader = false

    @Option(help: "Seconds to wait for that before giving up.")
    var readerTimeout = 60.0

    @Option(help: "Seconds to keep the lines open after the end.")
    var linger = 0.5

    @Option(help: "Bursts of loss, SHARE:LENGTH: share of readings at which one begins, mean length in readings.")
    var burst: String?

    @Option(help: "Share of readings with a bit turned over, 0…1.")
    var corrupt = 0.0

    @Option(help: "Lines go dead and come back: [PLACEMENT@]SECONDS:SECONDS, when and for how long.")
    var disconnect: [String] = []

    @OptionGroup var delivery: DeliveryOptions

    func validate() throws {
        guard !kit.isEmpty, kit.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        else { throw ValidationError("--kit holds letters, digits, - and _ only") }
        guard (0.01...1000).contains(speed) else { throw ValidationError("--speed must lie between 0.01 and 1000") }
        guard (0...1).contains(corrupt) else { throw ValidationError("--corrupt is a share between 0 and 1") }
        guard (0...86_400).contains(linger), (0...86_400).contains(readerTimeout)
        else { throw ValidationError("--linger and --reader-timeout must not be negative") }
    }

    /// The faults of one line.
    func faults(_ placement: Placement) throws -> LinkFaults {
        var faults = LinkFaults()
        faults.jitter = delivery.jitterMs / 1000
        faults.loss = delivery.loss
        faults.corruption = corrupt
        if let burst {
            let given = try PlacedTime(burst, form: "SHARE:LENGTH")
            (faults.burst, faults.burstLength) = (given.first, max(1, given.second))
        }
        faults.disconnects = try PlacedTime.spans(disconnect, placement)
        return faults
    }
}

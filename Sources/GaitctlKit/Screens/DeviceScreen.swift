public import QueryAPI

/// `gaitctl sensors scan` and `assign`.
public enum DeviceScreen {
    public static func lines(_ scan: Scan, _ style: Presentation) -> [String] {
        let problem = scan.problem.map { [style.warning(printable($0))] } ?? []
        guard !scan.devices.isEmpty else {
            return problem + [
                "Nothing is near yet: switch the sensors on and keep them off other phones and computers."
            ]
        }
        var table = Table([
            .text("device"), .text("name"), .text("driver"), .number("strength (dBm)"), .number("heard (s ago)"),
            .text("is"),
        ])
        for device in scan.devices {
            table.add([
                device.id, device.name, device.driver, device.rssiDbm.map { "\($0)" },
                device.seenSAgo.map { Numbers.fixed($0, 1) }, device.sensor,
            ])
        }
        return table.lines(style) + problem
    }

    public static func assigned(_ sensor: SensorState, device: String) -> [String] {
        if device == "assigned" { return ["\(sensor.id) has no device now."] }
        return [
            printable("\(sensor.id) is \(device) from now on; gaitd connects it: `gaitctl sensors` shows how it does.")
        ]
    }

    public static func moved(_ from: SensorState, to placement: String) -> [String] {
        if from.placement == placement { return ["\(from.id) is the one that moves: nothing to change."] }
        return [printable("\(from.device) sat at \(from.placement) and is \(from.kit)/\(placement) from now on.")]
    }
}

/// Which sensor is being shaken: "shake the sensor that goes to the left knee".
public struct ShakeWatch: Sendable {
    /// A hand shakes at several hundred °/s; what lies on a table makes a few.
    static let least = 150.0
    /// How much more than every other sensor it must move, …
    static let ratio = 3.0
    /// … at how many looks one after the other.
    static let looks = 3

    private var candidate: String?
    private var count = 0

    public init() {}

    /// Takes the sensors as they are now; answers with the one that has been shaken for long enough.
    public mutating func take(_ sensors: [SensorState]) -> SensorState? {
        let moving = sensors.filter { $0.motionDps != nil }
            .sorted { ($0.motionDps ?? 0, $1.id) > ($1.motionDps ?? 0, $0.id) }
        guard let first = moving.first, let most = first.motionDps, most >= Self.least,
            most >= Self.ratio * (moving.dropFirst().first?.motionDps ?? 0)
        else {
            candidate = nil
            count = 0
            return nil
        }
        count = candidate == first.id ? count + 1 : 1
        candidate = first.id
        return count >= Self.looks ? first : nil
    }
}

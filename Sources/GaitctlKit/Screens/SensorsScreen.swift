public import Foundation
public import QueryAPI

/// `gaitctl sensors`: each sensor's link and every loss.
public enum SensorsScreen {
    /// - Parameter now: what ages count to.
    public static func lines(_ sensors: [SensorState], _ style: Presentation, now: Date = Date()) -> [String] {
        guard !sensors.isEmpty else {
            return [
                "No sensors are configured: name them in gaitd's configuration file, then `systemctl reload gaitd`."
            ]
        }
        // Columns of the radio only where there is one.
        let isWireless = sensors.contains { $0.rssiDbm != nil || $0.mtuBytes != nil }
        let radio: [Table.Column] =
            isWireless ? [.number("strength (dBm)"), .number("interval (ms)"), .number("MTU (bytes)")] : []
        var columns: [Table.Column] = [
            .text("sensor"), .text("link"), .text("driver"), .number("rate (Hz)"), .number("nominal (Hz)"),
            .number("lost"), .number("dropped"), .number("gaps"), .number("bad frames"), .number("reconnects"),
            .number("sync (±ms)"), .number("battery (%)"), .text("mounting"),
        ]
        // What alignment found, where it was done.
        let isAligned = sensors.contains { $0.offsetMs != nil }
        if isAligned { columns += [.number("offset (ms)"), .text("aligned")] }
        columns += radio + [.text("device")]
        var table = Table(columns)
        for sensor in sensors {
            let cells: [String?] = [
                sensor.id, sensor.link, sensor.driver, sensor.rateHz.map { Numbers.fixed($0, 1) },
                sensor.nominalRateHz.map { Numbers.short($0) }, "\(sensor.lostSamples)", "\(sensor.droppedSamples)",
                "\(sensor.gaps)", "\(sensor.checksumErrors)", "\(sensor.reconnects)",
                sensor.syncErrorMs.map { Numbers.fixed($0, 1) }, sensor.batteryPercent.map { Numbers.fixed($0, 0) },
                sensor.mounting,
            ]
            let wireless = [
                sensor.rssiDbm.map { "\($0)" }, sensor.connectionIntervalMs.map { Numbers.short($0) },
                sensor.mtuBytes.map { "\($0)" },
            ]
            let age = sensor.offsetAt.map { Times.ago(now.timeIntervalSince($0)) }
            let aligned = isAligned ? [sensor.offsetMs.map { Numbers.fixed($0, 1) }, age] : []
            table.add(cells + aligned + (isWireless ? wireless : []) + [sensor.device])
        }
        let details = sensors.compactMap { sensor in
            sensor.detail.map { style.warning(printable("\(sensor.id): \($0)")) }
        }
        return table.lines(style) + details
    }

    /// `gaitctl sensors align`: what was added to each sensor's times.
    public static func aligned(_ sensors: [SensorState]) -> [String] {
        sensors.map { sensor in
            guard let offset = sensor.offsetMs else { return printable("\(sensor.id): not aligned") }
            let error = sensor.syncErrorMs.map { " ± \(Numbers.fixed($0, 1))" } ?? ""
            return printable("\(sensor.id): \(Numbers.fixed(offset, 1))\(error) ms added to its times")
        }
    }

    public static func kits(_ kits: [Kit], _ style: Presentation) -> [String] {
        guard !kits.isEmpty else { return ["No kits are configured: name them in gaitd's configuration file."] }
        var table = Table([.text("kit"), .text("state"), .text("open session"), .text("sensors")])
        for kit in kits { table.add([kit.name, kit.state, kit.session, kit.sensors.joined(separator: ", ")]) }
        return table.lines(style)
    }
}

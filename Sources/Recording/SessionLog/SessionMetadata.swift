import IMU

/// The header and the sensors as maps of text, the form in which MCAP keeps what belongs to a file or a channel.
enum SessionMetadata {
    static let recordName = "gaitd.session"
    static let clockRecordName = "gaitd.clock"
    static let formatVersion = "1"

    static func encode(_ header: SessionLogHeader) -> [String: String] {
        [
            "format": formatVersion, "session": header.session, "kit": header.kit, "boot_id": header.bootID,
            "wall_clock_offset_ns": String(header.wallClockOffset), "software": header.software,
            "time_scale": String(header.timeScale), "part": String(header.part),
        ]
    }

    static func decodeHeader(_ map: [String: String]) -> SessionLogHeader? {
        guard map["format"] == formatVersion, let session = map["session"], let kit = map["kit"] else { return nil }
        let scale = map["time_scale"].flatMap(Double.init) ?? 1
        return SessionLogHeader(
            session: session, kit: kit, bootID: map["boot_id"] ?? "",
            wallClockOffset: map["wall_clock_offset_ns"].flatMap { Int64($0) } ?? 0, software: map["software"] ?? "",
            timeScale: scale.isFinite && scale > 0 ? scale : 1, part: map["part"].flatMap { Int($0) } ?? 1)
    }

    static func encode(_ sensor: SessionLogSensor, kit: String) -> [String: String] {
        var map = [
            "kit": kit, "placement": sensor.placement.name, "driver": sensor.driver, "device": sensor.device,
            "nominal_rate_hz": String(sensor.timing.nominalRate),
        ]
        if let offset = sensor.offset {
            map["offset_s"] = String(offset.seconds)
            map["offset_error_s"] = String(offset.halfWidth)
            map["offset_found_ns"] = offset.found.map { String($0.nanoseconds) }
            map["offset_rate_hz"] = offset.rate.map { String($0) }
        }
        switch sensor.timing.source {
        case .deviceClock(let ticksPerSecond, let wrapBits):
            map["timing"] = "device_clock"
            map["ticks_per_second"] = String(ticksPerSecond)
            map["wrap_bits"] = String(wrapBits)
        case .sampleCounter(let wrapBits):
            map["timing"] = "sample_counter"
            map["wrap_bits"] = String(wrapBits)
        case .arrivalOnly: map["timing"] = "arrival_only"
        case .recorded: map["timing"] = "recorded"
        }
        return map
    }

    static func decodeSensor(_ map: [String: String]) -> SessionLogSensor? {
        guard let placement = map["placement"].flatMap(Placement.init(name:)),
            let rate = map["nominal_rate_hz"].flatMap(Double.init), rate.isFinite, rate >= 0, rate <= 100_000
        else { return nil }
        func wrapBits() -> UInt8? {
            map["wrap_bits"].flatMap { UInt8($0) }.flatMap { (1...64).contains($0) ? $0 : nil }
        }
        let source: SensorTiming.Source
        switch map["timing"] {
        case "device_clock":
            guard let bits = wrapBits(), let ticks = map["ticks_per_second"].flatMap(Double.init), ticks.isFinite,
                ticks > 0
            else { return nil }
            source = .deviceClock(ticksPerSecond: ticks, wrapBits: bits)
        case "sample_counter":
            guard let bits = wrapBits() else { return nil }
            source = .sampleCounter(wrapBits: bits)
        case "arrival_only": source = .arrivalOnly
        case "recorded": source = .recorded
        default: return nil
        }
        return SessionLogSensor(
            placement: placement, timing: SensorTiming(source: source, nominalRate: rate),
            driver: map["driver"] ?? "", device: map["device"] ?? "", offset: decodeOffset(map))
    }

    /// The clock of the log's sensor of that index.
    static func encode(clock: String, sensor: Int) -> [String: String] { ["sensor": String(sensor), "clock": clock] }

    static func decodeClock(_ map: [String: String]) -> (sensor: Int, clock: String)? {
        guard let sensor = map["sensor"].flatMap({ Int($0) }), let clock = map["clock"] else { return nil }
        return (sensor, clock)
    }

    /// Nil where there is none, or one that no sensor has: a second at most, forwards.
    private static func decodeOffset(_ map: [String: String]) -> SessionLogSensor.Offset? {
        guard let seconds = map["offset_s"].flatMap(Double.init), (0...1).contains(seconds),
            let halfWidth = map["offset_error_s"].flatMap(Double.init), (0...1).contains(halfWidth)
        else { return nil }
        return SessionLogSensor.Offset(
            seconds: seconds, halfWidth: halfWidth,
            found: map["offset_found_ns"].flatMap { Int64($0) }.map(HostTime.init(nanoseconds:)),
            rate: map["offset_rate_hz"].flatMap(Double.init))
    }
}

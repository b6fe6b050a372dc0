/// The schemas of `QueryAPI`'s wire types, by name. A test holds each against its type: every key that a fully filled
/// value writes must stand here, and the other way round.
enum WireSchemas {
    static let all: [String: Schema] = answers.merging(requests) { first, _ in first }

    /// The sites a pain score can be given for.
    static let painSites = ["knee_left", "knee_right", "back"]

    /// What clients send.
    private static let requests: [String: Schema] = [
        "NewSession": .object([
            .optional("subject", .name, "The person's code, never a name; else whom the configuration names."),
            .optional("kit", .name, "May be left out where there is only one kit."),
            .optional("shoes", .text(minLength: 0, maxLength: 200)),
            .optional("walking_aid", .text(minLength: 0, maxLength: 200)),
            .optional("note", .text(minLength: 0, maxLength: 4000)),
        ]),
        "NewAnnotation": .object([
            .optional("at", .time, "Now, where it is left out."),
            .optional("session", .name),
            .optional("subject", .name),
            .required("kind", .oneOf(["pain", "note", "marker"])),
            .optional("text", .text(minLength: 0, maxLength: 4000)),
            .optional(
                "pain", .map(keys: painSites, .integer(minimum: 0, maximum: 10)), "Numeric pain rating 0 to 10 by site."
            ),
        ]),
        "NewPlacement": .object([.required("placement", .name)]),
        "NewDevice": .object([
            .required("device", .text(minLength: 1, maxLength: 255), "A Bluetooth address or the path of a line."),
            .optional("address_type", .oneOf(["public", "random"])),
        ]),
        "Nothing": .object([]),
    ]

    /// What the daemon answers.
    private static let answers: [String: Schema] = [
        "Status": .object([
            .required("version", .text), .required("started_at", .time), .required("uptime_s", .duration),
            .optional("configuration_file", .text), .required("state_directory", .text),
            .required("time_scale", .number), .required("kits", .count), .required("sensors_streaming", .count),
            .required("sensors_configured", .count), .required("open_sessions", .array(.text)),
            .required("episodes", .count),
            .required("warnings", .array(.text), "What needs a person's attention; empty when all is well."),
        ]),
        "SensorState": .object([
            .required("id", .text, "<kit>/<placement>"), .required("kit", .text), .required("placement", .text),
            .required("device", .text),
            .required("link", .oneOf(["missing", "opening", "hunting", "streaming", "silent", "failed"])),
            .optional("detail", .text), .optional("driver", .text), .optional("baud", .count),
            .optional("nominal_rate_hz", .number), .optional("rate_hz", .number), .required("samples", .count),
            .required("bytes", .count), .required("checksum_errors", .count), .required("discarded_bytes", .count),
            .required("implausible", .count), .required("lost_samples", .count), .required("dropped_samples", .count),
            .required("gaps", .count), .required("reconnects", .count),
            .optional("sync_error_ms", .number, "Half width of the estimated time error."),
            .optional("offset_ms", .number, "What alignment added to its times; absent where the kit is not aligned."),
            .optional("offset_at", .time, "When that was found."),
            .optional("battery_percent", .number),
            .optional("rssi_dbm", .integer, "Strength of the newest advertisement, over Bluetooth."),
            .optional("mtu_bytes", .count, "ATT MTU, over Bluetooth."),
            .optional("connection_interval_ms", .number, "The largest that holds now, where the kernel says it."),
            .optional("motion_dps", .number, "Root mean square of the angular rate over the last readings, °/s."),
            .required("mounting", .text),
        ]),
        "Scan": .object([
            .required("devices", .array(.named("SeenDevice")), "Strongest first, then those on lines."),
            .optional("problem", .text, "What keeps the radio from seeing more."),
        ]),
        "SeenDevice": .object([
            .required("id", .text, "Bluetooth address, or path of the line."),
            .required("kind", .oneOf(["bluetooth", "serial"])),
            .optional("address_type", .oneOf(["public", "random"])),
            .optional("name", .text), .optional("rssi_dbm", .integer), .optional("driver", .text),
            .optional("sensor", .text, "Which sensor it is, where it is one: <kit>/<placement>."),
            .optional("seen_s_ago", .number),
        ]),
        "Kit": .object([
            .required("name", .text), .required("sensors", .array(.text)), .optional("session", .text),
            .required("state", .text),
        ]),
        "Subject": .object([
            .required("id", .text), .required("created_at", .time), .required("sessions", .count),
            .required("episodes", .count),
        ]),
        "Baselines": .object([
            .required("subject", .text), .required("versions", .array(.named("BaselineVersion"))),
        ]),
        "BaselineVersion": .object([
            .required("version", .count), .required("started_at", .time),
            .optional("learnt_at", .time, "When a block was last learnt."), .required("blocks", .count),
            .required("blocks_needed", .count, "Before a day is compared with the days before it."),
            .required("days", .count, "On which they were learnt."),
            .required("days_needed", .count, "Before a day is compared with the days before it."),
            .required("complete", .boolean, "The next day is compared with it."),
            .required("traits", .array(.named("BaselineTraitValue"))),
        ]),
        "BaselineTraitValue": .object([
            .required("name", .text), .required("blocks", .count), .required("mean", .number),
            .optional("deviation", .number, "Standard deviation of a block, between days and within them."),
            .optional("detectable_change", .number, "The least change that is not the person's own variation."),
        ]),
        "Session": .object([
            .required("id", .text), .required("subject", .text), .required("kit", .text),
            .required("started_at", .time), .optional("stopped_at", .time, "Absent while it runs."),
            .optional("shoes", .text), .optional("walking_aid", .text), .optional("note", .text),
            .required("resumed", .count), .optional("log", .text), .required("strides", .count),
            .optional("set_apart", .map(keys: [], .count), "Strides that were not walked, by how they were made."),
            .required("episodes", .count), .required("lost_samples", .count),
        ]),
        "EpisodeSummary": .object([
            .required("id", .integer), .required("kind", .text),
            .required("side", .text, "The side with the larger value."),
            .required("kit", .text), .optional("session", .text), .optional("subject", .text),
            .required("start", .time), .required("end", .time), .required("duration_s", .duration),
            .required("severity", .number, "0 at the threshold, 1 at twice it."),
            .required("confidence", .number(minimum: 0, maximum: 1)), .required("strides", .count),
            .required("measure", .text), .required("value", .number), .required("low", .number),
            .required("high", .number), .required("threshold", .number),
            .required("open", .boolean, "Whether it goes on; the numbers are those so far."),
        ]),
        "EpisodeDetail": .object([
            .required("episode", .named("EpisodeSummary")), .required("method", .text), .required("version", .text),
            .required("proxy", .boolean), .required("evidence", .oneOf(["low", "moderate", "high"])),
            .required("sides", .array(.named("SideMeans"))), .required("measures", .array(.named("MeasureValue"))),
            .required("annotations", .array(.named("Annotation"))), .required("signals", .array(.named("SignalInfo"))),
        ]),
        "SideMeans": .object([
            .required("side", .text), .required("strides", .count),
            .required("means", .map(keys: [], .number)),
        ]),
        "SignalInfo": .object([
            .required("placement", .text), .required("start", .time), .required("end", .time),
            .required("samples", .count),
        ]),
        "Signal": .object([
            .required("placement", .text), .required("origin", .time, "The time that t_s counts from."),
            .required("t_s", .array(.number)),
            .required(
                "acceleration_mps2", .array(.array(.number)), "Specific force, m/s², sensor axes, three per sample."),
            .required(
                "angular_rate_radps", .array(.array(.number)), "Angular rate, rad/s, sensor axes, three per sample."),
        ]),
        "MeasureValue": .object([
            .required("name", .text), .required("at", .time), .optional("session", .text), .optional("subject", .text),
            .optional("side", .text), .required("value", .number), .optional("low", .number),
            .optional("high", .number),
            .required("strides", .count),
            .optional("mode", .text, "Of one stride that was not walked: running, stairs_up or stairs_down."),
        ]),
        "Annotation": .object([
            .required("id", .integer), .required("at", .time), .optional("session", .text), .optional("subject", .text),
            .required("kind", .text), .optional("text", .text), .optional("pain", .map(keys: [], .integer)),
        ]),
        "LiveLine": .object([
            .required("type", .text), .optional("cursor", .text, "Resume behind this line with ?cursor="),
            .optional("at", .time), .optional("kit", .text), .optional("id", .integer), .optional("kind", .text),
            .optional("side", .text), .optional("t", .number), .optional("emitted_t", .number),
            .optional("status", .text), .optional("confidence", .number), .optional("source", .text),
            .optional("t_start", .number),
            .optional("t_end", .number), .optional("stride_time", .number), .optional("stance_time", .number),
            .optional("swing_time", .number), .optional("step_time", .number),
            .optional("pronation_proxy_deg", .number), .optional("quantities", .map(keys: [], .number)),
            .optional("steady", .boolean), .optional("mode", .text, "Of a stride: only walking is compared."),
            .optional("strides", .count),
            .optional("strides_left", .count), .optional("strides_right", .count),
            .optional("set_apart", .map(keys: [], .count), "Of a bout: strides not walked, by how they were made."),
            .optional("cadence_per_min", .number), .optional("angle_deg", .number), .optional("name", .text),
            .optional("value", .number), .optional("low", .number), .optional("high", .number),
            .optional("threshold", .number), .optional("severity", .number), .optional("placement", .text),
            .optional("cause", .text), .optional("lost_samples", .count), .optional("lost_lines", .count),
            .optional("text", .text), .optional("session", .text), .optional("subject", .text),
            .optional("pain", .map(keys: [], .integer), "Of an annotation: pain as rated, 0 to 10, by site."),
        ]),
        "Problem": .object([
            .required("type", .text), .required("title", .text),
            .required("status", .integer(minimum: 400, maximum: 599)), .required("detail", .text),
            .optional("field", .text, "The query item, path part or body field at fault."),
        ]),
    ]
}
